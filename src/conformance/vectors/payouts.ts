/** Vectors of the payouts alone. What a case is stands in `case.json`. */
import type { Address } from "../../model/crypto/address.ts";
import { type PaidCase, payouts } from "../../model/dispute/payouts.ts";
import type { Json } from "../../model/encoding/codec.ts";
import { LUX } from "../../model/params/parameters.ts";
import { REFERENCE } from "../../model/params/protocol.ts";
import { addressOf } from "../chain.ts";
import { type Vector, vectorOf } from "./vector.ts";

/** A value as JSON, money in it as decimal digits. */
const amountsToJson = (value: unknown): Json => JSON.parse(JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part)));

const MONEY = new Set(["bond", "slashed", "lock", "rerunFee", "partyFee", "challengeStake"]);
const amountsFromJson = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json), (key, part) => (MONEY.has(key) && typeof part === "string" ? BigInt(part) : part));

/** Plays the payouts of a case from its JSON. */
export function payoutsOf(given: unknown): Json {
  const { case: dispute, numbers } = amountsFromJson(given) as { case: PaidCase & { members: { joined: unknown }[] }; numbers: object };
  const members = dispute.members.map((member) => ({ ...member, joined: member.joined ?? undefined }));
  const paid = payouts({ ...dispute, members } as PaidCase, { ...REFERENCE, parameters: { ...REFERENCE.parameters, ...numbers } });
  return amountsToJson(paid.map(({ from, to, amount }) => ({ from, to: to ?? null, amount })));
}

const seat = (name: string, level: number) => ({ provider: addressOf(name), level });
const [EVE, ANN, BEN, CID, DAN] = ["eve", "ann", "ben", "cid", "dan"].map(addressOf) as [Address, Address, Address, Address, Address];
const member = (provider: Address, verdict: "faulty" | "clean" | "other", more: object = {}) => ({
  ...{ provider, joined: undefined, revealed: true, slashed: 0n, verdict, accusers: [] as Address[] },
  ...more,
});
const BOND = (144n * LUX) / 10n;
const beginning = { challenger: EVE, bond: BOND, appeals: [], isChallengeWrong: false };
/** Seats of one level stand by address. */
const PANEL = ["s1", "s2", "s3", "s4", "s5", "s6", "s7"].map((name) => seat(name, 1)).sort((a, b) => (a.provider < b.provider ? -1 : 1));
const accused = { slashed: 100n * LUX, accusers: PANEL.map(({ provider }) => provider) };

const PAYOUTS: readonly (readonly [about: string, dispute: PaidCase])[] = [
  [
    "the second of two is convicted by one seat",
    {
      ...beginning,
      seats: [seat("s0", 0)],
      members: [member(ANN, "clean"), member(BEN, "faulty", { slashed: 100n * LUX, accusers: [addressOf("s0")] })],
    },
  ],
  ["a wrong challenge", { ...beginning, seats: [seat("s0", 0)], members: [member(ANN, "clean"), member(BEN, "clean")], isChallengeWrong: true }],
  ["nobody is at fault", { ...beginning, seats: [seat("s0", 0)], members: [member(ANN, "clean"), member(BEN, "other")] }],
  [
    "void, with nothing revealed",
    { ...beginning, seats: [], members: [member(ANN, "other", { revealed: false }), member(BEN, "other", { revealed: false })] },
  ],
  [
    "a stake too small for the costs",
    { ...beginning, seats: PANEL, members: [member(ANN, "clean"), member(BEN, "faulty", { ...accused, slashed: 2n * LUX })] },
  ],
  [
    "no bond, and no stake left",
    { ...beginning, bond: 0n, seats: PANEL, members: [member(ANN, "clean"), member(BEN, "faulty", { ...accused, slashed: 0n })] },
  ],
  [
    "an appeal won: the first seat is at fault and not among them",
    {
      ...beginning,
      seats: PANEL,
      members: [member(ANN, "clean"), member(BEN, "faulty", accused)],
      appeals: [{ appellant: ANN, level: 1, lock: (55n * LUX) / 10n, isLost: false }],
    },
  ],
  [
    "an appeal lost: the panel is paid from it",
    {
      ...beginning,
      seats: [seat("s0", 0), ...PANEL],
      members: [member(ANN, "clean"), member(BEN, "faulty", accused)],
      appeals: [{ appellant: BEN, level: 1, lock: (55n * LUX) / 10n, isLost: true }],
    },
  ],
  [
    "a joined member is clean",
    {
      ...beginning,
      seats: [seat("s0", 0)],
      members: [
        member(ANN, "clean"),
        member(BEN, "faulty", { slashed: 100n * LUX, accusers: [addressOf("s0")] }),
        member(CID, "clean", { joined: { joiner: DAN, lock: (102n * LUX) / 10n } }),
      ],
    },
  ],
  [
    "a joined member is at fault",
    {
      ...beginning,
      seats: [seat("s0", 0)],
      members: [
        member(ANN, "clean"),
        member(BEN, "clean"),
        member(CID, "faulty", { slashed: 100n * LUX + 7n, accusers: [addressOf("s0")], joined: { joiner: DAN, lock: (102n * LUX) / 10n } }),
      ],
    },
  ],
];

const { rerunFee, partyFee, challengeStake, challengerShare, accuserShare } = REFERENCE.parameters;
const NUMBERS = { rerunFee, partyFee, challengeStake, challengerShare, accuserShare };

/** Payouts. */
export const payoutVectors = (): readonly Vector[] =>
  PAYOUTS.map(([about, dispute], index) => {
    const given = amountsToJson({ case: dispute, numbers: NUMBERS }) as { readonly [name: string]: Json };
    const expected = { payouts: payoutsOf(given) };
    return vectorOf("payouts", {
      name: `payouts-${String(index).padStart(2, "0")}`,
      about,
      lp: "Dispute Resolution 3",
      ruling: ["R14"],
      shape: "payouts",
      given,
      expected,
      parts: {},
    });
  });
