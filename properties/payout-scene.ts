/**
 * A case at its end, written down record by record: every path that a payout can take, as a draft of a state in which `settle` or
 * `endVoid` can be called. Nothing here is what the code would have made of it; it is what the text says can be there.
 */

import { attestations, holds, orders } from "../src/model/attestation/records.ts";
import type { Address } from "../src/model/crypto/address.ts";
import { nobleCurves } from "../src/model/crypto/curves.ts";
import { nobleMultiSignatures } from "../src/model/crypto/multisignature.ts";
import { type Appeal, caseInputs, caseOutputs, cases, type Member, type Seat } from "../src/model/dispute/records.ts";
import type { Hex } from "../src/model/encoding/hex.ts";
import type { Verdict } from "../src/model/events/events.ts";
import { accounts, ledgers, protocols } from "../src/model/ledger/records.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { appealLockOf, bondOf, joinLockOf, type Protocol, REFERENCE } from "../src/model/params/protocol.ts";
import { tolerances } from "../src/model/registry/records.ts";
import { providers } from "../src/model/staking/records.ts";
import { draftOf, emptyStore } from "../src/model/state/store.ts";
import type { Work } from "../src/model/state/work.ts";
import { parseDecimal } from "../src/model/tolerance/decimal.ts";
import { f32Output } from "../src/model/tolerance/output.ts";

const hexOf = (name: string, bytes: number): Hex =>
  `0x${Buffer.from(name)
    .toString("hex")
    .padEnd(2 * bytes, "0")}`;
/** The address of a name. */
export const who = (name: string): Address => hexOf(name, 20);
/** The id of the attestation of a name. */
export const idOf = (name: string): Hex => hexOf(`by ${name}`, 32);

/** What everyone has besides. */
export const PURSE = 1_000n * LUX;
/** The fee of the order that each of the pair's attestations fills. */
export const FEE = 3n * LUX;
/** The stake of a seat. */
export const SEAT_STAKE = 200n * LUX;
export const HEIGHT = 500;
const MODEL = hexOf("model", 32);
const INPUT = hexOf("input", 32);

/** What a member said (nothing: it was never revealed), and what the last tally made of it. */
export interface Said {
  readonly value: number | undefined;
  readonly verdict: Verdict;
}

/** How the pair comes out. `none` is a case that ends VOID, before any tally. */
export const OUTCOMES = {
  "one faulty": [
    { value: 0, verdict: "clean" },
    { value: 10, verdict: "faulty" },
  ],
  "both faulty": [
    { value: 10, verdict: "faulty" },
    { value: 20, verdict: "faulty" },
  ],
  "one not revealed": [
    { value: 0, verdict: "clean" },
    { value: undefined, verdict: "faulty" },
  ],
  "neither revealed": [
    { value: undefined, verdict: "faulty" },
    { value: undefined, verdict: "faulty" },
  ],
  "both clean, in agreement": [
    { value: 0, verdict: "clean" },
    { value: 1, verdict: "clean" },
  ],
  "both clean, apart": [
    { value: -1, verdict: "clean" },
    { value: 1, verdict: "clean" },
  ],
  "both clean, torn": [
    { value: 0, verdict: "clean" },
    { value: 10, verdict: "clean" },
  ],
  "one band": [
    { value: 0, verdict: "clean" },
    { value: 2, verdict: "band" },
  ],
  "both band": [
    { value: -2, verdict: "band" },
    { value: 2, verdict: "band" },
  ],
  split: [
    { value: 0, verdict: "split" },
    { value: 10, verdict: "split" },
  ],
  "faulty and split": [
    { value: undefined, verdict: "faulty" },
    { value: 10, verdict: "split" },
  ],
  void: [
    { value: undefined, verdict: "none" },
    { value: undefined, verdict: "none" },
  ],
  "void, revealed": [
    { value: 0, verdict: "none" },
    { value: 10, verdict: "none" },
  ],
  "void again": [
    { value: undefined, verdict: "none" },
    { value: undefined, verdict: "none" },
  ],
} as const satisfies { readonly [name: string]: readonly [Said, Said] };

