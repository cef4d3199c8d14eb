import type { Address } from "../crypto/address.ts";
import type { Codec } from "../encoding/codec.ts";
import { type ObjectOf, struct } from "../encoding/objects.ts";
import type { Code, Refusal } from "../errors/codes.ts";
import type { Protocol } from "../params/protocol.ts";
import type { Work } from "../state/work.ts";

/** A transaction being judged: who sent it, what it says, and under what it is judged. */
export interface Action<P> {
  readonly work: Work;
  readonly sender: Address;
  readonly nonce: number;
  readonly payload: P;
  /** The protocol in force. */
  readonly protocol: Protocol;
}

/** One refusal: its code, when it applies, and the numbers or names that decided. */
export type Check<S> = readonly [code: Code, fails: (subject: S) => boolean, detail?: (subject: S) => string];

// biome-ignore lint/suspicious/noExplicitAny: the type of each field is recovered by ObjectOf
type PayloadFields = { readonly [name: string]: Codec<any> };

interface Declaration<F extends PayloadFields, S> {
  /** The byte that names it on the wire; append-only. */
  readonly number: number;
  readonly payload: F;
  /** What the checks and the effect look at, read once. A record that is not there is undefined, and a check says so. */
  readonly subject: (action: Action<ObjectOf<F>>) => S;
  /** In order of precedence: the first that applies is the answer. */
  readonly check: readonly Check<NoInfer<S>>[];
  /** The effect, once no check applies. Cannot fail. */
  readonly apply: (subject: NoInfer<S>, action: Action<ObjectOf<F>>) => void;
}

/** A kind of transaction: its payload, its refusals, its effect. One file each. */
export interface TransactionType<P> {
  readonly name: string;
  readonly number: number;
  readonly payload: Codec<P>;
  /** Codes in order of precedence. */
  readonly codes: readonly Code[];
  /** Each check of an action by itself, in order of precedence; one may presuppose that none before it applies. */
  readonly checks: (action: Action<P>) => readonly (readonly [code: Code, applies: () => boolean])[];
  /** Judges, and where nothing speaks against it applies, one transaction. A refusal changes nothing. */
  readonly execute: (action: Action<P>) => Refusal | undefined;
}

/** Declares a kind of transaction. */
export function transaction<const F extends PayloadFields, S>(name: string, declaration: Declaration<F, S>): TransactionType<ObjectOf<F>> {
  const { number, check, subject: read, apply } = declaration;
  return {
    name,
    number,
    payload: struct(name, declaration.payload),
    codes: check.map(([code]) => code),
    checks(action) {
      const subject = read(action);
      return check.map(([code, fails]) => [code, () => fails(subject)]);
    },
    execute(action) {
      const subject = read(action);
      for (const [code, fails, detail] of check) if (fails(subject)) return { code, detail: detail?.(subject) ?? "" };
      apply(subject, action);
      return undefined;
    },
  };
}

/** The payload of a kind of transaction. */
export type PayloadOf<T> = T extends TransactionType<infer P> ? P : never;
