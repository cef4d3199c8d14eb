/** Vectors of the encoding: bytes and JSON of every kind, and bytes that a decoder refuses, with the offset at which it does. */

import { concat } from "../../model/crypto/hash.ts";
import { decode, encode } from "../../model/encoding/codec.ts";
import { KINDS } from "../kinds.ts";
import type { Stage } from "../scene.ts";
import { type Sample, samplesOf } from "./samples.ts";
import { part, slug, type Vector, vectorOf } from "./vector.ts";

const codecOf = (kind: string) => KINDS.get(kind)!;

function decodes({ kind, about, value }: Sample): Vector {
  return vectorOf("codec", {
    name: slug(kind === about ? "" : kind, about),
    about: kind === about ? kind : `${kind}: ${about}`,
    ruling: ["R35"],
    shape: "decode",
    expected: { kind },
    parts: { value: part(codecOf(kind), value) },
  });
}

/** What is done to the bytes of a sample, from an offset on. */
interface Damage {
  readonly kind: string;
  /** Which sample of the kind. */
  readonly of?: string;
  readonly wrong: string;
  readonly damage: (bytes: Uint8Array) => Uint8Array;
}

const put =
  (at: number, ...bytes: readonly number[]) =>
  (whole: Uint8Array): Uint8Array =>
    concat(whole.subarray(0, at), Uint8Array.from(bytes), whole.subarray(at + bytes.length));
const last =
  (byte: number) =>
  (whole: Uint8Array): Uint8Array =>
    put(whole.length - 1, byte)(whole);
/** The length of a short text at an offset says one more than there is; the bytes end with the text. */
const cutInText =
  (at: number) =>
  (whole: Uint8Array): Uint8Array => {
    const length = whole[at + 3]!;
    return put(at + 3, length + 1)(whole.subarray(0, at + 4 + length));
  };
const TOO_LONG = [0xff, 0xff, 0xff, 0xff];

/** Every kind of refusal that R35 asks of a decoder. */
const DAMAGES: readonly Damage[] = [
  { kind: "block", wrong: "a count beyond the maximum", damage: put(261, ...TOO_LONG) },
  { kind: "block", wrong: "a count beyond what is left", damage: put(261, 0, 0, 0x27, 0x10) },
  { kind: "header", wrong: "a height of 2^53", damage: put(1, 0, 0x20, 0, 0, 0, 0, 0, 0) },
  { kind: "model", wrong: "a length beyond the maximum", damage: put(1 + 52, 0, 0, 0, 65) },
  { kind: "model", wrong: "a length beyond what is left", damage: cutInText(1 + 52) },
  { kind: "model", wrong: "text that is no UTF-8: a lone continuation byte", damage: put(1 + 56, 0x80) },
  { kind: "model", wrong: "text that is no UTF-8: an overlong form", damage: put(1 + 56, 0xc0, 0xaf) },
  { kind: "model", wrong: "text that is no UTF-8: a surrogate", damage: put(1 + 56, 0xed, 0xa0, 0x80) },
  { kind: "model", wrong: "a bool of 2", damage: last(2) },
  { kind: "modelSide", wrong: "an optional of 2", damage: last(2) },
  { kind: "receipt", wrong: "an event of an unknown kind", damage: put(47, 255) },
  { kind: "payload", of: "transfer", wrong: "an unknown kind", damage: put(0, 0) },
  { kind: "event", of: "moved", wrong: "an unknown kind", damage: put(0, 0) },
  { kind: "event", of: "moved", wrong: "an enumeration beyond its last", damage: put(1, 200) },
  { kind: "tolerance", of: "bytes", wrong: "an unknown comparator", damage: put(1, 200) },
  { kind: "output", of: "floats", wrong: "a shape that its data does not fit", damage: put(6, 0, 0, 0, 4) },
  { kind: "snapshot", of: "genesis", wrong: "a record of an unknown table", damage: (bytes) => put(firstRecord(bytes) + 4, 0)(bytes) },
  { kind: "snapshot", of: "genesis", wrong: "a key that is too long for its table", damage: (bytes) => put(firstRecord(bytes), 0, 0, 0, 2)(bytes) },
];

/** Where the records of a snapshot begin: after version, chain id, proposers, key, height, hash, time, count. */
const firstRecord = (bytes: Uint8Array): number => 1 + 32 + 4 + 20 * bytes[36]! + 48 + 8 + 32 + 8 + 4;

/** What is refused of every kind. */
const everywhere = (kind: string, of: string): readonly Damage[] => [
  { kind, of, wrong: "a byte after the end", damage: (bytes) => concat(bytes, Uint8Array.of(0)) },
  { kind, of, wrong: "a byte too few", damage: (bytes) => bytes.subarray(0, -1) },
];

function refuses(samples: readonly Sample[], { kind, of, wrong, damage }: Damage): Vector {
  const sample = samples.find((known) => known.kind === kind && (of === undefined || known.about === of));
  if (sample === undefined) throw new Error(`there is no sample ${of ?? ""} of ${kind}`);
  const bytes = damage(encode(codecOf(kind), sample.value));
  const decoded = decode(codecOf(kind), bytes);
  if (decoded.ok) throw new Error(`${kind} with ${wrong} is not refused`);
  return vectorOf("codec", {
    name: slug("refused", kind, wrong),
    about: `${kind}, ${wrong}: ${decoded.reason}`,
    ruling: ["R35"],
    shape: "refuse",
    expected: { kind, offset: decoded.offset },
    parts: { bytes: { bytes } },
  });
}

/** The vectors of `codec`. */
export function codecVectors(stage: Stage): readonly Vector[] {
  const samples = stage.of(samplesOf);
  const firsts = [...new Map(samples.toReversed().map((sample) => [sample.kind, sample])).values()];
  const versioned = firsts.filter(({ kind }) => kind !== "payload" && kind !== "event");
  const damages: readonly Damage[] = [
    ...firsts.flatMap(({ kind, about }) => everywhere(kind, about)),
    ...versioned.map(({ kind, about }): Damage => ({ kind, of: about, wrong: "another version", damage: put(0, 2) })),
    ...DAMAGES,
  ];
  return [...samples.map(decodes), ...damages.map((damage) => refuses(samples, damage))];
}
