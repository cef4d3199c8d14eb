/** Who vouches for whom: QE Identity, QE report, attestation key, quote. */
import { concat } from "../../../src/model/crypto/hash.ts";
import type { Platform } from "../../../src/sim/platform/description.ts";
import { keysOf } from "../../../src/sim/platform/evidence.ts";
import { type Key, keyFor, otherHalf } from "../../../src/sim/platform/keys.ts";
import { bindingOf, signedPart } from "../../../src/sim/platform/quotes.ts";
import { zeros } from "../../../src/sim/platform/reports.ts";
import { flipped, foreign, making, outsider, patched, type Row, rowsOf } from "./row.ts";

const identity = rowsOf("QE Identity unsigned or not compared");
identity.row("The QE Identity's signature is 64 zero bytes.", ["QE_IDENTITY_SIGNATURE", "qeIdentity"], {
  makings: making("qeIdentity", { signature: () => zeros(64) }),
});
identity.row("The QE Identity is signed by nobody's key.", ["QE_IDENTITY_SIGNATURE", "qeIdentity"], {
  makings: foreign("qeIdentity"),
});
identity.row("The QE Identity carries the signature of TCB Info.", ["QE_IDENTITY_SIGNATURE", "qeIdentity"], {
  makings: () => ({
    evidence: (made) => ({ ...made, collateral: { ...made.collateral, qeIdentitySignature: made.collateral.tcbInfoSignature } }),
  }),
});
identity.row("The QE Identity's signature has 63 bytes.", ["SIGNATURE_LENGTH", "qeIdentity"], {
  makings: making("qeIdentity", { signature: (signature) => signature.subarray(0, 63) }),
});
identity.row("TCB Info's signature has 65 bytes.", ["SIGNATURE_LENGTH", "tcbInfo"], {
  makings: making("tcbInfo", { signature: (signature) => concat(signature, zeros(1)) }),
});
identity.row("The QE Identity has a byte more than is read.", ["ITEM_TOO_LARGE", "qeIdentity"], {
  makings: () => ({
    evidence: (made) => ({ ...made, collateral: { ...made.collateral, qeIdentity: zeros(256 * 1024 + 1) } }),
  }),
});
identity.row("The QE was signed by another than the QE Identity names.", ["QE_MRSIGNER", "qeReport"], {
  changes: ({ qe }) => ({ qe: { mrSigner: flipped(qe.mrSigner, 31) } }),
});
identity.row("The QE has another product id than the QE Identity names.", ["QE_PRODUCT_ID", "qeReport"], {
  changes: ({ qe }) => ({ qe: { isvProdId: qe.isvProdId + 1 } }),
});
identity.row("The QE's product id equals that of the QE Identity in its lower byte only.", ["QE_PRODUCT_ID", "qeReport"], {
  changes: ({ qe }) => ({ qe: { isvProdId: qe.isvProdId + 256 } }),
});
identity.row("The QE has an attribute (PROVISION_KEY) that the QE Identity masks in and does not have.", ["QE_ATTRIBUTES", "qeReport"], {
  changes: ({ qe }) => ({ qe: { attributes: flipped(qe.attributes, 0, 0x20) } }),
});
identity.row("The QE lacks an attribute (INIT) of the QE Identity.", ["QE_ATTRIBUTES", "qeReport"], {
  changes: ({ qe }) => ({ qe: { attributes: flipped(qe.attributes, 0, 0x01) } }),
});
identity.row(
  "The QE's attributes differ under the mask's last byte.",
  ["QE_ATTRIBUTES", "qeReport"],
  {
    changes: ({ qe }) => ({
      qe: { attributes: flipped(qe.attributes, 15) },
      qeIdentity: { attributes: patched(zeros(16), 0, [0x11]), attributesMask: patched(zeros(16), 15, [255]) },
    }),
  },
  { twin: { changes: () => ({ qeIdentity: { attributes: zeros(16), attributesMask: patched(zeros(16), 15, [255]) } }) } },
);
identity.row("The QE has a MISCSELECT bit that the QE Identity masks in and does not have.", ["QE_MISCSELECT", "qeReport"], {
  changes: ({ qe }) => ({ qe: { miscSelect: flipped(qe.miscSelect, 0) } }),
});
identity.row("The QE Identity asks for an attribute that its mask leaves out: no QE is it, also one that has it.", ["QE_ATTRIBUTES", "qeReport"], {
  changes: ({ qeIdentity }) => ({ qeIdentity: { attributes: patched(qeIdentity.attributes, 0, [0x15]) } }),
});
identity.row("The QE Identity asks for a MISCSELECT bit that its mask leaves out, and the QE has it.", ["QE_MISCSELECT", "qeReport"], {
  changes: ({ qe }) => ({
    qe: { miscSelect: flipped(qe.miscSelect, 0) },
    qeIdentity: { miscSelect: patched(zeros(4), 0, [1]), miscSelectMask: patched(zeros(4), 1, [255]) },
  }),
});
identity.row(
  "The QE is below every level of the QE Identity.",
  ["QE_NOT_SUPPORTED", "qeReport"],
  { changes: () => ({ qe: { isvSvn: 4 } }) },
  {
    twin: { changes: () => ({ qe: { isvSvn: 8 } }) },
  },
);
identity.row(
  "The QE's SVN would be high enough if its bytes were swapped.",
  ["QE_NOT_SUPPORTED", "qeReport"],
  { changes: ({ qeIdentity }) => ({ qe: { isvSvn: 8 }, qeIdentity: { levels: [{ ...qeIdentity.levels[0]!, isvSvn: 256 }] } }) },
  { twin: { changes: ({ qeIdentity }) => ({ qe: { isvSvn: 256 }, qeIdentity: { levels: [{ ...qeIdentity.levels[0]!, isvSvn: 256 }] } }) } },
);

