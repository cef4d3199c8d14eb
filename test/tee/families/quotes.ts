/** The bytes of a quote: lengths, types, what follows it; and numbers that are no signatures. */
import { concat } from "../../../src/model/crypto/hash.ts";
import type { Item, TeeCode } from "../../../src/model/tee/codes.ts";
import type { QuoteKind } from "../../../src/sim/platform/description.ts";
import { descriptorBytes, type Quote } from "../../../src/sim/platform/quotes.ts";
import { littleEndian, zeros } from "../../../src/sim/platform/reports.ts";
import { flipped, joined, making, patched, type Row, rowsOf, type Setting, SINCE_V4, V3, V5 } from "./row.ts";

/** The quote's bytes changed at the end. */
const after = (edit: (bytes: Uint8Array) => Uint8Array): Setting => ({ makings: () => ({ quote: { after: edit } }) });
/** A piece of the quote changed when everything is signed. */
const pieces = (edit: (quote: Quote) => Partial<Quote>): Setting => ({
  makings: () => ({ quote: { pieces: (quote) => ({ ...quote, ...edit(quote) }) } }),
});

const trailing = rowsOf("trailing bytes, padding inside an enlarged auth length");
trailing.row(
  "A byte 1 follows the quote.",
  ["QUOTE_TRAILING_BYTES", "quote"],
  pieces(() => ({ trailing: Uint8Array.of(1) })),
);
trailing.row(
  "70 zeros follow the quote, and then a byte 1.",
  ["QUOTE_TRAILING_BYTES", "quote"],
  pieces(() => ({ trailing: joined(zeros(70), [1]) })),
  { twin: pieces(() => ({ trailing: zeros(71) })) },
);
trailing.row(
  "A byte 1 follows the quote, and then 70 zeros.",
  ["QUOTE_TRAILING_BYTES", "quote"],
  pieces(() => ({ trailing: joined([1], zeros(70)) })),
);
trailing.row(
  "16 KiB of zeros and one more follow the quote.",
  ["QUOTE_TRAILING_BYTES", "quote"],
  pieces(() => ({ trailing: zeros(16_385) })),
  {
    twin: pieces(() => ({ trailing: zeros(16_384) })),
  },
);
trailing.row(
  "The quote follows itself.",
  ["QUOTE_TRAILING_BYTES", "quote"],
  after((bytes) => concat(bytes, bytes)),
);
trailing.row(
  "With what follows, the quote has more than 64 KiB.",
  ["QUOTE_TOO_LARGE", "quote"],
  after((bytes) => joined(bytes, zeros(65_537 - bytes.length))),
  {
    twin: after((bytes) => joined(bytes, zeros(16_384))),
  },
);
for (const count of [1, 70])
  trailing.row(
    `${count} zero${count > 1 ? "s" : ""} behind the certification data are counted by every length around them.`,
    ["QUOTE_AUTH_LENGTH", "quote"],
    pieces(() => ({ inside: zeros(count) })),
  );
trailing.row(
  "A zero behind the certification data is counted by the outermost length only.",
  ["QUOTE_AUTH_LENGTH", "quote"],
  pieces((quote) => ({ inside: zeros(1), lengths: { outer: 450 + quote.qeAuthData.length + 6 + quote.certification.length } })),
  { on: SINCE_V4 },
);
trailing.row(
  "A second NUL ends the PEM chain.",
  ["PEM_MALFORMED", "quote"],
  pieces(({ certification }) => ({ certification: joined(certification, [0]) })),
);

const types = rowsOf("outer type not 6");
for (const type of [0, 1, 5, 7, 0x0600, 0xffff])
  types.row(
    `The outer certification data is of type ${type}.`,
    ["QUOTE_CERTIFICATION_TYPE", "quote"],
    pieces(() => ({ outerType: type })),
    { on: SINCE_V4 },
  );
for (const type of [0, 6, 8, 0x0500])
  types.row(
    `The inner certification data is of type ${type}.`,
    ["QUOTE_CERTIFICATION_TYPE", "quote"],
    pieces(() => ({ certificationType: type })),
  );
types.row(
  "There is no outer certification data: version 3's layout in a later quote.",
  ["QUOTE_CERTIFICATION_TYPE", "quote"],
  pieces(() => ({ outerType: undefined })),
  { on: SINCE_V4 },
);
types.row(
  "There is outer certification data in a quote of version 3.",
  ["QUOTE_AUTH_LENGTH", "quote"],
  pieces(() => ({ outerType: 6 })),
  { on: V3 },
);

