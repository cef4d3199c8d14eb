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

/** The protocol as part of genesis and of the state: parameters, rulings, waivers, each in the order of its table. */
export const protocolCodec: Codec<Protocol> = struct("protocol", {
  parameters: struct("parameters", Object.fromEntries(PARAMETER_ROWS.map(([name, row]) => [name, row.codec]))),
  rulings: struct("rulings", Object.fromEntries(RULING_ROWS.map(([id]) => [id, choiceCodec(id)]))),
  unsafe: list(text(64), 32),
}) as unknown as Codec<Protocol>;

/** All defaults: the preset `reference`. */
export const REFERENCE: Protocol = { parameters: DEFAULT_PARAMETERS, rulings: DEFAULT_RULINGS, unsafe: [] };

/** Whole sets of rulings and numbers by name. */
export const PRESETS: { readonly [name: string]: Protocol } = { reference: REFERENCE };

/** The waiver under which TEE reports are taken as given; until evidence is verified the only way to run a model that requires one. */
export const TEE_ASSUMED = "tee-assumed";

/** The bond B = f·Σladder + 2ρ + γ that a claim locks (section 2). */
export function bondOf(p: Parameters): bigint {
  const seats = p.ladder.reduce((sum, level) => sum + level, 0);
  return p.rerunFee * BigInt(seats) + 2n * p.partyFee + p.challengeStake;
}

/** The longest life of a case, D = J + X + Σ over levels of ((R+1)(K+C) + U) + V + Q·(levels − 1), in blocks (section 2). */
export function longestCase(p: Parameters): number {
  const level = (p.redraws + 1) * (p.drawDelay + p.commitWindow) + p.seatOpenWindow;
  return p.joinWindow + p.extension + level * p.ladder.length + p.revealWindow + p.appealWindow * (p.ladder.length - 1);
}
