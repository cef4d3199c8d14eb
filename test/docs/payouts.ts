/** The worked examples of payouts.md, computed: what a case pays, from whom, to whom. */
import { type PaidCase, type PaidMember, payouts } from "../../src/model/dispute/payouts.ts";
import { type Hex, toHex } from "../../src/model/encoding/hex.ts";
import { shareOf, slashOf } from "../../src/model/ledger/money.ts";
import { appealLockOf, bondOf, exposuresOf, joinLockOf, REFERENCE } from "../../src/model/params/protocol.ts";

/** An address of one byte, repeated. */
export const twenty = (byte: number): Hex => toHex(new Uint8Array(20).fill(byte));
/** How the pages write an address. */
export const short = (address: Hex): string => `\`${address.slice(0, 6)}…\``;
/** How the pages write an amount. */
export const grouped = (amount: bigint): string => amount.toString().replace(/\B(?=(\d{3})+$)/g, ",");

/** The rows of a table of payouts: source, receiver, amount. */
function paid(dispute: PaidCase): string[][] {
  return payouts(dispute, REFERENCE).map(({ from, to, amount }) => [from.kind, nameOf(to), grouped(amount)]);
}
const nameOf = (to: Hex | undefined): string => (to === undefined ? "burnt" : short(to).replaceAll("`", ""));

const { parameters } = REFERENCE;
const member: Omit<PaidMember, "provider"> = { joined: undefined, revealed: true, slashed: 0n, verdict: "clean", accusers: [] };
const challenger = twenty(0xcc);
const seatsAt = (level: number, ...bytes: readonly number[]) => bytes.map((byte) => ({ provider: twenty(byte), level }));
const A = { ...member, provider: twenty(0xa1) };
const B = { ...member, provider: twenty(0xb1) };
const faultyA: PaidMember = { ...A, verdict: "faulty" };
const faultyB: PaidMember = { ...B, verdict: "faulty" };
const plainCase = { challenger, bond: bondOf(REFERENCE), seats: seatsAt(0, 0x30), members: [A, B], appeals: [], isChallengeWrong: false };
const panel = [0x40, 0x50, 0x60, 0x70, 0x80, 0x90, 0x99];

const convicted = paid({ ...plainCase, members: [A, { ...faultyB, slashed: 245_600_000_001n, accusers: [twenty(0x30)] }] });
const wrong = paid({ ...plainCase, isChallengeWrong: true });
const poor = paid({
  ...plainCase,
  seats: seatsAt(0, 0x10, 0x20, 0x30, 0x40),
  members: [A, { ...faultyB, slashed: 2_100_000_001n, accusers: [0x20, 0x30, 0x40].map(twenty) }],
});
const rounded = paid({
  ...plainCase,
  seats: seatsAt(0, 0x10, 0x20, 0x30, 0x40),
  members: [
    { ...faultyA, slashed: 3_000_000_007n, accusers: [0x20, 0x30, 0x40].map(twenty) },
    { ...faultyB, revealed: false, slashed: 1_000_000_001n },
  ],
});

/** A seat at fault: what is taken of its base goes to the appellant and is burnt, before the case pays out. */
function seatFault(base: bigint, appellant: Hex): string[][] {
  const share = slashOf(base, parameters.slashSeatFault);
  const { seat: least } = exposuresOf(REFERENCE);
  const taken = share > least ? share : least;
  const reward = shareOf(taken, parameters.appellantShare);
  return [
    ["seat", nameOf(appellant), grouped(reward)],
    ["seat", "burnt", grouped(taken - reward)],
  ];
}

/** The seat of level 0 sold its vote against B; B appeals; six of the panel find A at FAULT, the seventh withheld. */
const appellant = twenty(0xb1);
const appealed = { appellant, level: 1, lock: appealLockOf(REFERENCE, 1) };
const won = [
  ...seatFault(200_000_000_000n, appellant),
  ...paid({
    ...plainCase,
    seats: seatsAt(1, ...panel.slice(0, 6)),
    members: [{ ...faultyA, slashed: 100_000_000_000n, accusers: panel.slice(0, 6).map(twenty) }, B],
    appeals: [{ ...appealed, isLost: false }],
  }),
];
const lost = paid({
  ...plainCase,
  seats: [...seatsAt(0, 0x30), ...seatsAt(1, ...panel)],
  members: [A, { ...faultyB, slashed: 100_000_000_000n, accusers: panel.map(twenty) }],
  appeals: [{ ...appealed, isLost: true }],
});
const lock = joinLockOf(REFERENCE);
const joined = paid({
  ...plainCase,
  members: [
    A,
    { ...faultyB, slashed: 100_000_000_000n, accusers: [twenty(0x30)] },
    { ...member, provider: twenty(0xc1), joined: { joiner: twenty(0xd1), lock } },
    {
      ...member,
      provider: twenty(0xe1),
      joined: { joiner: twenty(0xd2), lock },
      verdict: "faulty",
      slashed: 60_000_000_000n,
      accusers: [twenty(0x30)],
    },
  ],
});

/** The tables of payouts.md, in their order. */
export const PAYOUTS: readonly (readonly string[][])[] = [convicted, wrong, poor, rounded, won, lost, joined];
