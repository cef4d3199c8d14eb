import type { Codec } from "../encoding/codec.ts";
import { count64, enumeration, list, u8, u64 } from "../encoding/primitives.ts";
import { TCB_STATUSES } from "../tee/evidence.ts";

/** One LUX in nLUX (R01). */
export const LUX = 1_000_000_000n;

/** What a parameter counts. Money is bigint nLUX; everything else is a plain whole number or a list of them. */
export type Unit = "nLUX" | "blocks" | "seconds" | "count" | "basis points" | "seats per level" | "TCB statuses";

/** One row of the table: a number of the protocol. */
export interface Parameter<T> {
  readonly default: T;
  readonly min: T;
  readonly max: T;
  readonly unit: Unit;
  readonly doc: string;
  /** Where it comes from: the LP's section, or the ruling that sets it. */
  readonly source: string;
  readonly codec: Codec<T>;
}

const money = (lux: number, doc: string, source: string): Parameter<bigint> => ({
  default: (BigInt(Math.round(lux * 1000)) * LUX) / 1000n,
  min: 0n,
  max: 1_000_000_000n * LUX,
  unit: "nLUX",
  doc,
  source,
  codec: u64,
});

const whole =
  (unit: Unit, min: number, max: number) =>
  (value: number, doc: string, source: string): Parameter<number> => ({ default: value, min, max, unit, doc, source, codec: count64 });

const blocks = whole("blocks", 1, 10_000_000);
const seconds = whole("seconds", 0, 86_400);
const basisPoints = whole("basis points", 0, 10_000);
const small = whole("count", 0, 16);

/** TCB statuses that a chain may accept: Revoked and NotSupported never pass (tee-rules 10). */
export const ACCEPTABLE_STATUSES = TCB_STATUSES.filter((status) => status !== "Revoked" && status !== "NotSupported");

/** See `ACCEPTABLE_STATUSES`. */
export type AcceptableStatus = (typeof ACCEPTABLE_STATUSES)[number];

/**
 * Every number of the protocol (section 2 of the protocol's text, "Numbers"), in the order of its bytes in genesis.
 * The letters in the documentation are those of the inequalities in `consistency`.
 */
