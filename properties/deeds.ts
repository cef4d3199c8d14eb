/** Acts by a throw of the dice: what anyone may try on a small chain, mostly something that can be tried now. */
import { attest, claim, commitSeat, openCase, openSeat, outputOf, requestOf, saltOf, WEIGHTS } from "../src/conformance/acts.ts";
import { type Act, act, addressOf, type Chain, type Name, nameOf } from "../src/conformance/chain.ts";
import { equivocations } from "../src/model/attestation/equivocation.ts";
import { inputHash } from "../src/model/attestation/hashes.ts";
import { type AttestationRecord, attestations } from "../src/model/attestation/records.ts";
import { claimHash } from "../src/model/dispute/hashes.ts";
import { type Case, cases, claims } from "../src/model/dispute/records.ts";
import type { Hex } from "../src/model/encoding/hex.ts";

/** A die for one act: who, what about, how much, which output. */
export interface Throw {
  readonly who: Name;
  readonly other: Name;
  readonly amount: bigint;
  readonly value: number;
  readonly request: number;
  readonly which: number;
}

/** Two attestations of one request. */
export type Pair = readonly [Hex, Hex];

/** Every two attestations of one request. */
export function pairsOf(chain: Chain): Pair[] {
  const all = attestations.all(chain.state.store);
  return all.flatMap((a, index) => all.slice(index + 1).flatMap((b) => (a.inputHash === b.inputHash ? [[a.id, b.id] as const] : [])));
}

/** One of them, mostly one that can still be challenged. */
export function somePair(chain: Chain, { which }: Throw): Pair | undefined {
  const all = pairsOf(chain);
  const fresh = all.filter((pair) => pair.every((id) => attestations.at(chain.state.store, id).status === "open"));
  const choice = fresh.length > 0 && which % 8 > 0 ? fresh : all;
  return choice[which % Math.max(1, choice.length)];
}

/** The number of the case opened last. */
const latestCase = (chain: Chain): number => Math.max(0, cases.all(chain.state.store).length - 1);
const provider = (name: Name) => addressOf(name);
/** An act that is always refused and does nothing. */
export const nothing = act("eve", { kind: "transfer", to: addressOf("eve"), amount: 0n });

/** What a throw of the dice means for each kind of act. */
export const DEEDS: { readonly [name: string]: (chain: Chain, thrown: Throw) => Act } = {
  transfer: (_, { who, other, amount }) => act(who, { kind: "transfer", to: addressOf(other), amount }),
  addStake: (_, { who, other, amount }) => act(who, { kind: "addStake", provider: provider(other), amount }),
  addOwnStake: (_, { who, amount }) => act(who, { kind: "addStake", provider: provider(who), amount }),
  unbond: (_, { who, amount }) => act(who, { kind: "unbond", provider: provider(who), amount }),
  withdraw: (_, { who }) => act(who, { kind: "withdraw", provider: provider(who) }),
  register: (_, { who, amount }) => act(who, { kind: "registerProvider", owner: provider(who), consent: undefined, stake: amount }),
  serve: (_, { who }) => act(who, { kind: "serveModel", modelID: WEIGHTS, profile: undefined, teeReport: new Uint8Array(0) }),
  stopServing: (_, { who }) => act(who, { kind: "stopServing", modelID: WEIGHTS }),
  order: (chain, { who, other, amount, request }) => orderOf(chain, who, other, amount, request),
  attest: (chain, { who, value, request }) => attest(chain, who, { value, request: requestOf(request) }),
  claim: (chain, thrown) => {
    const pair = somePair(chain, thrown);
    return pair === undefined ? nothing : claim(chain, thrown.who, ...pair);
  },
  open: (chain, thrown) => {
    const pair = somePair(chain, thrown);
    return pair === undefined ? nothing : openCase(thrown.who, ...pair, requestOf(thrown.request));
  },
  commit: (chain, { who, value }) => (cases.all(chain.state.store).length === 0 ? nothing : commitSeat(chain, who, value, latestCase(chain))),
  openSeat: (chain, { who, value }) => openSeat(who, value, latestCase(chain)),
  join: (chain, { who, which }) => joining(chain, who, which),
  appeal: (chain, { who, which }) => act(who, { kind: "appeal", case: which % (latestCase(chain) + 1) }),
  report: (chain, { who, which, value }) => {
    const all = attestations.all(chain.state.store).filter(({ status }) => status === "open" || status === "contested");
    return all.length === 0 ? nothing : reporting(chain, who, all[which % all.length]!, value);
  },
  answer: (chain, { who, which, value }) => {
    const all = equivocations.all(chain.state.store);
    return all.length === 0 ? nothing : answering(chain, who, all[which % all.length]!.attestation, value, which % 3 === 0);
  },
};

