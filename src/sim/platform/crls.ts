import { authorityKey, ECDSA_WITH_SHA256, type Extension, extension, extensionList, nameOf } from "./certificates.ts";
import { type Der, enumerated, explicit, integer, sequence, time } from "./der-writer.ts";
import type { Window } from "./time.ts";

/** Everything that a revocation list says (RFC 5280, 5). */
export interface RevocationList {
  readonly innerAlgorithm: Der;
  readonly outerAlgorithm: Der;
  readonly issuer: Der;
  readonly window: Window;
  /** Serial numbers, big-endian, in this order. */
  readonly revoked: readonly Uint8Array[];
  /** When each of them was revoked: seconds since 1970; where it is not said, when the list was made. */
  readonly revokedAt?: readonly number[];
  /** Of each entry. */
  readonly entryExtensions: readonly Extension[];
  readonly extensions: readonly Extension[];
}

/** The list of an authority, in the shape of Intel's: number 1, each entry with the reason "key compromise". */
export function revocationList(issuerName: string, issuerKey: Uint8Array, window: Window, revoked: readonly Uint8Array[]): RevocationList {
  return {
    innerAlgorithm: ECDSA_WITH_SHA256,
    outerAlgorithm: ECDSA_WITH_SHA256,
    issuer: nameOf(issuerName),
    window,
    revoked,
    entryExtensions: [extension("2.5.29.21", enumerated(1))],
    extensions: [extension("2.5.29.20", integer(1)), authorityKey(issuerKey)],
  };
}

/** The part of a list that is signed; a list of nobody has no sequence of entries at all. */
export function revocationListBody(list: RevocationList): Der {
  const entry = (serial: Uint8Array, index: number): Der =>
    sequence(integer(serial), time(list.revokedAt?.[index] ?? list.window.from), extensionList(list.entryExtensions));
  return sequence(
    integer(1),
    list.innerAlgorithm,
    list.issuer,
    time(list.window.from),
    time(list.window.to),
    ...(list.revoked.length === 0 ? [] : [sequence(...list.revoked.map(entry))]),
    explicit(0, extensionList(list.extensions)),
  );
}
