/** Evidence made to take long: as large as is read, and in the shapes that make readers work most. */
import { type Evidence, ITEM_BYTES_MAX } from "../src/model/tee/index.ts";
import { sequence, tlv } from "../src/sim/platform/der-writer.ts";
import { platformOf } from "../src/sim/platform/description.ts";
import { evidenceOf, type Made } from "../src/sim/platform/evidence.ts";
import { bytesFor } from "../src/sim/platform/keys.ts";
import { pemBlock } from "../src/sim/platform/quotes.ts";

/** One input. */
export interface Hostile {
  readonly what: string;
  readonly evidence: Evidence;
  readonly at: number;
}

const QUOTE_MAX = 64 * 1024;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

/** Elements in elements, as deep as so many bytes allow. */
function nested(bytes: number): Uint8Array {
  let der: Uint8Array = sequence();
  while (der.length < bytes - 5) der = sequence(der);
  return der;
}

/** A quote whose PEM chain is this text. */
function withChain(chain: string): Made {
  const platform = platformOf("tdx-v5-1.5");
  return evidenceOf(platform, { quote: { certification: () => utf8(chain) } });
}

/** All of them. */
export function hostileInputs(): readonly Hostile[] {
  const platform = platformOf("tdx-v4");
  const good = evidenceOf(platform);
  const { at, collateral } = good;
  const serials = Array.from({ length: 4_800 }, (_, index) => bytesFor("hostile", `serial/${index}`, 20));
  const quote = (what: string, bytes: Uint8Array): Hostile => ({ what, at, evidence: { ...good, quote: bytes } });
  const item = (what: string, change: Partial<Evidence["collateral"]>): Hostile => ({
    ...{ what, at },
    evidence: { ...good, collateral: { ...collateral, ...change } },
  });
  const room = QUOTE_MAX - 2048;
  const json = ITEM_BYTES_MAX.json;
  const padded = new Uint8Array(good.quote.length + 16 * 1024);
  padded.set(good.quote);
  const manyRevoked = evidenceOf(platform, { pckCrl: { says: (list) => ({ ...list, revoked: serials }) } });
  return [
    { what: "good evidence", at, evidence: good },
    quote("a quote of zeros", filled(QUOTE_MAX, 0)),
    quote("a quote of ff", filled(QUOTE_MAX, 255)),
    quote("zeros behind a quote, as many as may be", padded),
    { what: "a chain of one certificate of base64 zeros", at, evidence: withChain(pemBlock(filled(Math.floor(room * 0.73), 0))) },
    { what: "a chain of DER nested as deep as fits", at, evidence: withChain(pemBlock(nested(Math.floor(room * 0.73)))) },
    { what: "a chain of lines that never end", at, evidence: withChain(`-----BEGIN CERTIFICATE-----\n${"A".repeat(room - 100)}`) },
    item("a list that names as many as fit, rightly signed", { pckCrl: manyRevoked.collateral.pckCrl }),
    item("a list of DER nested as deep as fits", { pckCrl: nested(ITEM_BYTES_MAX.crl) }),
    item("a list of elements of nothing", { rootCrl: tlv(0x30, filled(ITEM_BYTES_MAX.crl - 16, 5)) }),
    item("TCB Info of brackets", { tcbInfo: filled(json, 0x5b) }),
    item("TCB Info of one text", { tcbInfo: utf8(`"${"\\u0041".repeat(Math.floor(json / 6) - 2)}"`) }),
    item("a signer of DER nested as deep as fits", { tcbInfoChain: [nested(ITEM_BYTES_MAX.certificate), good.root] }),
  ];
}