/** Joins an attestation that can be joined to a case that can be, where there are such; else any to the latest case. */
function joining(chain: Chain, who: Name, which: number): Act {
  const { store } = chain.state;
  const dispute = cases.all(store).find(({ phase }) => phase === "join") ?? cases.all(store).at(-1);
  const all = attestations.all(store);
  const fitting = all.filter(({ inputHash: input, status }) => input === dispute?.inputHash && status === "open");
  const choice = fitting.length > 0 && which % 8 > 0 ? fitting : all;
  if (dispute === undefined || choice.length === 0) return nothing;
  return act(who, { kind: "join", case: dispute.id, attestation: choice[which % choice.length]!.id });
}

/** Shows another body of the same provider for the same request, a second older, which says `value`. */
export function reporting(chain: Chain, who: Name, record: AttestationRecord, value: number): Act {
  const name = nameOf(record.provider);
  const request = [0, 1, 2].map(requestOf).find((bytes) => inputHash(chain.state.chain, bytes) === record.inputHash)!;
  const { payload } = attest(chain, name, { value, request, timestamp: Number(record.timestamp) - 1 });
  if (payload.kind !== "attest") return nothing;
  const { kind: _, ...other } = payload;
  return act(who, { kind: "reportEquivocation", attestation: record.id, other });
}

/** Shows an output for a report: right where the provider said that number. */
function answering(chain: Chain, who: Name, attestation: Hex, value: number, other: boolean): Act {
  const name = nameOf(attestations.at(chain.state.store, attestation).provider);
  return act(who, { kind: "answerEquivocation", attestation, other, salt: saltOf(name), output: outputOf(value) });
}

function orderOf(chain: Chain, who: Name, other: Name, fee: bigint, request: number): Act {
  const terms = { provider: provider(other), modelID: WEIGHTS, inputHash: inputHash(chain.state.chain, requestOf(request)), fee };
  return act(who, { kind: "placeOrder", ...terms, expiry: BigInt(chain.state.head.height + 5) });
}

/** Openings of what was claimed before. */
export function openings(chain: Chain): Act[] {
  const { store, chain: constants } = chain.state;
  return claims.all(store).flatMap(({ claim: hash, challenger }) => {
    const name = nameOf(challenger);
    const pair = pairsOf(chain).find(([first, second]) => claimHash(constants.chainId, challenger, first, second, saltOf(name)) === hash);
    if (pair === undefined) return [];
    const { inputHash: wanted } = attestations.at(store, pair[0]);
    const request = [0, 1, 2].map(requestOf).find((bytes) => inputHash(constants, bytes) === wanted)!;
    return [openCase(name, ...pair, request)];
  });
}

/** Reveals of every number that a provider may have said: one of them is right. */
export const reveals = (id: number, name: Name, attestation: Hex): Act[] =>
  [0, 2, 10, 50].map((value) => act("eve", { kind: "revealOutput", case: id, attestation, salt: saltOf(name), output: outputOf(value) }));

/** Attestations to a case's request that are open. */
export const openOf = ({ state }: Chain, { inputHash: input }: Case): AttestationRecord[] =>
  attestations.all(state.store).filter((record) => record.inputHash === input && record.status === "open");
