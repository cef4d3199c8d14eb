import { enumeration } from "../encoding/primitives.ts";
import { COMPARISON, DISPUTE } from "./rulings/dispute.ts";
import { GOVERNANCE } from "./rulings/governance.ts";
import { EVIDENCE_RULINGS, IDENTITY } from "./rulings/identity.ts";
import type { Ruling } from "./rulings/ruling.ts";
import { STAKE } from "./rulings/stake.ts";

/** Every ruling by its identifier. */
export const RULINGS = { ...IDENTITY, ...EVIDENCE_RULINGS, ...STAKE, ...DISPUTE, ...COMPARISON, ...GOVERNANCE };

/** The identifier of a ruling. */
export type RulingId = keyof typeof RULINGS;

/** A choice for every ruling: `default`, or the name of one of its variants. */
export type RulingChoices = {
  readonly [K in RulingId]: "default" | (keyof (typeof RULINGS)[K]["variants"] & string);
};

/** The rulings as rows, in the order of their numbers. */
export const RULING_ROWS = (Object.entries(RULINGS) as [RulingId, Ruling][]).sort(([a], [b]) => (a < b ? -1 : 1)) as readonly [RulingId, Ruling][];

/** Every ruling at its default. */
export const DEFAULT_RULINGS = Object.fromEntries(RULING_ROWS.map(([id]) => [id, "default"])) as RulingChoices;

/** The codec of one ruling's choice: 0 is the default, the variants follow in their order. */
export const choiceCodec = (id: RulingId) => enumeration(["default", ...Object.keys(RULINGS[id].variants)]);
