/** Vectors of Warp as a client plays them: a message as bytes, the sets that a consumer knows, what it asked for, and the verdict. */
import { type AttestationRecord, recordCodec } from "../../model/attestation/records.ts";
import type { Crypto } from "../../model/crypto/crypto.ts";
import type { Json, TypeOf } from "../../model/encoding/codec.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { struct, topLevel } from "../../model/encoding/objects.ts";
import { count64, list } from "../../model/encoding/primitives.ts";
import type { Proof } from "../../model/state/proof.ts";
import { validatorsCodec } from "../../model/validators/records.ts";
import { type Expectation, type LookupStatus, type SetFrom, validatorSet, verifyAttestationMessage } from "../../model/warp/index.ts";

/** The sets that a consumer knows, each with its first height. */
export const setsCodec = topLevel(
  "warpSets",
  struct("warpSets", { sets: list(struct("setFrom", { from: count64, validators: validatorsCodec }), 1024) }),
);

/** A record as it stands beside a root. */
export const shownRecordCodec = topLevel("shownRecord", recordCodec);

/** What a consumer is given, as it stands in `case.json`; bytes are files. */
export interface GivenWarp {
  readonly networkID: number;
  readonly chainID: Hex;
  readonly head: number;
  readonly retention: number;
  readonly attestation: Hex;
  readonly status: LookupStatus;
  readonly notBefore: number;
  readonly fields: Readonly<NonNullable<Expectation["fields"]>>;
}

/** The files of a vector, decoded. */
export interface WarpParts {
  readonly message: Uint8Array;
  readonly sets: TypeOf<typeof setsCodec>["sets"];
  /** Where a witness is given: its proof, and the record where it is not of an absence. */
  readonly proof: Proof | undefined;
  readonly record: AttestationRecord | undefined;
}

/** The verdict, as `case.json` says it: `accepted` with what is known, or the code. */
export function warpOf({ multi }: Crypto, given: GivenWarp, { message, sets, proof, record }: WarpParts): { readonly [name: string]: Json } {
  const known: SetFrom[] = [];
  for (const { from, validators } of sets) {
    const set = validatorSet(multi, validators);
    if (!set.ok) return { verdict: set.code };
    known.push({ from, set });
  }
  const { head, retention, ...asked } = given;
  const expectation: Expectation = { ...asked, ...(proof && { witness: { record, proof } }) };
  const verdict = verifyAttestationMessage(multi, message, { sets: known, head, retention }, expectation);
  if (!verdict.ok) return { verdict: verdict.code };
  const { form, id, signers, weight, total, status } = verdict;
  return { verdict: "accepted", form, id, signers: [...signers], weight: String(weight), total: String(total), status };
}