const bodies = rowsOf("v5 body type or size against TEE type");
const SIZES: { readonly [type: number]: number } = { 1: 384, 2: 584, 3: 648 };
const OWN: { readonly [kind: string]: number } = { "sgx-v5": 1, "tdx-v5-1.0": 2, "tdx-v5-1.5": 3 };
for (const kind of V5) {
  const own = OWN[kind]!;
  for (const type of [0, 1, 2, 3, 4, 0x0100 * own])
    if (type !== own && !(kind.startsWith("tdx") && (type === 2 || type === 3)))
      bodies.row(
        `A body of type ${type} in a quote of ${kind.slice(0, 3).toUpperCase()}.`,
        ["QUOTE_BODY_TYPE", "quote"],
        { makings: () => ({ quote: { descriptor: () => descriptorBytes(type, SIZES[type] ?? SIZES[own]!) } }) },
        { on: [kind] },
      );
  for (const size of [0, SIZES[own]! - 1, SIZES[own]! + 1, own === 3 ? 584 : 648, 0xffff_ffff, SIZES[own]! + 0x1_0000])
    bodies.row(
      `A body of type ${own} that says ${size} bytes.`,
      ["QUOTE_BODY_SIZE", "quote"],
      { makings: () => ({ quote: { descriptor: () => descriptorBytes(own, size) } }) },
      { on: [kind] },
    );
}
const inTdx = (type: number, size: number): Setting => ({ makings: () => ({ quote: { descriptor: () => descriptorBytes(type, size) } }) });
bodies.row("A body of TDX 1.0 says the size of 1.5.", ["QUOTE_BODY_SIZE", "quote"], inTdx(2, 648), { on: ["tdx-v5-1.0"] });
bodies.row("A body of TDX 1.5 says type and size of 1.0: its last 64 bytes are taken for lengths.", ["QUOTE_TRUNCATED", "quote"], inTdx(2, 584), {
  on: ["tdx-v5-1.5"],
});
bodies.row(
  "The TEE type is SGX, the body a TD's.",
  ["QUOTE_BODY_TYPE", "quote"],
  { makings: () => ({ quote: { header: (header) => ({ ...header, teeType: 0 }) } }) },
  { on: ["tdx-v5-1.0", "tdx-v5-1.5"] },
);
bodies.row(
  "The TEE type is TDX, the body an enclave's.",
  ["QUOTE_BODY_TYPE", "quote"],
  { makings: () => ({ quote: { header: (header) => ({ ...header, teeType: 0x81 }) } }) },
  { on: ["sgx-v5"] },
);

const versions = rowsOf("unknown version, key type, QE vendor");
for (const version of [0, 1, 2, 6, 0x0300, 0x0400, 0xffff])
  versions.row(
    `The quote is of version ${version}.`,
    ["QUOTE_VERSION", "quote"],
    after((bytes) => patched(bytes, 0, littleEndian(version, 2))),
  );
for (const keyType of [0, 1, 3, 0x0200, 0xffff])
  versions.row(`The attestation key is of type ${keyType}.`, ["QUOTE_KEY_TYPE", "quote"], {
    makings: () => ({ quote: { header: (header) => ({ ...header, keyType }) } }),
  });
for (const teeType of [1, 0x80, 0x82, 0x8100_0000, 0x0100, 0x0181])
  versions.row(`The TEE type is ${teeType}.`, ["QUOTE_TEE_TYPE", "quote"], {
    makings: () => ({ quote: { header: (header) => ({ ...header, teeType }) } }),
  });
versions.row(
  "A quote of version 3 says that it is of TDX.",
  ["QUOTE_TEE_TYPE", "quote"],
  { makings: () => ({ quote: { header: (header) => ({ ...header, teeType: 0x81 }) } }) },
  { on: V3 },
);
for (const at of [0, 15])
  versions.row(`Byte ${at} of the QE vendor is another.`, ["QUOTE_QE_VENDOR", "quote"], {
    makings: () => ({ quote: { header: (header) => ({ ...header, vendor: flipped(header.vendor, at) }) } }),
  });
versions.row("The QE vendor is zeros.", ["QUOTE_QE_VENDOR", "quote"], {
  makings: () => ({ quote: { header: (header) => ({ ...header, vendor: zeros(16) }) } }),
});
versions.row(
  "A quote of version 4 says that it is of version 3.",
  ["QUOTE_AUTH_LENGTH", "quote"],
  after((bytes) => patched(bytes, 0, [3])),
  { on: ["sgx-v4"] },
);

