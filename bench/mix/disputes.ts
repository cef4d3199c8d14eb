/** Disputes of the mix, from the claim to the end: everyone reads the state and does what its phase asks of it. */
import { requestOf } from "../../src/conformance/acts.ts";
import { addressOf, type Name } from "../../src/conformance/chain.ts";
import { outputRoot } from "../../src/model/attestation/hashes.ts";
import { isContestable } from "../../src/model/attestation/lifecycle.ts";
import { attestations } from "../../src/model/attestation/records.ts";
import { claimHash, seatCommitment } from "../../src/model/dispute/hashes.ts";
import { levelSeats } from "../../src/model/dispute/reads.ts";
import { type Case, cases, hasEnded, type Seat } from "../../src/model/dispute/records.ts";
import type { Hex } from "../../src/model/encoding/hex.ts";
import type { Event } from "../../src/model/events/events.ts";
import { ownerOf } from "../../src/model/staking/records.ts";
import type { Deed, Played } from "./cast.ts";
import { type Answer, type Asked, computed, type Market, saltFor } from "./market.ts";

/** A dispute: who asked for it, about what, and the case once there is one. */
interface Dispute {
  readonly challenger: Name;
  readonly asked: Asked;
  readonly pair: readonly [Answer, Answer];
  readonly claimedAt: number;
  case: number | undefined;
  hasJoined: boolean;
  hasAppealed: boolean;
}

/** Disputes under way, oldest first, and the requests that had one. */
export interface Docket {
  readonly running: Dispute[];
  readonly had: Set<Asked>;
}

/** How often a seat that was drawn does not come, or computes something wrong. */
const [ABSENT, WRONG_SEAT] = [0.03, 0.03];
/** How often a verdict is appealed against, and a further attestation is joined. */
const [APPEAL, JOIN] = [0.15, 0.3];
/** How often two answers that agree are disputed. */
const NEEDLESS = 0.02;

const act = (from: Name, payload: Deed["payload"]): Deed => ({ from, payload });

/** Chance that is the same whenever one asks: what a seat does in a case. */
function fateOf(seat: Seat, dispute: Case): number {
  const digits = Number.parseInt(seat.provider.slice(2, 10), 16);
  return ((digits + dispute.id * 7919 + seat.level * 104_729) % 1000) / 1000;
}

/** Requests with two open answers that are worth a dispute now. */
function worthDisputing({ random, recent }: Market, { state }: Played, { had }: Docket): Asked[] {
  return recent.filter((asked) => {
    if (had.has(asked) || asked.answers.length < 2) return false;
    const [a, b] = asked.answers;
    if (a!.isWrong === b!.isWrong && !random.chance(NEEDLESS)) return false;
    return [a!, b!].every(({ id }) => {
      const record = attestations.get(state.store, id);
      return record !== undefined && isContestable(record, state.chain.rulings);
    });
  });
}

function claim(market: Market, { state }: Played, docket: Docket, asked: Asked): Deed[] {
  const challenger = market.random.pick(market.cast.users);
  const [a, b] = asked.answers as [Answer, Answer];
  const address = addressOf(challenger);
  if ([a, b].some(({ provider }) => ownerOf(state.store, addressOf(provider)) === address)) return [];
  docket.had.add(asked);
  const claimedAt = state.head.height + 1;
  docket.running.push({ challenger, asked, pair: [a, b], claimedAt, case: undefined, hasJoined: false, hasAppealed: false });
  return [act(challenger, { kind: "claim", claim: claimHash(state.chain.chainId, address, a.id, b.id, saltFor(challenger, asked.nonce)) })];
}

function open({ challenger, pair, asked }: Dispute): Deed {
  const salt = saltFor(challenger, asked.nonce);
  return act(challenger, { kind: "openCase", first: pair[0].id, second: pair[1].id, salt, input: requestOf(asked.nonce) });
}

/** A further answer to the request joins its case. */
function join(market: Market, { state }: Played, one: Dispute, dispute: Case): Deed[] {
  const further = one.asked.answers[2];
  const record = further === undefined ? undefined : attestations.get(state.store, further.id);
  if (one.hasJoined || record === undefined || !isContestable(record, state.chain.rulings) || !market.random.chance(JOIN)) return [];
  const joiner = market.random.pick(market.cast.users);
  if (ownerOf(state.store, record.provider) === addressOf(joiner)) return [];
  one.hasJoined = true;
  return [act(joiner, { kind: "join", case: dispute.id, attestation: record.id })];
}

