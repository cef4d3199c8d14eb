import { attestationId, inputHash, outputHash } from "../../model/attestation/hashes.ts";
import { attestations } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { claimHash } from "../../model/dispute/hashes.ts";
import { cases } from "../../model/dispute/records.ts";
import { decode } from "../../model/encoding/codec.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Event } from "../../model/events/events.ts";
import { protocolInForce } from "../../model/ledger/records.ts";
import { sides, tolerances } from "../../model/registry/records.ts";
import { services } from "../../model/staking/records.ts";
import { type Comparison, compareOutputs } from "../../model/tolerance/compare.ts";
import { outputCodec } from "../../model/tolerance/output.ts";
import type { Agent, Host, KnownModel, Message } from "./agent.ts";
import type { Common } from "./behaviour.ts";
import type { CustomerParameters } from "./customer-parameters.ts";
import { requestOf } from "./request.ts";

/** What sets one kind of customer apart from another: its group's parameters, and what it challenges. */
export interface Habits extends CustomerParameters {
  /** Whether two answers, compared, are worth a challenge; `undefined` where one was never shown. */
  readonly challenges: (comparison: Comparison | undefined) => boolean;
}

/** One provider's answer to a request. */
interface Answer {
  readonly provider: Address;
  attestation: Hex | undefined;
  output: Uint8Array | undefined;
  salt: Hex | undefined;
}

interface Task {
  readonly model: KnownModel;
  readonly request: Uint8Array;
  readonly input: Hex;
  readonly checks: boolean;
  readonly answers: Answer[];
  salt: Hex | undefined;
  claim: Hex | undefined;
  case: number | undefined;
  attempts: number;
  isSettled: boolean;
}

/** How often a customer challenges one pair: once, and once more after a VOID. */
const ATTEMPTS_MAX = 2;

/**
 * Orders inferences, asks a second provider with some probability, compares, and challenges: hidden claim, opening, and the
 * outputs where nobody else reveals them.
 */