const key = rowsOf("attestation key swapped and quote re-signed");
const swapped = ({ signers }: Platform): Key => keyFor("outsider", "attestation", signers);
key.row("Another key stands in the quote and signs it; the QE vouches for the one before.", ["QE_REPORT_BINDING", "qeReport"], {
  makings: (platform) => ({
    quote: {
      pieces: (quote) => ({ ...quote, attestationKey: swapped(platform).publicKey.slice(1), signature: swapped(platform).sign(signedPart(quote)) }),
    },
  }),
});
key.row("Another key stands in the quote and signs it, and the QE report, bound to it, is signed by nobody.", ["QE_REPORT_SIGNATURE", "qeReport"], {
  makings: (platform) => ({ quote: { attestationKey: swapped(platform), qeReport: { signedBy: swapped(platform) } } }),
});
key.row("Another key stands in the quote, its report data is bound after the QE report was signed.", ["QE_REPORT_SIGNATURE", "qeReport"], {
  makings: (platform) => ({
    quote: {
      pieces(quote) {
        const attestationKey = swapped(platform).publicKey.slice(1);
        const qeReport = patched(quote.qeReport, 320, bindingOf(attestationKey, quote.qeAuthData));
        return { ...quote, attestationKey, qeReport, signature: swapped(platform).sign(signedPart(quote)) };
      },
    },
  }),
});
key.row("The quote is signed by another key than the one that it carries.", ["QUOTE_SIGNATURE", "quote"], {
  makings: (platform) => ({ quote: { pieces: (quote) => ({ ...quote, signature: swapped(platform).sign(signedPart(quote)) }) } }),
});
key.row("The QE's authentication data is another than the QE vouched for.", ["QE_REPORT_BINDING", "qeReport"], {
  makings: () => ({ quote: { pieces: (quote) => ({ ...quote, qeAuthData: flipped(quote.qeAuthData, 5) }) } }),
});
key.row("The first byte of the authentication data is gone, and the length says one less.", ["QE_REPORT_BINDING", "qeReport"], {
  makings: () => ({ quote: { pieces: (quote) => ({ ...quote, qeAuthData: quote.qeAuthData.subarray(1) }) } }),
});
key.row("A byte of the header is another than was signed.", ["QUOTE_SIGNATURE", "quote"], {
  makings: () => ({ quote: { pieces: (quote) => ({ ...quote, header: flipped(quote.header, 30) }) } }),
});
key.row("A byte of the report data is another than was signed.", ["QUOTE_SIGNATURE", "quote"], {
  makings: () => ({ quote: { pieces: (quote) => ({ ...quote, body: flipped(quote.body, quote.body.length === 384 ? 320 : 520) }) } }),
});
key.row("The measurement is another than was signed.", ["QUOTE_SIGNATURE", "quote"], {
  makings: () => ({ quote: { pieces: (quote) => ({ ...quote, body: flipped(quote.body, quote.body.length === 384 ? 64 : 136) }) } }),
});
key.row("The signed part leaves out the header.", ["QUOTE_SIGNATURE", "quote"], {
  makings: (platform) => ({
    quote: { pieces: (quote) => ({ ...quote, signature: keysOf(platform).attestation.sign(concat(quote.descriptor, quote.body)) }) },
  }),
});
key.row(
  "The signed part leaves out type and size of the body.",
  ["QUOTE_SIGNATURE", "quote"],
  {
    makings: (platform) => ({
      quote: { pieces: (quote) => ({ ...quote, signature: keysOf(platform).attestation.sign(concat(quote.header, quote.body)) }) },
    }),
  },
  { on: ["sgx-v5", "tdx-v5-1.0", "tdx-v5-1.5"] },
);
key.row("The attestation key's halves change places, and so it was bound.", ["QUOTE_SIGNATURE", "quote"], {
  makings: () => ({ quote: { keyBytes: (bytes) => concat(bytes.subarray(32), bytes.subarray(0, 32)) } }),
});

const upper = rowsOf("QE report data's upper half non-zero");
for (const at of [32, 63])
  upper.row(`Byte ${at} of the QE's report data is 1.`, ["QE_REPORT_PADDING", "qeReport"], {
    makings: () => ({ quote: { binding: (bytes) => patched(bytes, at, [1]) } }),
  });