/** How each level after the first was come by: not reached, by a SPLIT, or by an appeal and what came of it. */
export type Step = "by split" | "lost" | "won" | "pending";
export const APPEALS: readonly (readonly Step[])[] = [
  ...([[], ["by split"], ["lost"], ["won"], ["pending"]] as const),
  ...(["by split", "lost", "won"] as const).flatMap((first) =>
    (["by split", "lost", "won", "pending"] as const).map((second) => [first, second] as const),
  ),
];

/** Who joined, and how it came out. */
export const JOINS = {
  none: [],
  clean: [{ value: 0, verdict: "clean" }],
  faulty: [{ value: 30, verdict: "faulty" }],
  "not revealed": [{ value: undefined, verdict: "faulty" }],
  band: [{ value: 2, verdict: "band" }],
  split: [{ value: 30, verdict: "split" }],
  "clean and faulty": [
    { value: 0, verdict: "clean" },
    { value: 30, verdict: "faulty" },
  ],
} as const satisfies { readonly [name: string]: readonly Said[] };

/** What the faulty have left to lose. */
export const STAKES = ["enough", "less than costs", "nothing", "half of it leaving", "another case", "struck meanwhile"] as const;

/** Which seat is at fault. */
export const LIARS = ["none", "first level", "last panel"] as const;

/** Under what a case ends. */
export const VARIANTS: readonly { readonly rulings: Partial<Protocol["rulings"]>; readonly parameters?: Partial<Protocol["parameters"]> }[] = [
  { rulings: {} },
  { rulings: { R14: "all-to-challenger" } },
  { rulings: { R14: "all-burnt" } },
  { rulings: { R16: "no-bond" } },
  { rulings: { R27: "one-per-pair" } },
  { rulings: { R42: "left-alone" } },
  { rulings: { R46: "at-offence" } },
  /** Numbers at their edges: slashes that round, a seat that loses no more than E, prices of a few nLUX. */
  { rulings: { R26: "ban" }, parameters: { slashFault: 3_333, slashNoReveal: 1, slashSeatFault: 1, rerunFee: 7n, partyFee: 1n, appealStake: 1n } },
];

/** A path that a payout can take. */
export interface Path {
  readonly outcome: keyof typeof OUTCOMES;
  readonly steps: readonly Step[];
  readonly appellant: "challenger" | "stranger";
  readonly join: keyof typeof JOINS;
  readonly stake: (typeof STAKES)[number];
  readonly liar: (typeof LIARS)[number];
  readonly variant: (typeof VARIANTS)[number];
  /** Whether the ladder has three levels although no step goes beyond the second. */
  readonly isLong?: boolean;
}

export const LADDER = [1, 3, 7] as const;
export const isVoid = ({ outcome }: Path): boolean => outcome.startsWith("void");
/** The level of the last tally; of a case that ends VOID none. */
export const talliedLevel = ({ steps }: Path): number => steps.filter((step) => step !== "pending").length;

/** Everything that is where the case is: what the code is given, and what the text says of it. */
export interface Written {
  readonly work: Work;
  readonly protocol: Protocol;
  readonly members: readonly (Said & { readonly name: string; readonly joiner: Address | undefined })[];
  /** Seats that opened: where it sits, and whether it lied. */
  readonly seats: readonly { readonly name: string; readonly level: number; readonly lies: boolean }[];
}

export const protocolOf = ({ variant, steps, isLong = steps.length > 1 }: Path): Protocol => ({
  parameters: { ...REFERENCE.parameters, ladder: isLong ? [...LADDER] : [LADDER[0], LADDER[2]], ...variant.parameters },
  rulings: { ...REFERENCE.rulings, ...variant.rulings },
  unsafe: [],
});

const say = (a: number, b: number): "agree" | "band" | "fault" => (Math.abs(a - b) <= 1 ? "agree" : Math.abs(a - b) < 3 ? "band" : "fault");
export const outputOf = (value: number) => f32Output(new Uint8Array(Float32Array.of(value).buffer));

/** What an honest seat says of a member: what its verdict says. */
const honestWord = ({ value, verdict }: Said) => {
  if (value === undefined) return undefined;
  return ({ faulty: "fault", clean: "agree", band: "band", split: "fault", none: undefined } as const)[verdict];
};

/** The stake of a faulty member: held, and leaving. */
export function stakeOf(stake: Path["stake"]): readonly [held: bigint, leaving: bigint] {
  switch (stake) {
    case "less than costs":
      return [LUX / 4n, 0n];
    case "nothing":
    case "struck meanwhile":
      return [0n, 0n];
    case "half of it leaving":
      return [50n * LUX + 1n, 50n * LUX];
    default:
      return [100n * LUX, 0n];
  }
}