const truncation = rowsOf("truncation at every length field");
const BODY: { readonly [kind in QuoteKind]: number } = {
  "sgx-v3": 384,
  "sgx-v4": 384,
  "sgx-v5": 384,
  "tdx-v4": 584,
  "tdx-v5-1.0": 584,
  "tdx-v5-1.5": 648,
};
/** Where the parts of a quote of a kind begin. */
function placesOf(kind: QuoteKind): Readonly<Record<string, number>> {
  const body = kind.includes("v5") ? 54 : 48;
  const authLength = body + BODY[kind];
  const outer = authLength + 4 + 128;
  const report = kind === "sgx-v3" ? outer : outer + 6;
  const qeAuth = report + 448;
  const certification = qeAuth + 2 + 32;
  return {
    "the version": 1,
    "the header": 47,
    "the body": authLength - 1,
    "the length of the authentication data": authLength + 2,
    "the quote's signature": authLength + 4 + 63,
    "the attestation key": outer - 1,
    "the size of the outer certification data": report - 1,
    "the QE report": report + 383,
    "the QE report's signature": qeAuth - 1,
    "the length of the QE's authentication data": qeAuth + 1,
    "the QE's authentication data": qeAuth + 33,
    "the size of the certification data": certification + 5,
    "the first certificate": certification + 100,
  };
}
for (const kind of ["sgx-v3", "sgx-v4", "sgx-v5", "tdx-v4", "tdx-v5-1.0", "tdx-v5-1.5"] as const)
  for (const [what, at] of Object.entries(placesOf(kind)))
    truncation.row(
      `The quote ends inside ${what}.`,
      ["QUOTE_TRUNCATED", "quote"],
      after((bytes) => bytes.subarray(0, at)),
      { on: [kind] },
    );
truncation.row(
  "The quote has no bytes.",
  ["QUOTE_TRUNCATED", "quote"],
  after(() => zeros(0)),
);
truncation.row(
  "The quote lacks its last byte.",
  ["QUOTE_TRUNCATED", "quote"],
  after((bytes) => bytes.subarray(0, -1)),
);
truncation.row(
  "The body of type and size ends inside its size.",
  ["QUOTE_TRUNCATED", "quote"],
  after((bytes) => bytes.subarray(0, 52)),
  { on: V5 },
);

type Counted = keyof Quote["lengths"];
/** The true length of what a length counts. */
function truth(quote: Quote, counted: Counted): number {
  const data = 384 + 64 + 2 + quote.qeAuthData.length + 6 + quote.certification.length;
  const lengths = {
    qeAuth: quote.qeAuthData.length,
    certification: quote.certification.length,
    outer: data,
    auth: 128 + (quote.outerType === undefined ? 0 : 6) + data,
  };
  return lengths[counted];
}
const lying = (counted: Counted, by: number): Setting => pieces((quote) => ({ lengths: { [counted]: truth(quote, counted) + by } }));
const saying = (counted: Counted, length: number): Setting => pieces(() => ({ lengths: { [counted]: length } }));
const COUNTED: readonly (readonly [counted: Counted, name: string, on: readonly QuoteKind[] | undefined])[] = [
  ["auth", "authentication data", undefined],
  ["outer", "outer certification data", SINCE_V4],
  ["certification", "certification data", undefined],
];
for (const [counted, name, on] of COUNTED) {
  const rest = on === undefined ? {} : { on };
  const tooLong: TeeCode = counted === "auth" ? "QUOTE_TRUNCATED" : "QUOTE_AUTH_LENGTH";
  truncation.row(`The length of the ${name} is one too many.`, [tooLong, "quote"], lying(counted, 1), rest);
  truncation.row(`The length of the ${name} is one too few.`, ["QUOTE_AUTH_LENGTH", "quote"], lying(counted, -1), rest);
  truncation.row(`The length of the ${name} is 2^32 − 1.`, [tooLong, "quote"], saying(counted, 0xffff_ffff), rest);
  truncation.row(`The length of the ${name} is 2^31.`, [tooLong, "quote"], saying(counted, 0x8000_0000), rest);
  truncation.row(`The length of the ${name} is 0.`, ["QUOTE_AUTH_LENGTH", "quote"], saying(counted, 0), rest);
}
truncation.row("The length of the QE's authentication data is 65535.", ["QUOTE_AUTH_LENGTH", "quote"], saying("qeAuth", 0xffff));
truncation.row(
  "The length of the QE's authentication data reaches into the certification data.",
  ["QUOTE_CERTIFICATION_TYPE", "quote"],
  lying("qeAuth", 10),
);

