import { attestationId, inputHash, outputHash, outputRoot } from "../../model/attestation/hashes.ts";
import { type AttestationBody, orderedOf, orders, requestTerm } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { seatCommitment } from "../../model/dispute/hashes.ts";
import { caseInputs, cases } from "../../model/dispute/records.ts";
import { decode, encode } from "../../model/encoding/codec.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Event } from "../../model/events/events.ts";
import type { Profile } from "../../model/staking/records.ts";
import { type Output, outputCodec, requestCodec } from "../../model/tolerance/output.ts";
import type { Micros } from "../kernel/kernel.ts";
import type { Agent, Host, KnownModel, Message } from "./agent.ts";
import type { Common } from "./behaviour.ts";
import { sampleOf } from "./request.ts";

/** What sets one kind of provider apart from another. */
export interface Conduct {
  /** The output that it claims to have computed. */
  readonly compute: (model: KnownModel, sample: number) => Output;
  /** How long it computes. */
  readonly latency: Micros;
  /** Whether it shows its output, to the consumer and in a case. */
  readonly shows: boolean;
  /** Whether it takes its seats at this height. */
  readonly sits: (height: number) => boolean;
  /** Whether it appeals against a tally that finds it at fault. */
  readonly appeals: boolean;
  /** The numeric profile that it declares (R33). */
  readonly profile: Profile | undefined;
}

/** A platform computes the same bits every time: what its name is worth, honest providers of it agree on. */
const profileOf = ({ platform }: Common): Profile => ({ name: platform, deterministic: true });

/** The conduct of a provider that computes on its platform and does all that the protocol asks. */
export function honestConduct(common: Common, latency: Micros): Conduct {
  return {
    compute: (model, sample) => model.source.infer(common.platform, sample),
    latency,
    shows: true,
    sits: () => true,
    appeals: true,
    profile: profileOf(common),
  };
}

interface Job {
  readonly body: AttestationBody;
  readonly signature: Hex;
  readonly output: Uint8Array;
  readonly salt: Hex;
}

/**
 * A provider: registers, serves its models, attests to what it is asked and paid for, reveals when it is challenged, takes its
 * seats. Its conduct says where it departs from that.
 */
export function createProvider(host: Host, common: Common, conduct: Conduct): Agent {
  const served = host.models.filter(({ id }) => common.models.includes(id));
  const asked = new Map<Hex, { readonly request: Uint8Array; readonly from: Address; readonly model: KnownModel }>();
  const jobs = new Map<Hex, Job>();
  const seats = new Map<number, { readonly output: Uint8Array; readonly salt: Hex }>();
  let isRegistered = false;
  const registeredModels = new Set<Hex>();

  function serve(model: KnownModel): void {
    if (isRegistered && registeredModels.has(model.modelID)) host.submit({ kind: "serveModel", modelID: model.modelID, profile: conduct.profile });
  }

  /** Begins to compute once both the request and the order for it are there. */
  function consider(input: Hex): void {
    const task = asked.get(input);
    if (task === undefined || jobs.has(input)) return;
    const paid = orders.indexed(
      host.state().store,
      "unfilled",
      requestTerm(orderedOf(host.state().chain.rulings, host.address), task.model.modelID, input),
      1,
    );
    if (paid.length === 0) return;
    const output = encode(outputCodec, conduct.compute(task.model, sampleOf(task.request)));
    host.after(conduct.latency, () => finish(input, task.model, task.from, output));
  }

  function finish(input: Hex, model: KnownModel, consumer: Address, output: Uint8Array): void {
    if (jobs.has(input)) return;
    const { chain } = host.state();
    const salt = host.random.bytes(32);
    const body: AttestationBody = {
      modelID: model.modelID,
      inputHash: input,
      outputHash: outputHash(chain, host.address, salt, output),
      provider: host.address,
      teeReport: new Uint8Array(0),
      timestamp: BigInt(host.clock()),
    };
    const signature = host.sign(attestationId(chain.chainId, body));
    jobs.set(input, { body, signature, output, salt });
    host.submit({ kind: "attest", ...body, signature });
    deliver(input, consumer);
  }

  function deliver(input: Hex, consumer: Address): void {
    const job = jobs.get(input);
    if (job === undefined || !conduct.shows) return;
    host.send(consumer, { kind: "delivery", attestation: { ...job.body, signature: job.signature }, output: job.output, salt: job.salt });
  }

  function sit(id: number): void {
    const { store, chain } = host.state();
    const dispute = cases.at(store, id);
    const input = caseInputs.get(store, id);
    const model = host.models.find(({ modelID }) => modelID === dispute.modelID);
    if (input === undefined || model === undefined || !decode(requestCodec, input).ok) return;
    const output = encode(outputCodec, conduct.compute(model, sampleOf(input)));
    const salt = host.random.bytes(32);
    seats.set(id, { output, salt });
    const commitment = seatCommitment(chain.chainId, id, dispute.level, host.address, outputRoot(chain, output), salt);
    host.after(conduct.latency, () => host.submit({ kind: "commitSeat", case: id, commitment }));
  }

  function reveal(id: number): void {
    const dispute = cases.at(host.state().store, id);
    const member = dispute.members.find(({ provider }) => provider === host.address);
    const job = jobs.get(dispute.inputHash);
    if (member === undefined || job === undefined || !conduct.shows) return;
    host.submit({ kind: "revealOutput", case: id, attestation: member.attestation, salt: job.salt, output: job.output });
  }

  function open(id: number): void {
    const seat = seats.get(id);
    const taken = cases.at(host.state().store, id).seats.some(({ provider, status }) => provider === host.address && status === "committed");
    if (seat !== undefined && taken) host.submit({ kind: "openSeat", case: id, ...seat });
  }

  /** Appeals against a tally that finds this provider at fault. */
  function defend(id: number): void {
    const { members } = cases.at(host.state().store, id);
    const isAccused = members.some(({ provider, verdict }) => provider === host.address && verdict === "faulty");
    if (isAccused && conduct.appeals) host.submit({ kind: "appeal", case: id });
  }

  function onEvent(event: Event): void {
    if (event.kind === "modelRegistered") {
      registeredModels.add(event.modelID);
      for (const model of served) if (model.modelID === event.modelID) serve(model);
    } else if (event.kind === "providerRegistered" && event.provider === host.address) {
      isRegistered = true;
      for (const model of served) serve(model);
    } else if (event.kind === "orderPlaced") consider(event.inputHash);
    else if (event.kind === "seatDrawn" && event.provider === host.address && conduct.sits(host.state().head.height)) sit(event.case);
    else if (event.kind === "phaseBegan" && event.phase === "reveal") reveal(event.case);
    else if (event.kind === "phaseBegan" && event.phase === "open") open(event.case);
    else if (event.kind === "phaseBegan" && event.phase === "appeal") defend(event.case);
  }

  function onMessage(message: Message, from: Address): void {
    if (message.kind !== "request") return;
    const model = host.models.find(({ modelID }) => modelID === message.modelID);
    if (model === undefined) return;
    const input = inputHash(host.state().chain, message.request);
    if (jobs.has(input)) return deliver(input, from);
    asked.set(input, { request: message.request, from, model });
    consider(input);
  }

  return {
    start() {
      const owner = common.owner ?? { address: host.address, consent: undefined };
      host.submit({ kind: "registerProvider", owner: owner.address, consent: owner.consent, stake: common.stake });
    },
    onEvent,
    onMessage,
  };
}