function writeProvider(work: Work, name: string, [stake, leaving]: readonly [bigint, bigint], reserved: bigint): void {
  const unbonding = leaving === 0n ? [] : [{ amount: leaving, begunAt: HEIGHT - 1, endsAt: HEIGHT + 999, ended: false }];
  providers.put(
    work.draft,
    { ...{ address: who(name), owner: who(name), stake, reserved, unbonding, banned: false }, history: [{ height: 1, stake }] },
    who(name),
  );
}

function writeAttestation(
  work: Work,
  name: string,
  id: Hex,
  fields: { readonly case?: number; readonly order?: Hex; readonly voidedAt?: number; readonly isStruck?: boolean },
): void {
  const { case: inCase, order, voidedAt, isStruck = false } = fields;
  attestations.put(
    work.draft,
    {
      ...{ id, modelID: MODEL, inputHash: INPUT, outputHash: INPUT, provider: who(name), teeReportHash: INPUT, timestamp: 1n },
      ...{ signature: hexOf("signature", 65), version: 1n, order, acceptedAt: 100, protocol: 0, tolerance: 0, profile: undefined },
      ...{ base: 100n * LUX, finalAt: HEIGHT + 100, case: inCase, voidedAt, endedAt: isStruck ? HEIGHT - 1 : undefined },
      status: isStruck ? "struck" : inCase === undefined ? "open" : "contested",
      how: isStruck ? "equivocation" : "none",
    },
    id,
  );
  if (inCase === undefined) return;
  const protocol = protocols.at(work.draft, 0);
  const keeps = bondOf(protocol) - protocol.parameters.challengeStake;
  holds.put(work.draft, { attestation: id, case: inCase, keeps: keeps > 0n ? keeps : 0n, since: 100 }, who(name), id);
}

/** A member with its provider and its attestation; of the pair, the order that it fills. A faulty one may have another attestation, open or in another case. */
function writeMember(
  work: Work,
  { exposure, path }: { readonly exposure: bigint; readonly path: Path },
  name: string,
  said: Said,
  isJoined: boolean,
): void {
  const isFaulty = said.verdict === "faulty";
  const isStruck = isFaulty && path.stake === "struck meanwhile";
  const isElsewhere = isFaulty && path.stake === "another case";
  const order = isJoined || isStruck ? undefined : hexOf(`order of ${name}`, 32);
  const voidedAt = path.outcome === "void again" ? 200 : undefined;
  writeAttestation(work, name, idOf(name), {
    case: 0,
    isStruck,
    ...(order === undefined ? {} : { order }),
    ...(voidedAt === undefined ? {} : { voidedAt }),
  });
  if (isElsewhere) writeAttestation(work, name, idOf(`${name} elsewhere`), { case: 1 });
  if (isFaulty && !isStruck) writeAttestation(work, name, idOf(`${name} besides`), {});
  const held = (isStruck ? 0n : 1n) + (isElsewhere ? 1n : 0n) + (isFaulty && !isStruck ? 1n : 0n);
  writeProvider(work, name, isFaulty ? stakeOf(path.stake) : [100n * LUX, 0n], exposure * held);
  if (order !== undefined)
    orders.put(
      work.draft,
      { id: order, consumer: who("consumer"), provider: who(name), modelID: MODEL, inputHash: INPUT, fee: FEE, expiry: 999n, filledBy: idOf(name) },
      order,
    );
}

/** The seats that opened, level by level; a pending level's one seat committed and never opened, its other is absent. */
function seatsOf(path: Path, ladder: readonly number[]): { name: string; level: number; lies: boolean; status: Seat["status"] }[] {
  const tallied = isVoid(path) ? -1 : talliedLevel(path);
  const opened = ladder.slice(0, tallied + 1).flatMap((size, level) =>
    Array.from({ length: size }, (_, index) => ({
      name: `seat ${level}.${index}`,
      level,
      lies: index === 0 && (path.liar === "first level" ? level === 0 : path.liar === "last panel" && level === tallied),
      status: "opened" as const,
    })),
  );
  const waiting = path.steps.at(-1) === "pending" || isVoid(path);
  const level = tallied + 1;
  const others = [
    { name: `seat ${level}.c`, level, lies: false, status: "committed" as const },
    { name: `seat ${level}.a`, level, lies: false, status: "absent" as const },
  ];
  return waiting ? [...opened, ...others] : opened;
}