upper.row("The QE's report data holds the hash twice.", ["QE_REPORT_PADDING", "qeReport"], {
  makings: () => ({ quote: { binding: (bytes) => concat(bytes.subarray(0, 32), bytes.subarray(0, 32)) } }),
});
upper.row("The QE's report data holds the hash in its upper half.", ["QE_REPORT_BINDING", "qeReport"], {
  makings: () => ({ quote: { binding: (bytes) => concat(bytes.subarray(32), bytes.subarray(0, 32)) } }),
});

const prefix = rowsOf("key hashed with an 04 prefix");
prefix.row("The QE hashed 04 ‖ x ‖ y and not x ‖ y.", ["QE_REPORT_BINDING", "qeReport"], {
  makings: (platform) => ({
    quote: {
      binding: () =>
        bindingOf(
          keysOf(platform).attestation.publicKey,
          Uint8Array.from({ length: 32 }, (_, index) => index),
        ),
    },
  }),
});
prefix.row("The QE hashed the key without its authentication data.", ["QE_REPORT_BINDING", "qeReport"], {
  makings: (platform) => ({ quote: { binding: () => bindingOf(keysOf(platform).attestation.publicKey.subarray(1), zeros(0)) } }),
});
prefix.row("The QE hashed authentication data before the key.", ["QE_REPORT_BINDING", "qeReport"], {
  makings: (platform) => ({
    quote: {
      binding: () =>
        bindingOf(
          Uint8Array.from({ length: 32 }, (_, index) => index),
          keysOf(platform).attestation.publicKey.subarray(1),
        ),
    },
  }),
});

const each = rowsOf("signatures, one by one");
each.row("The root is signed by an outsider.", ["ROOT_SIGNATURE", "root"], { makings: foreign("root") });
each.row("The PCK CA is signed by an outsider.", ["PCK_CA_SIGNATURE", "pckCa"], { makings: foreign("authority") });
each.row("The PCK certificate is signed by an outsider.", ["PCK_SIGNATURE", "pckLeaf"], { makings: foreign("leaf") });
each.row("The PCK certificate is signed by the root.", ["PCK_SIGNATURE", "pckLeaf"], {
  makings: (platform) => ({ leaf: { signedBy: keysOf(platform).root } }),
});
each.row("The TCB signer is signed by an outsider.", ["TCB_SIGNER_SIGNATURE", "tcbSigner"], { makings: foreign("signer") });
each.row("The signer of the QE Identity alone is signed by an outsider.", ["TCB_SIGNER_SIGNATURE", "qeSigner"], {
  makings: foreign("qeSigner"),
});
each.row("The TCB signer is signed by the PCK CA.", ["TCB_SIGNER_SIGNATURE", "tcbSigner"], {
  makings: (platform) => ({ signer: { signedBy: keysOf(platform).authority } }),
});
each.row("TCB Info is signed by an outsider.", ["TCB_INFO_SIGNATURE", "tcbInfo"], { makings: foreign("tcbInfo") });
each.row("TCB Info is signed by the root.", ["TCB_INFO_SIGNATURE", "tcbInfo"], {
  makings: (platform) => ({ tcbInfo: { signedBy: keysOf(platform).root } }),
});
each.row("The QE report is signed by an outsider.", ["QE_REPORT_SIGNATURE", "qeReport"], {
  makings: (platform) => ({ quote: { qeReport: { signedBy: outsider(platform) } } }),
});
each.row("The QE report is signed by the attestation key.", ["QE_REPORT_SIGNATURE", "qeReport"], {
  makings: (platform) => ({ quote: { qeReport: { signedBy: keysOf(platform).attestation } } }),
});
each.row("A byte of the QE report is another than was signed.", ["QE_REPORT_SIGNATURE", "qeReport"], {
  makings: () => ({ quote: { pieces: (quote) => ({ ...quote, qeReport: flipped(quote.qeReport, 256) }) } }),
});
each.row("r and s of the quote change places.", ["QUOTE_SIGNATURE", "quote"], {
  makings: () => ({ quote: { signature: (bytes) => concat(bytes.subarray(32), bytes.subarray(0, 32)) } }),
});
each.row("r and s of the quote are little-endian.", ["QUOTE_SIGNATURE", "quote"], {
  makings: () => ({ quote: { signature: (bytes) => concat(bytes.slice(0, 32).reverse(), bytes.slice(32).reverse()) } }),
});

/** Settings in which every signature is the other one of its message: accepted as they are. */
export const OTHER_HALVES = {
  makings: () => ({
    ...Object.fromEntries(
      (["root", "authority", "signer", "leaf", "rootCrl", "pckCrl", "tcbInfo", "qeIdentity"] as const).map((item) => [
        item,
        { signature: otherHalf },
      ]),
    ),
    quote: { signature: otherHalf, qeReport: { signature: otherHalf } },
  }),
};

export const BINDING: readonly Row[] = [identity, key, upper, prefix, each].flatMap(({ rows }) => rows);
