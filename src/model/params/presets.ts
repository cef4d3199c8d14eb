import { type Protocol, REFERENCE } from "./protocol.ts";

/** The shortest reading of the LP: plain hashes, one third provider, no bond, no appeal, no penalty for absence, void at once. */
const LP_LITERAL: Protocol = {
  parameters: { ...REFERENCE.parameters, ladder: [1] },
  rulings: {
    ...REFERENCE.rulings,
    R16: "no-bond",
    R22: "no-penalty",
    R23: "void-at-once",
    R29: "plain-input",
    R32: "no-appeal",
    R38: "plain-output",
  },
  unsafe: ["panel"],
};

/**
 * The client in use (section 5): unbonding ends a block before a slash can happen, the draw hashes the case, seats that never
 * commit pay nothing, dissenters are never slashed, hashes must be equal, lists share roots.
 */
const ENGINE_TODAY: Protocol = {
  parameters: { ...REFERENCE.parameters, unbonding: 60, slashFault: 0, slashSeatFault: 0 },
  rulings: {
    ...REFERENCE.rulings,
    R03: "odd-leaf-doubled",
    R15: "race",
    R17: "hash-equality",
    R18: "case-hash",
    R22: "no-penalty",
    R38: "plain-output",
    R41: "none",
  },
  unsafe: ["unbonding", "attestation-exposure", "seat-exposure"],
};

/** Whole sets of rulings and numbers by name. */
export const PRESETS: { readonly [name: string]: Protocol } = {
  reference: REFERENCE,
  "lp-literal": LP_LITERAL,
  "engine-today": ENGINE_TODAY,
};