/** What a seat says it computed. */
const seatOutput = (market: Market, one: Dispute, dispute: Case, seat: Seat): Uint8Array =>
  computed(one.asked, market.cast.nameOf(seat.provider), fateOf(seat, dispute) > 1 - WRONG_SEAT);

function commit(market: Market, { state }: Played, one: Dispute, dispute: Case): Deed[] {
  const { chainId } = state.chain;
  const drawn = levelSeats(dispute).filter((seat) => seat.status === "drawn" && fateOf(seat, dispute) >= ABSENT);
  return drawn.map((seat) => {
    const name = market.cast.nameOf(seat.provider);
    const root = outputRoot(state.chain, seatOutput(market, one, dispute, seat));
    const commitment = seatCommitment(chainId, dispute.id, dispute.level, seat.provider, root, saltFor(name, one.asked.nonce));
    return act(name, { kind: "commitSeat", case: dispute.id, commitment });
  });
}

function reveal(market: Market, one: Dispute, dispute: Case): Deed[] {
  const hidden = dispute.members.filter(({ revealed }) => !revealed);
  return hidden.map(({ provider, attestation }) => {
    const name = market.cast.nameOf(provider);
    const { isWrong } = one.asked.answers.find(({ id }) => id === attestation)!;
    const output = computed(one.asked, name, isWrong);
    return act(name, { kind: "revealOutput", case: dispute.id, attestation, salt: saltFor(name, one.asked.nonce), output });
  });
}

function openSeats(market: Market, one: Dispute, dispute: Case): Deed[] {
  return levelSeats(dispute)
    .filter(({ status }) => status === "committed")
    .map((seat) => {
      const name = market.cast.nameOf(seat.provider);
      const output = seatOutput(market, one, dispute, seat);
      return act(name, { kind: "openSeat", case: dispute.id, salt: saltFor(name, one.asked.nonce), output });
    });
}

function appeal(market: Market, one: Dispute, dispute: Case): Deed[] {
  if (one.hasAppealed || !market.random.chance(APPEAL)) return [];
  one.hasAppealed = true;
  return [act(one.challenger, { kind: "appeal", case: dispute.id })];
}

/** What is done about one dispute in the next block. */
function pursue(market: Market, played: Played, one: Dispute): Deed[] {
  const { state } = played;
  if (one.case === undefined) return one.claimedAt === state.head.height ? [open(one)] : [];
  const dispute = cases.at(state.store, one.case);
  switch (dispute.phase) {
    case "join":
      return join(market, played, one, dispute);
    case "commit":
      return commit(market, played, one, dispute);
    case "reveal":
      return reveal(market, one, dispute);
    case "open":
      return openSeats(market, one, dispute);
    case "appeal":
      return appeal(market, one, dispute);
    default:
      return [];
  }
}

/** Transactions that a dispute takes, on average. */
const DISPUTE_LENGTH = 8;

/** What is done about all disputes in the next block; as many begin as bring about `count` transactions a block. */
export function disputes(market: Market, played: Played, docket: Docket, count: number): Deed[] {
  const { running } = docket;
  const still = running.filter(({ case: id, claimedAt }) =>
    id === undefined ? claimedAt === played.state.head.height : !hasEnded(cases.at(played.state.store, id)),
  );
  running.splice(0, running.length, ...still);
  const deeds = running.flatMap((one) => pursue(market, played, one));
  const begun = Math.floor(count / DISPUTE_LENGTH + market.random.fraction());
  const worth = worthDisputing(market, played, docket).slice(0, begun);
  return [...deeds, ...worth.flatMap((asked) => claim(market, played, docket, asked))];
}

/** Notes which case came of which claim. */
export function noteCases({ running }: Docket, events: readonly Event[]): void {
  for (const event of events) {
    if (event.kind !== "caseOpened") continue;
    const first: Hex = event.first;
    const one = running.find(({ pair }) => pair[0].id === first);
    if (one !== undefined) one.case = event.case;
  }
}
