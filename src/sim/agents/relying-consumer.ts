import type { Hex } from "../../model/encoding/hex.ts";
import type { ValidatorSets } from "../../model/validators/set.ts";
import { setsOfGenesis, withHandover, withHead } from "../../model/warp/follow.ts";
import { authenticate, verifyAttestationMessage } from "../../model/warp/verify.ts";
import type { Delivery, WarpPort } from "../warp/port.ts";
import type { Agent, Host } from "./agent.ts";
import type { Behaviour } from "./behaviour.ts";
import { amount, blocksOf, count, groups, probability } from "./parameters.ts";

/** Keys of a group of consumers on another chain. */
const parameters = {
  follows: groups("groups of providers whose attestations it is shown; all where left out").default([]),
  attestations: count("on how many attestations it may rely").default(10),
  pays: amount("what it pays on its own chain where it relies").prefault("10 LUX"),
  after: blocksOf("blocks from the news of an attestation to the first question").prefault("1 block"),
  every: blocksOf("blocks between questions").prefault("20 blocks"),
  tries: count("how often it asks about one attestation").default(60),
  duplicates: probability("probability that the network between the chains brings a message twice").default(0),
  replays: probability("probability that it brings an earlier one again beside a message").default(0),
};

/** See `parameters`; times in blocks, money in nLUX. */
interface RelyingParameters {
  readonly follows: readonly string[];
  readonly attestations: number;
  readonly pays: bigint;
  readonly after: number;
  readonly every: number;
  readonly tries: number;
  readonly duplicates: number;
  readonly replays: number;
}

/**
 * A consumer on another chain. It has no node of this chain and never looks at its state: it holds the sets of validators that it
 * learnt from genesis on, asks a relayer, and acts once `verifyAttestationMessage` accepts.
 */
function createRelying(host: Host, port: WarpPort, status: "final" | "open", p: RelyingParameters): Agent {
  const { networkID, chainID, signatures } = port;
  const begun = setsOfGenesis(signatures, port.genesis, port.retention);
  if (!begun.ok) throw new Error(begun.explanation); // genesis was refused by then
  let sets: ValidatorSets = begun.sets;
  const followed = new Set(p.follows.flatMap(host.group));
  /** What it asks about, and the least height that an answer may speak of. */
  const pending = new Map<Hex, number>();
  const relied = new Set<Hex>();

  function ask(attestation: Hex, left: number): void {
    if (left === 0 || relied.has(attestation)) return;
    pending.set(attestation, sets.head);
    port.ask(attestation, sets.sets.at(-1)!.from);
    host.after(host.blocks(p.every), () => ask(attestation, left - 1));
  }

  function hearHandover(delivery: Extract<Delivery, { kind: "handover" }>): void {
    const followed = withHandover(signatures, sets, { networkID, chainID }, delivery);
    port.judged(followed);
    if (followed.ok) sets = followed.sets;
  }

  function hearAnswer({ about, message, witness }: Extract<Delivery, { kind: "answer" }>): void {
    const notBefore = pending.get(about);
    if (notBefore === undefined) return; // nobody asked
    const expectation = { networkID, chainID, attestation: about, status, notBefore, ...(witness && { witness }) };
    const verdict = verifyAttestationMessage(signatures, message, sets, expectation);
    port.judged(verdict);
    const authentic = verdict.ok
      ? verdict
      : verdict.code === "WARP_STATUS"
        ? authenticate(signatures, message, sets, { networkID, chainID })
        : verdict;
    if (authentic.ok) sets = withHead(sets, authentic.lookup.height);
    if (!verdict.ok || relied.has(about)) return;
    relied.add(about);
    port.relied(about, p.pays);
  }

  return {
    start: () =>
      port.listen(
        {
          news(attestation, provider) {
            if (pending.size >= p.attestations || pending.has(attestation) || (followed.size > 0 && !followed.has(provider))) return;
            pending.set(attestation, sets.head);
            host.after(host.blocks(p.after), () => ask(attestation, p.tries));
          },
          hear: (delivery) => (delivery.kind === "handover" ? hearHandover(delivery) : hearAnswer(delivery)),
        },
        { duplicates: p.duplicates, replays: p.replays },
      ),
  };
}

const relying = (name: string, status: "final" | "open", about: string): Behaviour<RelyingParameters> => ({
  name,
  role: "consumer",
  isHonest: true,
  about,
  computes: "nothing",
  parameters,
  create: (host, _, given) => (host.warp === undefined ? {} : createRelying(host, host.warp, status, given)),
});

/** Relies on an attestation once a message says that it is final. */
export const cautiousConsumer = relying(
  "cautious-consumer",
  "final",
  "on another chain, asks by Warp how attestations stand, and pays where a message says `final`",
);

/** Relies on an attestation as soon as a message says that it is open. */
export const hastyConsumer = relying(
  "hasty-consumer",
  "open",
  "on another chain, asks by Warp how attestations stand, and pays where a message says `open`: it does not wait",
);
