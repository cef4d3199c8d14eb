import { compareShown, type Shown } from "../../model/attestation/compare.ts";
import { attestationId, inputHash, outputHash } from "../../model/attestation/hashes.ts";
import { type Attestation, attestations } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { claimHash } from "../../model/dispute/hashes.ts";
import { cases } from "../../model/dispute/records.ts";
import { decode } from "../../model/encoding/codec.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Event } from "../../model/events/events.ts";
import { protocolInForce } from "../../model/ledger/records.ts";
import { sides, tolerances } from "../../model/registry/records.ts";
import { services } from "../../model/staking/records.ts";
import type { Comparison } from "../../model/tolerance/compare.ts";
import { outputCodec } from "../../model/tolerance/output.ts";
import type { Agent, Host, KnownModel, Message } from "./agent.ts";
import type { Common } from "./behaviour.ts";
import type { CustomerParameters } from "./customer-parameters.ts";
import { requestOf } from "./request.ts";

/** What sets one kind of customer apart from another: its group's parameters, and what it challenges. */
export interface Habits extends CustomerParameters {
  /** Whether two answers, compared, are worth a challenge; `undefined` where one was never shown. */
  readonly challenges: (comparison: Comparison | undefined) => boolean;
  /** The salt of a challenge; any where left out. */
  readonly chooseSalt?: (first: Hex, second: Hex) => Hex;
}

/** One provider's answer to a request. */
interface Answer {
  readonly provider: Address;
  /** Id of what the chain took. */
  attestation: Hex | undefined;
  /** What the provider sent. */
  delivered: Attestation | undefined;
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
  const byInput = host.kept("tasks by input", () => new Map<Hex, Task>());
  const byAttestation = host.kept("tasks by attestation", () => new Map<Hex, Task>());
  const byClaim = host.kept("tasks by claim", () => new Map<Hex, Task>());
  const byCase = host.kept("tasks by case", () => new Map<number, Task>());

  /** The chain took this answer to a task. */
  function take(task: Task, answer: Answer, attestation: Hex): void {
    answer.attestation = attestation;
    byAttestation.set(attestation, task);
  }

  function candidates(task: Task, groups: readonly string[]): Address[] {
    const { store } = host.state();
    const serving = new Set(services.all(store, task.model.modelID).map(({ provider }) => provider));
    const named = groups.length === 0 ? [...serving] : groups.flatMap((group) => host.group(group)).filter((address) => serving.has(address));
    return named.filter((address) => task.answers.every(({ provider }) => provider !== address));
  }

  function ask(task: Task, groups: readonly string[]): void {
    const choice = candidates(task, groups);
    if (choice.length === 0) return;
    const answer: Answer = { provider: host.random.pick(choice), attestation: undefined, delivered: undefined, output: undefined, salt: undefined };
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
    const { store, chain } = host.state();
    const [a, b] = [decode(outputCodec, first.output), decode(outputCodec, second.output)];
    if (!a.ok || !b.ok) return "fault";
    const { modelID } = task.model;
    const { tolerance } = sides.at(store, modelID);
    const profile = ({ provider }: Answer): Shown["profile"] => services.get(store, modelID, provider)?.profile;
    const [one, other] = [
      { output: a.value, profile: profile(first) },
      { output: b.value, profile: profile(second) },
    ];
    return compareShown(chain.rulings, tolerances.at(store, modelID, tolerance), one, other);
  }

  function challenge(task: Task): void {
    if (task.attempts >= ATTEMPTS_MAX) return;
    task.attempts += 1;
    const [first, second] = task.answers.map(({ attestation }) => attestation!);
    const { chain } = host.state();
    task.salt = habits.chooseSalt === undefined ? host.random.bytes(32) : habits.chooseSalt(first!, second!);
    if (chain.rulings.R47 === "open-at-once") return openCase(task);
    const claim = claimHash(chain.chainId, host.address, first!, second!, task.salt);
    byClaim.set(claim, task);
    host.submit({ kind: "claim", claim });
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

  /** Reports a provider that signed another body for this customer than the chain took; what it delivered then proves nothing. */
  function reportIfTwo(task: Task, { attestation, delivered, provider }: Answer): void {
    if (!habits.reports || attestation === undefined || delivered === undefined || task.isSettled) return;
    const { chain } = host.state();
    const { signature, ...body } = delivered;
    const id = attestationId(chain.chainId, body);
    if (id === attestation || chain.crypto.recover(id, signature) !== provider) return;
    task.isSettled = true;
    host.submit({ kind: "reportEquivocation", attestation, other: delivered });
  }

  function onPhase(id: number, phase: string): void {
    const task = byCase.get(id);
    if (task === undefined) return;
    const { revealWindow } = protocolInForce(host.state().store).parameters;
    if (phase === "reveal") host.after(host.blocks(Math.floor(revealWindow / 2)), () => revealFor(task, id));
    if (phase === "void") challenge(task);
  }

  function onEvent(event: Event): void {
    if (event.kind === "attested") {
      const task = byInput.get(event.inputHash);
      const answer = task?.answers.find(({ provider }) => provider === event.provider);
      if (task === undefined || answer === undefined) return;
      take(task, answer, event.attestation);
      reportIfTwo(task, answer);
      proceed(task, false);
    } else if (event.kind === "claimed") {
      const task = byClaim.get(event.claim);
      if (task !== undefined) openCase(task);
    } else if (event.kind === "caseOpened") {
      const task = byAttestation.get(event.first);
      const isOwn = event.challenger === host.address && task?.answers[0]?.attestation === event.first;
      if (isOwn && task.answers[1]?.attestation === event.second) byCase.set(event.case, task);
    } else if (event.kind === "phaseBegan") onPhase(event.case, event.phase);
  }

  function onMessage(message: Message, from: Address): void {
    if (message.kind !== "delivery") return;
    const task = byInput.get(message.attestation.inputHash);
    const answer = task?.answers.find(({ provider }) => provider === from);
    if (task === undefined || answer === undefined) return;
    const { chain, store } = host.state();
    const { signature: _, ...body } = message.attestation;
    if (outputHash(chain, from, message.salt, message.output) !== body.outputHash) return;
    answer.delivered = message.attestation;
    answer.output = message.output;
    answer.salt = message.salt;
    const id = attestationId(chain.chainId, body);
    if (attestations.get(store, id) !== undefined) take(task, answer, id);
    reportIfTwo(task, answer);
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
      attempts: 0,
      isSettled: false,
    };
    if (!byInput.has(input)) byInput.set(input, task);
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
