import { attestationId, inputHash, outputHash } from "../../model/attestation/hashes.ts";
import { type AttestationBody, attestations, orderedOf, orders, requestTerm } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { type Case, caseOutputs, cases } from "../../model/dispute/records.ts";
import { encode } from "../../model/encoding/codec.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { outputCodec } from "../../model/tolerance/output.ts";
import type { Host, KnownModel } from "./agent.ts";
import type { Conduct } from "./conduct.ts";
import { attestingReport } from "./proof.ts";
import { sampleOf } from "./request.ts";

/** A body that a provider signed, and what it has to show for it: nothing where it copied the hash. */
interface Signed {
  readonly body: AttestationBody;
  readonly signature: Hex;
  readonly output: Uint8Array | undefined;
  readonly salt: Hex;
}

/** What a provider answered: what it attested to, and what it gave the consumer. */
interface Job {
  readonly attested: Signed;
  readonly given: Signed;
}

/** A request that a provider was sent. */
interface Task {
  readonly request: Uint8Array;
  readonly from: Address;
  readonly model: KnownModel;
}

/** A provider's answers to requests: computed, copied or doubled as its conduct says; and their showing. */
export interface Answers {
  /** A consumer sent a request, perhaps again. */
  onRequest(modelID: Hex, request: Uint8Array, from: Address): void;
  /** Begins to compute once both the request and an order for it are there. */
  consider(input: Hex): void;
  /** REVEAL began, or another member's output was shown. */
  reveal(id: number): void;
  /** A case was opened whose input the members must supply (R39). */
  supply(id: number): void;
  /** This provider was reported for two bodies. */
  answerReport(attestation: Hex): void;
}

/** Nothing to hide: the salt beside a copied hash. */
const NO_SALT: Hex = `0x${"00".repeat(32)}`;

/** A provider's answers, none yet. */
export function createAnswers(host: Host, conduct: Conduct): Answers {
  const asked = host.kept("requests", () => new Map<Hex, Task>());
  const jobs = host.kept("answers", () => new Map<Hex, Job>());
  /** Cases in which it has shown its output. */
  const shown = new Set<number>();

  function sign(model: KnownModel, input: Hex, hash: Hex, output: Uint8Array | undefined, salt: Hex): Signed {
    const about = { modelID: model.modelID, inputHash: input, outputHash: hash, provider: host.address, timestamp: BigInt(host.clock()) };
    const body: AttestationBody = { ...about, teeReport: attestingReport(host, model, about, conduct.prove) };
    return { body, signature: host.sign(attestationId(host.state().chain.chainId, body)), output, salt };
  }

  function signOutput(model: KnownModel, input: Hex, output: Uint8Array): Signed {
    const salt = host.random.bytes(32);
    return sign(model, input, outputHash(host.state().chain, host.address, salt, output), output, salt);
  }

  function finish(input: Hex, consumer: Address, make: () => Job): void {
    if (jobs.has(input)) return;
    const job = make();
    jobs.set(input, job);
    host.submit({ kind: "attest", ...job.attested.body, signature: job.attested.signature });
    deliver(input, consumer);
  }

  function deliver(input: Hex, consumer: Address): void {
    const given = jobs.get(input)?.given;
    if (given?.output === undefined || !conduct.shows) return;
    host.send(consumer, { kind: "delivery", attestation: { ...given.body, signature: given.signature }, output: given.output, salt: given.salt });
  }

  /** The outputHash of somebody else's answer to the same request, where it copies and there is one. */
  function hashToCopy({ modelID }: KnownModel, input: Hex): Hex | undefined {
    if (!conduct.copies) return undefined;
    const all = attestations.all(host.state().store);
    return all.find((record) => record.modelID === modelID && record.inputHash === input && record.provider !== host.address)?.outputHash;
  }

  function consider(input: Hex): void {
    const task = asked.get(input);
    if (task === undefined || jobs.has(input)) return;
    const { store, chain } = host.state();
    const { model, from, request } = task;
    const paid = orders.indexed(store, "unfilled", requestTerm(orderedOf(chain.rulings, host.address), model.modelID, input), 1);
    if (paid.length === 0) return;
    const copied = hashToCopy(model, input);
    if (copied !== undefined) {
      const attested = sign(model, input, copied, undefined, NO_SALT);
      return finish(input, from, () => ({ attested, given: attested }));
    }
    const output = encode(outputCodec, conduct.compute(model, sampleOf(request)));
    const second = conduct.second === undefined ? undefined : encode(outputCodec, conduct.second(model, sampleOf(request)));
    host.after(conduct.latency, () =>
      finish(input, from, () => {
        const attested = signOutput(model, input, output);
        return { attested, given: second === undefined ? attested : signOutput(model, input, second) };
      }),
    );
  }

  /** What a copied hash stands for, once whoever computed it has shown it in the case. */
  function shownByAnother({ id, members }: Case, hash: Hex): Uint8Array | undefined {
    const { store } = host.state();
    const source = members.find(
      ({ revealed, provider, attestation }) => revealed && provider !== host.address && attestations.at(store, attestation).outputHash === hash,
    );
    return source === undefined ? undefined : encode(outputCodec, caseOutputs.at(store, id, source.provider));
  }

  return {
    onRequest(modelID, request, from) {
      const model = host.models.find((known) => known.modelID === modelID);
      if (model === undefined) return;
      const input = inputHash(host.state().chain, request);
      if (jobs.has(input)) return deliver(input, from);
      asked.set(input, { request, from, model });
      consider(input);
    },
    consider,
    reveal(id) {
      const dispute = cases.at(host.state().store, id);
      if (dispute.phase !== "reveal" || !conduct.shows || shown.has(id)) return;
      const member = dispute.members.find(({ provider }) => provider === host.address);
      const job = jobs.get(dispute.inputHash)?.attested;
      if (member === undefined || member.revealed || job === undefined) return;
      const output = job.output ?? shownByAnother(dispute, job.body.outputHash);
      if (output === undefined) return;
      shown.add(id);
      host.submit({ kind: "revealOutput", case: id, attestation: member.attestation, salt: job.salt, output });
    },
    supply(id) {
      const { chain, store } = host.state();
      const request = asked.get(cases.at(store, id).inputHash)?.request;
      if (chain.rulings.R39 === "provider" && conduct.shows && request !== undefined) host.submit({ kind: "supplyInput", case: id, input: request });
    },
    answerReport(attestation) {
      const { chain, store } = host.state();
      const job = jobs.get(attestations.at(store, attestation).inputHash);
      if (job === undefined || !conduct.answers || attestationId(chain.chainId, job.attested.body) !== attestation) return;
      for (const [other, { output, salt }] of [[false, job.attested] as const, [true, job.given] as const])
        if (output !== undefined) host.submit({ kind: "answerEquivocation", attestation, other, salt, output });
    },
  };
}