const scalars = rowsOf("r or s zero or ≥ n, key off the curve");
const N = Uint8Array.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551".match(/../g)!, (digits) => Number.parseInt(digits, 16));
const SCALARS: readonly (readonly [what: string, edit: (signature: Uint8Array) => Uint8Array])[] = [
  ["r is zero", (signature) => patched(signature, 0, zeros(32))],
  ["s is zero", (signature) => patched(signature, 32, zeros(32))],
  ["r and s are zero", () => zeros(64)],
  ["r is n", (signature) => patched(signature, 0, N)],
  ["s is n", (signature) => patched(signature, 32, N)],
  ["r and s are n", () => concat(N, N)],
  ["s is 2^256 − 1", (signature) => patched(signature, 32, new Uint8Array(32).fill(255))],
];
const SIGNED: readonly (readonly [name: string, code: TeeCode, item: Item, setting: (edit: (signature: Uint8Array) => Uint8Array) => Setting])[] = [
  ["the quote", "QUOTE_SIGNATURE", "quote", (signature) => ({ makings: () => ({ quote: { signature } }) })],
  ["the QE report", "QE_REPORT_SIGNATURE", "qeReport", (signature) => ({ makings: () => ({ quote: { qeReport: { signature } } }) })],
  ["TCB Info", "TCB_INFO_SIGNATURE", "tcbInfo", (signature) => ({ makings: making("tcbInfo", { signature }) })],
  ["the QE Identity", "QE_IDENTITY_SIGNATURE", "qeIdentity", (signature) => ({ makings: making("qeIdentity", { signature }) })],
  ["the PCK certificate", "PCK_SIGNATURE", "pckLeaf", (signature) => ({ makings: making("leaf", { signature }) })],
  ["the PCK CA's certificate", "PCK_CA_SIGNATURE", "pckCa", (signature) => ({ makings: making("authority", { signature }) })],
  ["the TCB signer's certificate", "TCB_SIGNER_SIGNATURE", "tcbSigner", (signature) => ({ makings: making("signer", { signature }) })],
  ["the root", "ROOT_SIGNATURE", "root", (signature) => ({ makings: making("root", { signature }) })],
  ["the root CRL", "ROOT_CRL_SIGNATURE", "rootCrl", (signature) => ({ makings: making("rootCrl", { signature }) })],
  ["the PCK CRL", "PCK_CRL_SIGNATURE", "pckCrl", (signature) => ({ makings: making("pckCrl", { signature }) })],
];
for (const [name, code, item, setting] of SIGNED)
  for (const [what, edit] of SCALARS) scalars.row(`In the signature of ${name}, ${what}.`, [code, item], setting(edit));
const KEYS: readonly (readonly [what: string, edit: (xy: Uint8Array) => Uint8Array])[] = [
  ["a point off the curve", (xy) => flipped(xy, 63)],
  ["zeros", () => zeros(64)],
  ["a point whose x is p and above", (xy) => patched(xy, 0, new Uint8Array(32).fill(255))],
];
const keyed =
  (edit: (xy: Uint8Array) => Uint8Array) =>
  <T extends { readonly publicKey: Uint8Array }>(says: T): T => ({ ...says, publicKey: concat(Uint8Array.of(4), edit(says.publicKey.subarray(1))) });
for (const [what, edit] of KEYS) {
  scalars.row(`The attestation key is ${what}, and so the QE bound it.`, ["QUOTE_SIGNATURE", "quote"], {
    makings: () => ({ quote: { keyBytes: edit } }),
  });
  scalars.row(`The PCK certificate's key is ${what}.`, ["QE_REPORT_SIGNATURE", "qeReport"], { makings: making("leaf", { says: keyed(edit) }) });
  scalars.row(`The TCB signer's key is ${what}.`, ["TCB_INFO_SIGNATURE", "tcbInfo"], { makings: making("signer", { says: keyed(edit) }) });
  scalars.row(`The root's key is ${what}.`, ["ROOT_SIGNATURE", "root"], { makings: making("root", { says: keyed(edit) }) });
  scalars.row(`The PCK CA's key is ${what}.`, ["PCK_CRL_SIGNATURE", "pckCrl"], { makings: making("authority", { says: keyed(edit) }) });
}

export const QUOTES: readonly Row[] = [trailing, types, bodies, versions, truncation, scalars].flatMap(({ rows }) => rows);