export function createCustomer(host: Host, common: Common, habits: Habits): Agent {
  const tasks: Task[] = [];
  const byInput = (input: Hex): Task | undefined => tasks.find((task) => task.input === input);

  function candidates(task: Task, groups: readonly string[]): Address[] {
    const { store } = host.state();
    const serving = services.all(store, task.model.modelID).map(({ provider }) => provider);
    const named = groups.length === 0 ? serving : groups.flatMap((group) => host.group(group)).filter((address) => serving.includes(address));
    return named.filter((address) => task.answers.every(({ provider }) => provider !== address));
  }

  function ask(task: Task, groups: readonly string[]): void {
    const choice = candidates(task, groups);
    if (choice.length === 0) return;
    const answer: Answer = { provider: host.random.pick(choice), attestation: undefined, output: undefined, salt: undefined };
    task.answers.push(answer);
    const { modelID } = task.model;
    const expiry = host.state().head.height + 4 * habits.patience;
    host.submit({ kind: "placeOrder", provider: answer.provider, modelID, inputHash: task.input, fee: habits.fee, expiry: BigInt(expiry) });
    const remind = (): void => host.send(answer.provider, { kind: "request", modelID, request: task.request });
    remind();
    host.after(host.blocks(habits.patience), () => {
      if (answer.output === undefined) remind();
    });
    host.after(host.blocks(2 * habits.patience), () => proceed(task, true));
  }

  /** Goes on with a task once the answers are there, or, with `isOverdue`, without those that are not. */
  function proceed(task: Task, isOverdue: boolean): void {
    const [first, second] = task.answers;
    if (first?.attestation === undefined || task.isSettled) return;
    const isShown = first.output !== undefined;
    if (second === undefined) {
      if ((task.checks && isShown) || (isOverdue && !isShown)) ask(task, habits.recheck);
      return;
    }
    if (second.attestation === undefined || (!isOverdue && (!isShown || second.output === undefined))) return;
    task.isSettled = true;
    if (habits.challenges(compare(task, first, second))) challenge(task);
  }

  function compare(task: Task, first: Answer, second: Answer): Comparison | undefined {
    if (first.output === undefined || second.output === undefined) return undefined;
    const { store } = host.state();
    const [a, b] = [decode(outputCodec, first.output), decode(outputCodec, second.output)];
    if (!a.ok || !b.ok) return "fault";
    const { tolerance } = sides.at(store, task.model.modelID);
    return compareOutputs(tolerances.at(store, task.model.modelID, tolerance), a.value, b.value);
  }

  function challenge(task: Task): void {
    if (task.attempts >= ATTEMPTS_MAX) return;
    task.attempts += 1;
    const [first, second] = task.answers;
    task.salt = host.random.bytes(32);
    task.claim = claimHash(host.state().chain.chainId, host.address, first!.attestation!, second!.attestation!, task.salt);
    host.submit({ kind: "claim", claim: task.claim });
  }

  function openCase(task: Task): void {
    const [first, second] = task.answers;
    host.submit({ kind: "openCase", first: first!.attestation!, second: second!.attestation!, salt: task.salt!, input: task.request });
  }

  /** Reveals what the providers have not: an output at fault must not escape because its provider is silent. */
  function revealFor(task: Task, id: number): void {
    const dispute = cases.get(host.state().store, id);
    if (dispute?.phase !== "reveal") return;
    for (const { attestation, output, salt } of task.answers) {
      const member = dispute.members.find((other) => other.attestation === attestation);
      if (member?.revealed === false && output !== undefined)
        host.submit({ kind: "revealOutput", case: id, attestation: member.attestation, salt: salt!, output });
    }
  }

  function onPhase(id: number, phase: string): void {
    const task = tasks.find((candidate) => candidate.case === id);
    if (task === undefined) return;
    const { revealWindow } = protocolInForce(host.state().store).parameters;
    if (phase === "reveal") host.after(host.blocks(Math.floor(revealWindow / 2)), () => revealFor(task, id));
    if (phase === "void") challenge(task);
  }

  function onEvent(event: Event): void {
    if (event.kind === "attested") {
      const task = byInput(event.inputHash);
      const answer = task?.answers.find(({ provider }) => provider === event.provider);
      if (task === undefined || answer === undefined) return;
      answer.attestation = event.attestation;
      proceed(task, false);
    } else if (event.kind === "claimed") {
      const task = tasks.find(({ claim }) => claim === event.claim);
      if (task !== undefined) openCase(task);
    } else if (event.kind === "caseOpened") {
      const task = tasks.find(({ answers }) => answers[0]?.attestation === event.first && answers[1]?.attestation === event.second);
      if (task !== undefined && event.challenger === host.address) task.case = event.case;
    } else if (event.kind === "phaseBegan") onPhase(event.case, event.phase);
  }

  function onMessage(message: Message, from: Address): void {
    if (message.kind !== "delivery") return;
    const task = byInput(message.attestation.inputHash);
    const answer = task?.answers.find(({ provider }) => provider === from);
    if (task === undefined || answer === undefined) return;
    const { chain, store } = host.state();
    const { signature: _, ...body } = message.attestation;
    if (outputHash(chain, from, message.salt, message.output) !== body.outputHash) return;
    answer.output = message.output;
    answer.salt = message.salt;
    const id = attestationId(chain.chainId, body);
    if (attestations.get(store, id) !== undefined) answer.attestation = id;
    proceed(task, false);
  }

  function begin(): void {
    const model = host.models.find(({ id }) => common.models.includes(id));
    if (model === undefined) return;
    const request = requestOf(host.random.below(model.source.inputs), host.random.below(2 ** 32));
    const checks = host.random.chance(habits.check);
    const input = inputHash(host.state().chain, request);
    const task: Task = {
      model,
      request,
      input,
      checks,
      answers: [],
      salt: undefined,
      claim: undefined,
      case: undefined,
      attempts: 0,
      isSettled: false,
    };
    tasks.push(task);
    ask(task, habits.ask);
  }

  return {
    start() {
      for (let order = 0; order < habits.orders; order += 1) host.after(host.blocks(habits.start + order * habits.every), begin);
    },
    onEvent,
    onMessage,
  };
}
