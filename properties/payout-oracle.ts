/**
 * Who gets what when a case ends, from the text of section 3 ("Payouts") and by another way than the code: debts and sources are
 * laid end to end on one line each, and what a source pays to a debt is where the two overlap. By purse and by receiver.
 */
import type { Address } from "../src/model/crypto/address.ts";
import type { PaidCase, PaidMember, Payout, Source } from "../src/model/dispute/payouts.ts";
import type { Protocol } from "../src/model/params/protocol.ts";

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
export const least = (...amounts: readonly bigint[]): bigint => amounts.reduce((low, amount) => (amount < low ? amount : low));

/** A purse of a case, and who is paid of it: `pot → 0x…`. Nobody is the fire. */
export type Books = ReadonlyMap<string, bigint>;

const purseName = (source: Source): string =>
  source.kind === "pot" ? "pot" : source.kind === "join" ? `join ${source.member}` : `appeal ${source.level}`;

/** Payments summed by purse and receiver; nothing where the sum is zero. */
export function booksOf(payments: readonly Payout[]): Books {
  const books = new Map<string, bigint>();
  for (const { from, to, amount } of payments) {
    const line = `${purseName(from)} → ${to ?? "fire"}`;
    if (amount !== 0n) books.set(line, (books.get(line) ?? 0n) + amount);
  }
  return books;
}

/** What someone gets, from whatever purse. */
export const receivedBy = (books: Books, to: Address | undefined): bigint =>
  sum([...books].filter(([line]) => line.endsWith(`→ ${to ?? "fire"}`)).map(([, amount]) => amount));

/** What goes out of a purse. */
export const spentOf = (books: Books, purse: string): bigint =>
  sum([...books].filter(([line]) => line.startsWith(`${purse} → `)).map(([, amount]) => amount));

/** Whose costs the case bears, in the order of the text: seats whose level no lost appeal pays, then revealed faultless members of the pair. */
export function debtsOf(
  { seats, members, appeals }: PaidCase,
  { parameters: p }: Protocol,
): readonly { readonly to: Address; readonly amount: bigint }[] {
  const lostLevels = new Set(appeals.flatMap(({ isLost, level }) => (isLost ? [level] : [])));
  const ofSeats = seats.flatMap(({ provider: to, level }) => (lostLevels.has(level) ? [] : [{ to, amount: p.rerunFee }]));
  const ofMembers = members.flatMap(({ provider: to, joined, revealed, verdict }) =>
    joined === undefined && revealed && verdict !== "faulty" ? [{ to, amount: p.partyFee }] : [],
  );
  return [...ofSeats, ...ofMembers];
}

/** The places where lengths laid end to end begin and end. */
function laidOut(lengths: readonly bigint[]): { readonly from: bigint; readonly to: bigint }[] {
  return lengths.map((length, index) => {
    const from = sum(lengths.slice(0, index));
    return { from, to: from + length };
  });
}

const within = ({ from, to }: { readonly from: bigint; readonly to: bigint }, end: bigint): bigint => least(to, end) - least(from, end);

/** Of what is left of a slash, in basis points: the party's, and that of all accusers together (R14). */
function sharesBy({ parameters: p, rulings }: Protocol): readonly [party: bigint, accusers: bigint] {
  switch (rulings.R14) {
    case "all-to-challenger":
      return [10_000n, 0n];
    case "all-burnt":
      return [0n, 0n];
    default:
      return [BigInt(p.challengerShare), BigInt(p.accuserShare)];
  }
}

const POT: Source = { kind: "pot" };

/** The rest of a slash: shares rounded down, what is left over burnt. */
function restOfSlash(member: PaidMember, rest: bigint, challenger: Address, protocol: Protocol): Payout[] {
  const [party, accusers] = sharesBy(protocol);
  const count = BigInt(member.accusers.length);
  const toParty = (rest * party) / 10_000n;
  const toEach = count === 0n ? 0n : (rest * accusers) / 10_000n / count;
  return [
    { from: POT, to: member.joined === undefined ? challenger : member.joined.joiner, amount: toParty },
    ...member.accusers.map((to) => ({ from: POT, to, amount: toEach })),
    { from: POT, to: undefined, amount: rest - toParty - toEach * count },
  ];
}

/** A joiner's lock (section 3: "In every outcome a joiner's γ is burnt if its member is CLEAN; the rest of its lock comes back"; its ρ pays its member). */
function ofJoin({ provider, joined, revealed, verdict }: PaidMember, member: number, { parameters: p }: Protocol): Payout[] {
  if (joined === undefined) return [];
  const from: Source = { kind: "join", member };
  const [fee, stake, rest] = laidOut([
    revealed && verdict !== "faulty" ? p.partyFee : 0n,
    verdict === "clean" ? p.challengeStake : 0n,
    joined.lock,
  ]).map((place) => within(place, joined.lock));
  return [
    { from, to: provider, amount: fee! },
    { from, to: undefined, amount: stake! },
    { from, to: joined.joiner, amount: rest! },
  ];
}

/** An appeal's A: back, or f to each seat of its level in their order and the rest burnt. */
function ofAppeal({ appellant, level, lock, isLost }: PaidCase["appeals"][number], seats: PaidCase["seats"], { parameters: p }: Protocol): Payout[] {
  const from: Source = { kind: "appeal", level };
  if (!isLost) return [{ from, to: appellant, amount: lock }];
  const called = seats.filter((seat) => seat.level === level);
  const places = laidOut([...called.map(() => p.rerunFee), lock]);
  return places.map((place, index) => ({ from, to: called[index]?.provider, amount: within(place, lock) }));
}

/** Every payment of a case that ends, as the text says it. */
export function definedPayouts(dispute: PaidCase, protocol: Protocol): Payout[] {
  const { challenger, members, bond, isChallengeWrong, seats, appeals } = dispute;
  const debts = debtsOf(dispute, protocol);
  const owed = sum(debts.map(({ amount }) => amount));
  const sources = [...members.map(({ slashed }) => slashed), bond];
  const there = sum(sources);
  const rests = laidOut(sources).map((place) => place.to - place.from - within(place, owed));
  const bondRest = rests.at(-1)!;
  const lost = isChallengeWrong ? least(protocol.parameters.challengeStake, bondRest) : 0n;
  return [
    ...laidOut(debts.map(({ amount }) => amount)).map((place, index): Payout => ({ from: POT, to: debts[index]!.to, amount: within(place, there) })),
    ...members.flatMap((member, index) => restOfSlash(member, rests[index]!, challenger, protocol)),
    { from: POT, to: undefined, amount: lost },
    { from: POT, to: challenger, amount: bondRest - lost },
    ...members.flatMap((member, index) => ofJoin(member, index, protocol)),
    ...appeals.flatMap((appeal) => ofAppeal(appeal, seats, protocol)),
  ];
}
