/** Collateral in the forms in which Intel's PCS and the caches before it give it, made into those of `Collateral`. Nothing is verified here. */
import { writeHex } from "../encoding/hex.ts";
import { fail, type Parsed, parsed } from "./flaw.ts";
import { memberBytes } from "./json.ts";
import { pemBlocks } from "./pem.ts";

/** JSON text as it was signed, and its signature where it stands beside it. */
export interface SignedText {
  readonly text: Uint8Array;
  /** r ‖ s, 64 bytes; undefined where the bytes were the text alone. */
  readonly signature: Uint8Array | undefined;
}

function hexBytes(digits: string, offset: number): Uint8Array {
  const bytes = new Uint8Array(digits.length >> 1);
  if (!writeHex(digits, 0, bytes, 0, bytes.length)) fail("JSON_MALFORMED", offset, "the signature is no hexadecimal");
  return bytes;
}

/**
 * The signed text of a PCS answer: of the envelope `{"tcbInfo":{…},"signature":"hex"}` or `{"enclaveIdentity":{…},"signature":"hex"}` the exact bytes
 * of the inner value, cut out by their offsets; of any other JSON object the bytes as they are. Refuses with `JSON_…`.
 */
export function signedText(bytes: Uint8Array, member: "tcbInfo" | "enclaveIdentity"): Parsed<SignedText> {
  return parsed(() => {
    const { object, value } = memberBytes(bytes, member);
    if (!(object instanceof Map)) return fail("JSON_MALFORMED", 0, "an object wanted");
    if (value === undefined) return { text: bytes, signature: undefined };
    const signature = object.get("signature");
    if (object.size !== 2 || typeof signature !== "string") return fail("JSON_MALFORMED", 0, `an envelope of ${member} and signature wanted`);
    return { text: value, signature: hexBytes(signature, 0) };
  });
}

const LATIN1 = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

const DER_SEQUENCE = 0x30;
const isDer = (bytes: Uint8Array): boolean => bytes[0] === DER_SEQUENCE && (bytes[1] ?? 0) >= 0x80;

/** The DER of a CRL that is given as DER, as PEM (`X509 CRL`), or as hexadecimal text. Refuses with `PEM_MALFORMED` where it is none of them. */
export function crlDer(bytes: Uint8Array): Parsed<Uint8Array> {
  return parsed(() => {
    if (isDer(bytes)) return bytes;
    const text = LATIN1(bytes.subarray(0, 4 * 1024 * 1024)).trim();
    if (/^(?:0x)?[0-9a-fA-F]+$/.test(text) && text.length % 2 === 0) return hexBytes(text.replace(/^0x/, ""), 0);
    return pemBlocks(bytes, 0, bytes.length, "X509 CRL", 1)[0]!;
  });
}

/** A percent-encoded text (the issuer chains in PCS headers), decoded; other bytes as they are. */
function percentDecoded(bytes: Uint8Array): Uint8Array {
  const text = LATIN1(bytes);
  if (!text.startsWith("-----BEGIN%20")) return bytes;
  return Uint8Array.from(
    text.trim().replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    (character) => character.charCodeAt(0),
  );
}

/**
 * The DER of certificates that are given as one DER, as PEM one after the other, or as PEM percent-encoded, as in the headers of PCS: at most three, in
 * the order of the text. Refuses with `PEM_MALFORMED`, `CHAIN_LENGTH`.
 */
export function certificatesOf(bytes: Uint8Array): Parsed<readonly Uint8Array[]> {
  return parsed(() => {
    if (isDer(bytes)) return [bytes];
    const text = percentDecoded(bytes);
    return pemBlocks(text, 0, text.length, "CERTIFICATE", 3);
  });
}