/** Writes a case at its end into a draft of a state. */
export function write(path: Path): Written {
  const protocol = protocolOf(path);
  const { parameters: p, rulings } = protocol;
  const draft = draftOf(emptyStore());
  const chain = {
    chainId: hexOf("chain", 32),
    rulings,
    crypto: {
      name: "none",
      addresses: "keccak" as const,
      recover: () => undefined,
      isBeaconKey: () => true,
      verifyBeacon: () => true,
      p256: nobleCurves,
      multi: nobleMultiSignatures,
    },
  };
  const work: Work = { chain, draft, height: HEIGHT, time: HEIGHT, beacon: INPUT, parent: INPUT, proposer: who("proposer"), events: [] };
  ledgers.put(draft, { burnt: 5n * LUX, protocol: 0, cases: 2, changes: 0 });
  protocols.put(draft, protocol, 0);
  tolerances.put(draft, { kind: "absolute", agree: parseDecimal("1")!, fault: parseDecimal("3")! }, MODEL, 0);

  const pair = OUTCOMES[path.outcome];
  const joined: readonly Said[] = isVoid(path) ? JOINS[path.join].map(() => ({ value: undefined, verdict: "none" })) : JOINS[path.join];
  const members = [
    ...pair.map((said, index) => ({ ...said, name: `member ${index}`, joiner: undefined })),
    ...joined.map((said, index) => ({ ...said, name: `joined ${index}`, joiner: who(index === 0 ? "joiner" : "challenger") })),
  ];
  for (const { name, joiner, ...said } of members) writeMember(work, { exposure: p.attestationExposure, path }, name, said, joiner !== undefined);

  const seats = seatsOf(path, p.ladder);
  const sitting = seats.map(({ name, level, lies, status }): Seat => {
    const comparisons =
      status !== "opened" ? [] : members.map((member) => (lies && member.value !== undefined ? say(50, member.value) : honestWord(member)));
    writeProvider(work, name, [SEAT_STAKE, 0n], status === "absent" ? 0n : p.seatExposure);
    if (status === "opened") caseOutputs.put(draft, outputOf(lies ? 50 : 0), 0, who(name));
    return {
      ...{ provider: who(name), level, round: 0, drawnAt: 400, status, commitment: INPUT, profile: undefined, base: SEAT_STAKE },
      comparisons,
    };
  });
  for (const { name, value } of members) if (value !== undefined) caseOutputs.put(draft, outputOf(value), 0, who(name));
  caseInputs.put(draft, Uint8Array.of(1), 0);

  const appeals = path.steps.flatMap((step, index): Appeal[] => {
    if (step === "by split") return [];
    const appellant = who(path.appellant === "challenger" ? "challenger" : `stranger ${index}`);
    return [{ appellant, level: index + 1, lock: appealLockOf(protocol, index + 1), against: members.map(() => "clean"), outcome: step }];
  });
  const inCase = members.map(
    ({ name, joiner, value, verdict }): Member => ({
      ...{ attestation: idOf(name), provider: who(name), joiner, revealed: value !== undefined, verdict },
      lock: joiner === undefined ? 0n : joinLockOf(protocol),
    }),
  );
  cases.put(
    draft,
    {
      ...{ id: 0, challenger: who("challenger"), bond: bondOf(protocol), modelID: MODEL, inputHash: INPUT, version: 1n, salt: INPUT, protocol: 0 },
      ...{ openedAt: 300, phase: "open", level: path.steps.length, round: 0, phaseEnds: HEIGHT, dueAt: HEIGHT, extended: false },
      tallied: isVoid(path) ? undefined : talliedLevel(path),
      ...{ endedAt: undefined, members: inCase, seats: sitting, appeals },
    },
    0,
  );
  const everyone = [
    "challenger",
    "joiner",
    "consumer",
    "stranger 0",
    "stranger 1",
    ...members.map(({ name }) => name),
    ...seats.map(({ name }) => name),
  ];
  for (const name of everyone) accounts.put(draft, { nonce: 0, balance: PURSE }, who(name));
  return { work, protocol, members, seats: seats.filter(({ status }) => status === "opened") };
}
