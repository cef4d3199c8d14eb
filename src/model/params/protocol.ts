import type { Codec } from "../encoding/codec.ts";
import { struct } from "../encoding/objects.ts";
import { list, text } from "../encoding/primitives.ts";
import { DEFAULT_PARAMETERS, PARAMETER_ROWS, type Parameters } from "./parameters.ts";
import { choiceCodec, DEFAULT_RULINGS, RULING_ROWS, type RulingChoices } from "./rulings.ts";

/** What a chain runs under: every number, every ruling, and what it breaks on purpose. */
export interface Protocol {
  readonly parameters: Parameters;
  readonly rulings: RulingChoices;
  /** Names of inequalities and checks that are waived on purpose; every report prints them. */
  readonly unsafe: readonly string[];
}

/** Every number, in the order of its table. */
export const parametersCodec: Codec<Parameters> = struct(
  "parameters",
  Object.fromEntries(PARAMETER_ROWS.map(([name, row]) => [name, row.codec])),
) as unknown as Codec<Parameters>;

/** The protocol as part of genesis and of the state: parameters, rulings, waivers, each in the order of its table. */
export const protocolCodec: Codec<Protocol> = struct("protocol", {
  parameters: parametersCodec,
  rulings: struct("rulings", Object.fromEntries(RULING_ROWS.map(([id]) => [id, choiceCodec(id)]))),
  unsafe: list(text(64), 32),
}) as unknown as Codec<Protocol>;

/** All defaults: the preset `reference`. */
export const REFERENCE: Protocol = { parameters: DEFAULT_PARAMETERS, rulings: DEFAULT_RULINGS, unsafe: [] };

/** The waiver under which TEE reports are taken as given, unread: no model's evidence is verified. */
export const TEE_ASSUMED = "tee-assumed";

/** The bond B = f·Σladder + 2ρ + γ that a claim locks (section 2); none under R16 `no-bond`. */
export function bondOf({ parameters: p, rulings }: Protocol): bigint {
  if (rulings.R16 === "no-bond") return 0n;
  const seats = p.ladder.reduce((sum, level) => sum + level, 0);
  return p.rerunFee * BigInt(seats) + 2n * p.partyFee + p.challengeStake;
}

/** What a join locks, ρ + γ (section 2); none under R16 `no-bond`. */
export function joinLockOf({ parameters: p, rulings }: Protocol): bigint {
  return rulings.R16 === "no-bond" ? 0n : p.partyFee + p.challengeStake;
}

/** How many seats a level has. Beyond the ladder (one that was cut short while a case was under way, R44 `current`) as many as the last. */
export function seatsOfLevel({ ladder }: Parameters, level: number): number {
  return ladder[level] ?? ladder.at(-1)!;
}

/** What an appeal to a level locks: A = f·(seats of that level) + a (section 2). */
export function appealLockOf({ parameters: p }: Protocol, level: number): bigint {
  return p.rerunFee * BigInt(seatsOfLevel(p, level)) + p.appealStake;
}

/** The stake reserved for each attestation that is not final, ξ, and for each seat, E; nothing under R41 `none`. */
export function exposuresOf({ parameters: p, rulings }: Protocol): { readonly attestation: bigint; readonly seat: bigint } {
  return rulings.R41 === "none" ? { attestation: 0n, seat: 0n } : { attestation: p.attestationExposure, seat: p.seatExposure };
}

/** Basis points of what a slash leaves after costs, to the challenger (or joiner) and to the seats that said FAULT (R14). */
export function sharesOf({ parameters: p, rulings }: Protocol): { readonly challenger: number; readonly accusers: number } {
  if (rulings.R14 === "all-to-challenger") return { challenger: 10_000, accusers: 0 };
  return rulings.R14 === "all-burnt" ? { challenger: 0, accusers: 0 } : { challenger: p.challengerShare, accusers: p.accuserShare };
}

/** Blocks before a change by a model's owner takes effect (R43). */
export function ownerDelayOf({ parameters: p, rulings }: Protocol): number {
  return rulings.R43 === "at-once" ? 0 : p.ownerDelay;
}

/** The longest life of a case, D = J + X + Σ over levels of ((R+1)(K+C) + U) + V + Q·(levels − 1), in blocks (section 2). */
export function longestCase(p: Parameters): number {
  const level = (p.redraws + 1) * (p.drawDelay + p.commitWindow) + p.seatOpenWindow;
  return p.joinWindow + p.extension + level * p.ladder.length + p.revealWindow + p.appealWindow * (p.ladder.length - 1);
}