export const PARAMETERS = {
  minStake: money(100, "least stake of an active provider", "LP-0035 Provider Staking"),
  challengeWindow: blocks(600, "W: a claim must be included within W of the attestation", "R24"),
  openWindow: blocks(30, "L: a claim must be opened within L, and so must a case after a first VOID", "R47, R27"),
  joinWindow: blocks(10, "J: how long further attestations may join a case", "R27"),
  drawDelay: blocks(2, "K: the draw uses the beacon K blocks after it was called for", "R18"),
  commitWindow: blocks(100, "C: seats re-run and commit", "R32"),
  redraws: small(2, "R: how often absent seats are drawn anew at a level", "R22"),
  revealWindow: blocks(50, "V: members' outputs are revealed", "R17"),
  seatOpenWindow: blocks(30, "U: seats open what they committed to", "R32"),
  appealWindow: blocks(60, "Q: an appeal against a tally", "R32"),
  extension: blocks(100, "X: one wait a case where too few are eligible", "R23"),
  ladder: {
    default: [1, 7],
    min: [1],
    max: [64],
    unit: "seats per level",
    doc: "seats per level: the LP's third provider, then a panel on appeal or when the first decides nothing",
    source: "LP-0035 Dispute Resolution; R32",
    codec: list(u8, 4),
  } satisfies Parameter<readonly number[]>,
  rerunFee: money(0.5, "f: paid to each seat that opens", "R16"),
  partyFee: money(0.2, "ρ: paid to each member that revealed and is not at fault", "R16"),
  challengeStake: money(10, "γ: what a wrong challenge loses", "R16"),
  appealStake: money(2, "a: what a wrong appeal loses beside the seats of its level", "R32"),
  claimFee: money(0.01, "burnt with every claim", "R47"),
  attestationExposure: money(15, "ξ: stake reserved for each attestation that is not final", "R41"),
  seatExposure: money(25, "E: stake reserved for each seat", "R41"),
  absencePenalty: money(1, "P: what an absent seat pays, burnt", "R22"),
  unbonding: blocks(2500, "how long leaving stake can still be slashed", "R15"),
  stakeMaturity: blocks(100, "how long stake must have been there before it counts in a draw", "R20"),
  maxAge: seconds(600, "how far an attestation's timestamp may lie before the block's time", "R07"),
  maxSkew: seconds(30, "how far an attestation's timestamp may lie after the block's time", "R07"),
  ownerDelay: blocks(700, "before a change by a model's owner takes effect", "R43"),
  txFee: money(0.001, "charged for every transaction, burnt", "R37"),
  txFeePerByte: { ...money(0, "charged for every byte of a transaction, burnt", "R37"), default: 10n },
  slashFault: basisPoints(10_000, "of its base: slash of a member at FAULT", "R13"),
  slashNoReveal: basisPoints(10_000, "of its base: slash of a member whose output nobody revealed", "R13"),
  slashEquivocation: basisPoints(10_000, "of its base: slash of a provider that signed two bodies for one request", "R13"),
  slashSeatFault: basisPoints(2_500, "of its base, but at least E: slash of a seat at FAULT with the last panel", "R13"),
  challengerShare: basisPoints(2_500, "of what a slash leaves after costs: to the challenger", "R14"),
  accuserShare: basisPoints(1_000, "of what a slash leaves after costs: to the seats of the last tally that said FAULT, in equal parts", "R14"),
  appellantShare: basisPoints(2_500, "of a seat's slash: to the last appellant whose stake comes back", "R14"),
  reporterShare: basisPoints(2_500, "of an equivocator's slash: to who reported it", "R14"),
  feeBurn: basisPoints(0, "of an order's fee: burnt on release", "R25"),
  retention: blocks(100_000, "N: under R52 pruned, how long after its end a case or an attestation is kept whole", "R52"),
  warpRetention: blocks(43_200, "how far behind the head a message is still judged, and how long a replaced set of Warp validators is kept", "R49"),
  tcbStatuses: {
    default: ["UpToDate", "SWHardeningNeeded"],
    min: [],
    max: [],
    unit: "TCB statuses",
    doc: "TCB statuses of platforms whose evidence passes",
    source: "R11",
    codec: list(enumeration(ACCEPTABLE_STATUSES), ACCEPTABLE_STATUSES.length),
  } satisfies Parameter<readonly AcceptableStatus[]>,
  tcbGrace: whole("seconds", 0, 90 * 86_400)(14 * 86_400, "how long after the date of a newer level what it outdated still passes", "R11"),
  blockReports: whole("count", 1, 1000)(100, "most TEE reports in a block that are not empty; one costs four P-256 signatures", "R08"),
  blockCollateral: whole("count", 1, 64)(8, "most items of collateral posted in a block; one costs at most three P-256 signatures", "R12"),
} as const satisfies {
  readonly [name: string]: Parameter<bigint> | Parameter<number> | Parameter<readonly number[]> | Parameter<readonly AcceptableStatus[]>;
};

/** The name of a parameter. */
export type ParameterName = keyof typeof PARAMETERS;

type ValueOf<P> = P extends Parameter<infer T> ? T : never;

/** A value for every parameter. */
export type Parameters = {
  readonly [K in ParameterName]: ValueOf<(typeof PARAMETERS)[K]>;
};

/** The table as rows, in its order. */
export const PARAMETER_ROWS = Object.entries(PARAMETERS) as readonly [ParameterName, Parameter<bigint | number | readonly (number | string)[]>][];

/** Every parameter at its default. */
export const DEFAULT_PARAMETERS = Object.fromEntries(PARAMETER_ROWS.map(([name, row]) => [name, row.default])) as unknown as Parameters;
