import { ITEMS, type Item, type TeeCode } from "./codes.ts";
import { FlawError } from "./flaw.ts";

/** Why evidence is refused, and what it is about. */
export interface Refusal {
  readonly code: TeeCode;
  readonly item: Item;
  readonly explanation: string;
}

/** Thrown inside the verifier only; its doors turn it into a value. No Error: whoever refuses often should not pay for traces. */
export class RefusalError {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

/** Ends a verification. */
export function refuse(code: TeeCode, item: Item, explanation: string): never {
  throw new RefusalError({ code, item, explanation });
}

/** Ends a verification unless a condition holds; the explanation is the code's own where none is given. */
export function demand(holds: boolean, code: TeeCode, item: Item, explanation: () => string): void {
  if (!holds) refuse(code, item, explanation());
}

/** What `parse` gives; a flaw is refused as one of `item`. */
export function reading<T>(item: Item, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FlawError) return refuse(error.flaw.code, item, `${ITEMS[item]}, byte ${error.flaw.offset}: ${error.flaw.reason}`);
    throw error;
  }
}
