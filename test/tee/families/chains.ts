/** Certificates: their order and roles, and what their bytes may be. */
import { concat } from "../../../src/model/crypto/hash.ts";
import type { Item, TeeCode } from "../../../src/model/tee/codes.ts";
import {
  authorityCertificate,
  type Certificate,
  criticalExtension,
  ECDSA_WITH_SHA384,
  type Extension,
  extension,
  nameOf,
} from "../../../src/sim/platform/certificates.ts";
import {
  bitString,
  boolean,
  type Der,
  explicit,
  integer,
  octetString,
  oid,
  sequence,
  tlv,
  withLongLength,
} from "../../../src/sim/platform/der-writer.ts";
import { type Platform, platformOf } from "../../../src/sim/platform/description.ts";
import { certificatesOf, evidenceOf, keysOf, type Made, type Makings } from "../../../src/sim/platform/evidence.ts";
import { makeCertificate } from "../../../src/sim/platform/making.ts";
import { SGX_EXTENSION, sgxExtension, sgxFields, UNKNOWN_CRITICAL } from "../../../src/sim/platform/pck-extension.ts";
import { zeros } from "../../../src/sim/platform/reports.ts";
import { ascii, joined, making, type Row, rowsOf, type Setting, textOf } from "./row.ts";

/** Another chain inside the quote. */
const inQuote = (chain: (chain: readonly Uint8Array[]) => readonly Uint8Array[]): Setting => ({ makings: () => ({ quote: { chain } }) });
/** Another chain of TCB Info or of the QE Identity. */
const beside = (which: "tcbInfoChain" | "qeIdentityChain", chain: (chain: readonly Uint8Array[], made: Made) => readonly Uint8Array[]): Setting => ({
  makings: () => ({ evidence: (made) => ({ ...made, collateral: { ...made.collateral, [which]: chain(made.collateral[which], made) } }) }),
});

const order = rowsOf("chain reversed, root missing, root twice, extra certificate");
order.row(
  "The PCK chain is reversed.",
  ["ROOT_MISMATCH", "pckCa"],
  inQuote((chain) => chain.toReversed()),
);
order.row(
  "Leaf and CA of the PCK chain change places.",
  ["CERT_ROLE", "pckLeaf"],
  inQuote(([leaf, ca, root]) => [ca!, leaf!, root!]),
);
order.row(
  "CA and root of the PCK chain change places.",
  ["ROOT_MISMATCH", "pckCa"],
  inQuote(([leaf, ca, root]) => [leaf!, root!, ca!]),
);
order.row(
  "The PCK chain lacks its root.",
  ["CHAIN_LENGTH", "quote"],
  inQuote((chain) => chain.slice(0, 2)),
);
order.row(
  "The PCK chain is the leaf alone.",
  ["CHAIN_LENGTH", "quote"],
  inQuote((chain) => chain.slice(0, 1)),
);
order.row(
  "The PCK chain lacks its CA.",
  ["CHAIN_LENGTH", "quote"],
  inQuote(([leaf, , root]) => [leaf!, root!]),
);
order.row(
  "The PCK chain has its root twice, and no CA.",
  ["CERT_ROLE", "pckCa"],
  inQuote(([leaf, , root]) => [leaf!, root!, root!]),
);
order.row(
  "The PCK chain has its root twice.",
  ["CHAIN_LENGTH", "quote"],
  inQuote((chain) => [...chain, chain[2]!]),
);
order.row(
  "The PCK chain has its leaf twice.",
  ["CHAIN_LENGTH", "quote"],
  inQuote((chain) => [chain[0]!, ...chain]),
);
order.row("The PCK chain is followed by the TCB signer.", ["CHAIN_LENGTH", "quote"], {
  makings: (platform) => ({ quote: { chain: (chain) => [...chain, evidenceOf(platform).collateral.tcbInfoChain[0]!] } }),
});
order.row(
  "The PCK chain has no certificate.",
  ["PEM_MALFORMED", "quote"],
  inQuote(() => []),
);
for (const [which, item, name] of [
  ["tcbInfoChain", "tcbSigner", "TCB Info"],
  ["qeIdentityChain", "qeSigner", "the QE Identity"],
] as const) {
  order.row(
    `The chain of ${name} is reversed.`,
    ["ROOT_MISMATCH", item],
    beside(which, (chain) => chain.toReversed()),
  );
  order.row(
    `The chain of ${name} lacks its root.`,
    ["CHAIN_LENGTH", item],
    beside(which, (chain) => chain.slice(0, 1)),
  );
  order.row(
    `The chain of ${name} has no certificate.`,
    ["CHAIN_LENGTH", item],
    beside(which, () => []),
  );
  order.row(
    `The chain of ${name} has its root twice.`,
    ["CHAIN_LENGTH", item],
    beside(which, (chain) => [...chain, chain[1]!]),
  );
  order.row(
    `The chain of ${name} is the root, twice.`,
    ["CERT_ROLE", item],
    beside(which, (chain) => [chain[1]!, chain[1]!]),
  );
  order.row(
    `The chain of ${name} ends with the PCK CA.`,
    ["ROOT_MISMATCH", item],
    beside(which, (chain, made) => [chain[0]!, made.chain[1]!]),
  );
}

const foreign = rowsOf("foreign root of the same name");
const outsiders = (platform: Platform): Platform => platformOf(platform.kind, { seed: "outsider", signers: platform.signers });
foreign.row("The root that is believed is another of the same name; everything else fits together.", ["ROOT_MISMATCH", "tcbSigner"], {
  makings: (platform) => ({ evidence: (made) => ({ ...made, root: evidenceOf(outsiders(platform)).root }) }),
});
foreign.row("Everything is an outsider's, under names like Intel's, but the root that is believed.", ["ROOT_MISMATCH", "tcbSigner"], {
  makings: (platform) => ({ evidence: (made) => ({ ...evidenceOf(outsiders(platform)), root: made.root }) }),
});
foreign.row("The PCK chain ends with an outsider's root of the same name.", ["ROOT_MISMATCH", "pckCa"], {
  makings: (platform) => ({ quote: { chain: ([leaf, ca]) => [leaf!, ca!, evidenceOf(outsiders(platform)).root] } }),
});
foreign.row("The chain of TCB Info ends with an outsider's root of the same name.", ["ROOT_MISMATCH", "tcbSigner"], {
  makings: (platform) => ({
    evidence: (made) => ({
      ...made,
      collateral: { ...made.collateral, tcbInfoChain: [made.collateral.tcbInfoChain[0]!, evidenceOf(outsiders(platform)).root] },
    }),
  }),
});
foreign.row("The chain of the QE Identity ends with an outsider's root of the same name.", ["ROOT_MISMATCH", "qeSigner"], {
  makings: (platform) => ({
    evidence: (made) => ({
      ...made,
      collateral: { ...made.collateral, qeIdentityChain: [made.collateral.qeIdentityChain[0]!, evidenceOf(outsiders(platform)).root] },
    }),
  }),
});
foreign.row("The chain's root is the same key and name, signed anew with other dates.", ["ROOT_MISMATCH", "pckCa"], {
  makings: (platform) => ({
    quote: {
      chain: ([leaf, ca]) => [
        leaf!,
        ca!,
        makeCertificate({ ...certificatesOf(platform).root, window: platform.windows.leaf }, keysOf(platform).root),
      ],
    },
  }),
});
foreign.row("The root that is believed has another name.", ["CERT_ROLE", "root"], { changes: () => ({ rootName: "Intel SGX Root CA 2" }) });
foreign.row("The root that is believed is the PCK CA.", ["CERT_ROLE", "root"], {
  makings: () => ({ evidence: (made) => ({ ...made, root: made.chain[1]! }) }),
});
foreign.row("The root that is believed has no bytes.", ["DER_UNEXPECTED", "root"], {
  makings: () => ({ evidence: (made) => ({ ...made, root: zeros(0) }) }),
});

const roles = rowsOf("CA as leaf, leaf as CA, TCB signer as PCK");
const says = (item: "root" | "authority" | "signer" | "qeSigner" | "leaf", change: (certificate: Certificate) => Certificate): Setting => ({
  makings: making(item, { says: change }),
});
/** A certificate with one of its extensions changed. */
const withExtension =
  (id: string, change: (extension: Extension) => readonly Extension[]) =>
  (certificate: Certificate): Certificate => {
    if (!certificate.extensions.some((one) => one.oid === id)) throw new Error(`no extension ${id}`);
    return { ...certificate, extensions: certificate.extensions.flatMap((one) => (one.oid === id ? change(one) : [one])) };
  };
const USAGE = "2.5.29.15";
const CONSTRAINTS = "2.5.29.19";
const CA_USAGE = bitString(Uint8Array.of(0x06), 1);
const SIGNING_USAGE = bitString(Uint8Array.of(0xc0), 6);
roles.row("The PCK CA's certificate stands in the place of the leaf, its own key signs the QE report.", ["CERT_ROLE", "pckLeaf"], {
  makings: (platform) => ({ quote: { chain: ([, ca, root]) => [ca!, ca!, root!], qeReport: { signedBy: keysOf(platform).authority } } }),
});
roles.row("The TCB signer's certificate stands in the place of the leaf, its key signs the QE report.", ["CERT_ROLE", "pckLeaf"], {
  makings: (platform) => ({
    quote: {
      chain: ([, ca, root]) => [evidenceOf(platform).collateral.tcbInfoChain[0]!, ca!, root!],
      qeReport: { signedBy: keysOf(platform).signer },
    },
  }),
});
roles.row("Another machine's PCK certificate stands in the place of the CA, and its key signs the leaf.", ["CERT_ROLE", "pckCa"], {
  makings: (platform) => ({
    leaf: { signedBy: keysOf(platform).attestation },
    quote: {
      chain: ([leaf, , root]) => [
        leaf!,
        makeCertificate({ ...certificatesOf(platform).leaf, publicKey: keysOf(platform).attestation.publicKey }, keysOf(platform).authority),
        root!,
      ],
    },
  }),
});
roles.row("The PCK certificate stands in the place of the TCB signer, and its key signs TCB Info.", ["CERT_ROLE", "tcbSigner"], {
  makings: (platform) => ({
    tcbInfo: { signedBy: keysOf(platform).leaf },
    evidence: (made) => ({ ...made, collateral: { ...made.collateral, tcbInfoChain: [made.chain[0]!, made.root] } }),
  }),
});
roles.row("The PCK CA stands in the place of the TCB signer, and its key signs TCB Info.", ["CERT_ROLE", "tcbSigner"], {
  makings: (platform) => ({
    tcbInfo: { signedBy: keysOf(platform).authority },
    evidence: (made) => ({ ...made, collateral: { ...made.collateral, tcbInfoChain: [made.chain[1]!, made.root] } }),
  }),
});
roles.row("The root stands in the place of the signer of the QE Identity, and its key signs it.", ["CERT_ROLE", "qeSigner"], {
  makings: (platform) => ({
    qeIdentity: { signedBy: keysOf(platform).root },
    evidence: (made) => ({ ...made, collateral: { ...made.collateral, qeIdentityChain: [made.root, made.root] } }),
  }),
});
roles.row(
  "The PCK CA has another name than the two that there are.",
  ["CERT_ROLE", "pckCa"],
  says("authority", (one) => ({ ...one, subject: nameOf("Intel SGX PCK CA") })),
);
roles.row(
  "The PCK CA is no CA by its basic constraints.",
  ["CERT_ROLE", "pckCa"],
  says(
    "authority",
    withExtension(CONSTRAINTS, (one) => [{ ...one, value: sequence() }]),
  ),
);
roles.row(
  "The PCK CA has no basic constraints.",
  ["CERT_ROLE", "pckCa"],
  says(
    "authority",
    withExtension(CONSTRAINTS, () => []),
  ),
);
roles.row(
  "The PCK CA's key is not for certificates.",
  ["CERT_ROLE", "pckCa"],
  says(
    "authority",
    withExtension(USAGE, (one) => [{ ...one, value: SIGNING_USAGE }]),
  ),
);
roles.row(
  "The PCK CA has no key usage.",
  ["CERT_ROLE", "pckCa"],
  says(
    "authority",
    withExtension(USAGE, () => []),
  ),
);
roles.row(
  "The PCK CA's key is for certificates and not for CRLs.",
  ["CERT_ROLE", "pckCa"],
  says(
    "authority",
    withExtension(USAGE, (one) => [{ ...one, value: bitString(Uint8Array.of(0x04), 2) }]),
  ),
);
roles.row(
  "The PCK certificate is a CA by its basic constraints.",
  ["CERT_ROLE", "pckLeaf"],
  says(
    "leaf",
    withExtension(CONSTRAINTS, (one) => [{ ...one, value: sequence(boolean(true)) }]),
  ),
);
roles.row(
  "The PCK certificate's key is for certificates.",
  ["CERT_ROLE", "pckLeaf"],
  says(
    "leaf",
    withExtension(USAGE, (one) => [{ ...one, value: CA_USAGE }]),
  ),
);
roles.row(
  "The PCK certificate has no key usage.",
  ["CERT_ROLE", "pckLeaf"],
  says(
    "leaf",
    withExtension(USAGE, () => []),
  ),
);
roles.row(
  "The PCK certificate has the TCB signer's name.",
  ["CERT_ROLE", "pckLeaf"],
  says("leaf", (one) => ({ ...one, subject: nameOf("Intel SGX TCB Signing") })),
);
roles.row(
  "The TCB signer has the PCK certificate's name.",
  ["CERT_ROLE", "tcbSigner"],
  says("signer", (one) => ({ ...one, subject: nameOf("Intel SGX PCK Certificate") })),
);
roles.row("The TCB signer has a PCK certificate's SGX extension.", ["CERT_ROLE", "tcbSigner"], {
  makings: ({ machine }) => ({ signer: { says: (one) => ({ ...one, extensions: [...one.extensions, sgxExtension(machine, true)] }) } }),
});
roles.row("The TCB signer is a CA.", ["CERT_ROLE", "tcbSigner"], {
  makings: (platform) => ({
    signer: {
      says: (one) => ({
        ...one,
        extensions: authorityCertificate(
          { name: "", issuerName: "", key: keysOf(platform).signer, issuerKey: keysOf(platform).root, window: one.window, crlUri: "" },
          0,
        ).extensions,
      }),
    },
  }),
});
roles.row(
  "The root is no CA by its basic constraints.",
  ["CERT_ROLE", "root"],
  says(
    "root",
    withExtension(CONSTRAINTS, (one) => [{ ...one, value: sequence() }]),
  ),
);
roles.row(
  "The root's path length leaves no room for a CA.",
  ["CERT_ROLE", "root"],
  says(
    "root",
    withExtension(CONSTRAINTS, (one) => [{ ...one, value: sequence(boolean(true), integer(0)) }]),
  ),
);
roles.row(
  "The PCK certificate names another issuer than the CA above it.",
  ["PCK_SIGNATURE", "pckLeaf"],
  says("leaf", (one) => ({ ...one, issuer: nameOf("Intel SGX PCK CA") })),
);
roles.row(
  "The PCK CA names another issuer than the root.",
  ["PCK_CA_SIGNATURE", "pckCa"],
  says("authority", (one) => ({ ...one, issuer: nameOf("Intel Root CA") })),
);
roles.row(
  "The TCB signer names another issuer than the root.",
  ["TCB_SIGNER_SIGNATURE", "tcbSigner"],
  says("signer", (one) => ({ ...one, issuer: nameOf("Intel Root CA") })),
);
roles.row(
  "The root names another issuer than itself.",
  ["ROOT_SIGNATURE", "root"],
  says("root", (one) => ({ ...one, issuer: nameOf("Intel Root CA") })),
);

const der = rowsOf("certificates and lists that are not DER of the profile");
type Certified = "root" | "authority" | "signer" | "leaf";
const CERTIFIED: readonly (readonly [making: Certified, item: Item, name: string])[] = [
  ["root", "root", "root"],
  ["authority", "pckCa", "PCK CA"],
  ["signer", "tcbSigner", "TCB signer"],
  ["leaf", "pckLeaf", "PCK certificate"],
];
/** One element of an extension's SEQUENCE of three whose BOOLEAN is another. */
const NOT_TRUE = tlv(1, Uint8Array.of(1));
const FALSE = boolean(false);
const add =
  (one: Extension) =>
  (certificate: Certificate): Certificate => ({ ...certificate, extensions: [...certificate.extensions, one] });
const first = <T>(list: readonly T[]): T => list[0]!;
const SAID: readonly (readonly [what: string, code: TeeCode, change: (certificate: Certificate) => Certificate])[] = [
  ["has a critical extension that nobody knows", "CERT_EXTENSION_UNKNOWN", add(UNKNOWN_CRITICAL)],
  ["has name constraints, critical", "CERT_EXTENSION_UNKNOWN", add(criticalExtension("2.5.29.30", sequence()))],
  ["has its key usage twice", "CERT_EXTENSION_DUPLICATE", withExtension(USAGE, (one) => [one, one])],
  [
    "has an extension twice that nobody knows",
    "CERT_EXTENSION_DUPLICATE",
    (one) => add(extension("1.2.3.4", sequence()))(add(extension("1.2.3.4", sequence()))(one)),
  ],
  [
    "has basic constraints twice, the second for a CA",
    "CERT_EXTENSION_DUPLICATE",
    withExtension(CONSTRAINTS, (one) => [one, criticalExtension(CONSTRAINTS, sequence(boolean(true)))]),
  ],
  ["has a critical flag of 01", "DER_BOOLEAN", withExtension(USAGE, (one) => [{ ...one, critical: NOT_TRUE }])],
  ["has a critical flag of two bytes", "DER_BOOLEAN", withExtension(USAGE, (one) => [{ ...one, critical: tlv(1, Uint8Array.of(255, 255)) }])],
  ["writes out that an extension is not critical", "DER_BOOLEAN", withExtension("2.5.29.14", (one) => [{ ...one, critical: FALSE }])],
  ["is of version 1 by its number", "CERT_VERSION", (one) => ({ ...one, version: 0 })],
  ["is of version 2", "CERT_VERSION", (one) => ({ ...one, version: 1 })],
  ["has another algorithm outside than inside", "CERT_ALGORITHMS_DIFFER", (one) => ({ ...one, outerAlgorithm: ECDSA_WITH_SHA384 })],
  ["has another algorithm inside than outside", "CERT_ALGORITHMS_DIFFER", (one) => ({ ...one, innerAlgorithm: ECDSA_WITH_SHA384 })],
  [
    "has parameters of its algorithm inside",
    "CERT_ALGORITHMS_DIFFER",
    (one) => ({ ...one, innerAlgorithm: sequence(oid("1.2.840.10045.4.3.2"), tlv(5)) }),
  ],
  ["says SHA-384 on both sides", "CERT_ALGORITHM", (one) => ({ ...one, innerAlgorithm: ECDSA_WITH_SHA384, outerAlgorithm: ECDSA_WITH_SHA384 })],
  ["has a compressed key", "CERT_ALGORITHM", (one) => ({ ...one, publicKey: joined([2], one.publicKey.subarray(1, 33)) })],
  ["has no extensions", "DER_UNEXPECTED", (one) => ({ ...one, extensions: [] })],
];
/** A certificate's signed part as its elements, put together again. */
const elements = (body: Uint8Array): readonly Der[] => {
  const list: Der[] = [];
  const lengthAt = (at: number): readonly [from: number, length: number] => {
    const byte = body[at]!;
    if (byte < 0x80) return [at + 1, byte];
    if (byte === 0x81) return [at + 2, body[at + 1]!];
    return [at + 3, body[at + 1]! * 256 + body[at + 2]!];
  };
  let [at] = lengthAt(1);
  while (at < body.length) {
    const [from, length] = lengthAt(at + 1);
    list.push(body.subarray(at, from + length));
    at = from + length;
  }
  return list;
};
/** The signed part with one element changed: version, serial, algorithm, issuer, validity, subject, key, extensions. */
const element =
  (index: number, change: (one: Der) => Der) =>
  (body: Uint8Array): Uint8Array =>
    sequence(...elements(body).map((one, at) => (at === index ? change(one) : one)));
const dated = (from: Der, to?: Der) => element(4, (one) => sequence(from, to ?? elements(one)[1]!));
const utc = (text: string): Der => tlv(23, ascii(text));
const BEFORE: readonly (readonly [what: string, code: TeeCode, before: (body: Uint8Array) => Uint8Array])[] = [
  ["has its serial number with a length in two bytes", "DER_LENGTH", element(1, withLongLength)],
  ["has its validity with a length in two bytes", "DER_LENGTH", element(4, withLongLength)],
  ["has its subject with an indefinite length", "DER_LENGTH", element(5, (one) => concat(Uint8Array.of(0x30, 0x80), one.subarray(2), zeros(2)))],
  ["has its serial number with a zero too many", "DER_INTEGER", element(1, () => tlv(2, Uint8Array.of(0, 0, 5)))],
  ["has a negative serial number", "DER_INTEGER", element(1, () => tlv(2, Uint8Array.of(0x85, 1)))],
  ["has a serial number without digits", "DER_INTEGER", element(1, () => tlv(2))],
  ["has a serial number that is an octet string", "DER_UNEXPECTED", element(1, () => octetString(Uint8Array.of(5)))],
  ["begins on 30 February", "DER_TIME", dated(utc("240230000000Z"))],
  ["begins in the thirteenth month", "DER_TIME", dated(utc("241301000000Z"))],
  ["begins without seconds", "DER_TIME", dated(utc("2401010000Z"))],
  ["begins in another zone", "DER_TIME", dated(utc("240101000000+0200"))],
  ["begins by a GeneralizedTime before 2050", "DER_TIME", dated(tlv(24, ascii("20240101000000Z")))],
  ["begins by a GeneralizedTime with fractions", "DER_TIME", dated(tlv(24, ascii("20500101000000.5Z")))],
  ["begins at a time that is a text", "DER_UNEXPECTED", dated(tlv(12, ascii("240101000000Z")))],
  ["has only one time in its validity", "DER_UNEXPECTED", element(4, (one) => sequence(first(elements(one))))],
  ["has an element too many", "DER_UNEXPECTED", (body) => sequence(...elements(body), tlv(5))],
  ["has unique identifiers", "DER_UNEXPECTED", (body) => sequence(...elements(body).slice(0, 7), tlv(0x81, Uint8Array.of(0, 1)), elements(body)[7]!)],
  ["has extensions under another tag", "DER_UNEXPECTED", element(7, (one) => explicit(4, first(elements(one))))],
  ["has a name with two common names", "DER_UNEXPECTED", element(5, (one) => sequence(...elements(one), first(elements(nameOf("Another")))))],
];
for (const [item, about, name] of CERTIFIED) {
  for (const [what, code, change] of SAID) der.row(`The ${name} ${what}.`, [code, about], { makings: making(item, { says: change }) });
  for (const [what, code, before] of BEFORE) der.row(`The ${name} ${what}.`, [code, about], { makings: making(item, { before }) });
  der.row(`A byte follows the ${name} in its file.`, ["DER_UNEXPECTED", about], {
    makings: making(item, { after: (bytes) => concat(bytes, zeros(1)) }),
  });
  der.row(`The ${name} lacks its last byte.`, ["DER_TRUNCATED", about], { makings: making(item, { after: (bytes) => bytes.subarray(0, -1) }) });
  der.row(`The ${name}'s signature is 32 bytes of an octet string.`, ["DER_UNEXPECTED", about], {
    makings: making(item, { after: (bytes) => sequence(...elements(bytes).slice(0, 2), bitString(octetString(zeros(32)))) }),
  });
  der.row(`The ${name}'s signature has a zero too many before r.`, ["DER_INTEGER", about], {
    makings: making(item, { after: (bytes) => withLooseR(bytes) }),
  });
  der.row(`The ${name}'s signature has unused bits.`, ["DER_UNEXPECTED", about], {
    makings: making(item, { after: (bytes) => sequence(...elements(bytes).slice(0, 2), bitString(elements(bytes)[2]!.subarray(3), 1)) }),
  });
}
/** A certificate whose signature's r has one zero more than DER allows. */
function withLooseR(bytes: Uint8Array): Uint8Array {
  const [body, algorithm, bits] = elements(bytes);
  const [r, s] = elements(bits!.subarray(3));
  return sequence(
    body!,
    algorithm!,
    bitString(sequence(tlv(2, Uint8Array.of(0), r!.subarray(2)[0]! < 0x80 ? r!.subarray(2) : r!.subarray(2)), s!).slice()),
  );
}
type SgxEdit = (fields: readonly Der[], platform: Platform) => readonly Der[];
const inSgx = (edit: SgxEdit): Setting => ({
  makings: (platform) => ({
    leaf: { says: withExtension(SGX_EXTENSION, (one) => [{ ...one, value: sequence(...edit(sgxFields(platform.machine, true), platform)) }]) },
  }),
});
const replaced =
  (index: number, value: (platform: Platform) => Der): SgxEdit =>
  (fields, platform) =>
    fields.map((one, at) => (at === index ? sequence(first(elements(one)), value(platform)) : one));
const inTcb =
  (edit: (list: readonly Der[]) => readonly Der[]): SgxEdit =>
  (fields) =>
    fields.map((one, at) => (at === 1 ? sequence(first(elements(one)), sequence(...edit(elements(elements(one)[1]!)))) : one));
const SGX_EDITS: readonly (readonly [what: string, code: TeeCode, edit: SgxEdit])[] = [
  ["lacks its FMSPC", "CERT_SGX_EXTENSION", (fields) => fields.filter((_, index) => index !== 3)],
  ["lacks its PCE id", "CERT_SGX_EXTENSION", (fields) => fields.filter((_, index) => index !== 2)],
  ["lacks its TCB", "CERT_SGX_EXTENSION", (fields) => fields.filter((_, index) => index !== 1)],
  ["has its FMSPC twice", "CERT_SGX_EXTENSION", (fields) => [...fields, fields[3]!]],
  ["has an FMSPC of five bytes", "DER_UNEXPECTED", replaced(3, ({ machine }) => octetString(machine.fmspc.subarray(1)))],
  ["has a PCE id of three bytes", "DER_UNEXPECTED", replaced(2, () => octetString(zeros(3)))],
  ["has 15 components", "CERT_SGX_EXTENSION", inTcb((list) => list.filter((_, index) => index !== 15))],
  ["has a component twice and another not", "CERT_SGX_EXTENSION", inTcb((list) => list.map((one, index) => (index === 15 ? list[14]! : one)))],
  ["has no PCESVN", "CERT_SGX_EXTENSION", inTcb((list) => list.filter((_, index) => index !== 16))],
  [
    "has a component of 256",
    "DER_INTEGER",
    inTcb((list) => list.map((one, index) => (index === 0 ? sequence(first(elements(one)), integer(256)) : one))),
  ],
  [
    "has a negative component",
    "DER_INTEGER",
    inTcb((list) => list.map((one, index) => (index === 0 ? sequence(first(elements(one)), tlv(2, Uint8Array.of(0xff))) : one))),
  ],
  [
    "has a PCESVN of 65536",
    "DER_INTEGER",
    inTcb((list) => list.map((one, index) => (index === 16 ? sequence(first(elements(one)), integer(65_536)) : one))),
  ],
  ["has a field of another identifier", "CERT_SGX_EXTENSION", (fields) => [...fields, sequence(oid("1.2.3.4"), integer(1))]],
  ["has an SGX type that nobody knows", "DER_INTEGER", replaced(4, () => tlv(10, Uint8Array.of(9)))],
];
for (const [what, code, edit] of SGX_EDITS) der.row(`The PCK certificate's SGX extension ${what}.`, [code, "pckLeaf"], inSgx(edit));
der.row(
  "The PCK certificate has no SGX extension.",
  ["CERT_SGX_EXTENSION", "pckLeaf"],
  says(
    "leaf",
    withExtension(SGX_EXTENSION, () => []),
  ),
);
der.row("The PCK certificate has its SGX extension twice.", ["CERT_EXTENSION_DUPLICATE", "pckLeaf"], {
  makings: ({ machine }) => ({ leaf: { says: (one) => ({ ...one, extensions: [...one.extensions, sgxExtension(machine, false)] }) } }),
});
for (const [item, name] of [
  ["rootCrl", "root CRL"],
  ["pckCrl", "PCK CRL"],
] as const) {
  const list = (makings: Makings): Setting => ({ makings: () => makings });
  der.row(
    `The ${name} has a critical extension that nobody knows.`,
    ["CERT_EXTENSION_UNKNOWN", item],
    list({
      [item]: { says: (one: { readonly extensions: readonly Extension[] }) => ({ ...one, extensions: [...one.extensions, UNKNOWN_CRITICAL] }) },
    } as Makings),
  );
  der.row(
    `The ${name} is a delta (critical).`,
    ["CERT_EXTENSION_UNKNOWN", item],
    list({
      [item]: {
        says: (one: { readonly extensions: readonly Extension[] }) => ({
          ...one,
          extensions: [...one.extensions, criticalExtension("2.5.29.27", integer(1))],
        }),
      },
    } as Makings),
  );
  der.row(
    `The ${name} has an extension twice.`,
    ["CERT_EXTENSION_DUPLICATE", item],
    list({
      [item]: { says: (one: { readonly extensions: readonly Extension[] }) => ({ ...one, extensions: [...one.extensions, one.extensions[0]!] }) },
    } as Makings),
  );
  der.row(
    `The ${name} has another algorithm outside than inside.`,
    ["CERT_ALGORITHMS_DIFFER", item],
    list({ [item]: { says: (one: object) => ({ ...one, outerAlgorithm: ECDSA_WITH_SHA384 }) } } as Makings),
  );
  der.row(
    `The ${name} has no next update.`,
    ["DER_UNEXPECTED", item],
    list({ [item]: { before: (body: Uint8Array) => sequence(...elements(body).filter((_, index) => index !== 4)) } }),
  );
  der.row(
    `The ${name} is of version 1.`,
    ["CERT_VERSION", item],
    list({ [item]: { before: (body: Uint8Array) => sequence(...elements(body).slice(1)) } }),
  );
  der.row(`The ${name} has its issuer with a length in two bytes.`, ["DER_LENGTH", item], list({ [item]: { before: element(2, withLongLength) } }));
}

der.row("An entry of the PCK CRL names another issuer (critical): a list for others.", ["CERT_EXTENSION_UNKNOWN", "pckCrl"], {
  makings: making("pckCrl", {
    says: (list) => ({ ...list, entryExtensions: [...list.entryExtensions, criticalExtension("2.5.29.29", nameOf("Another CA"))] }),
  }),
});
der.row("An entry of the PCK CRL gives its reason twice.", ["CERT_EXTENSION_DUPLICATE", "pckCrl"], {
  makings: making("pckCrl", { says: (list) => ({ ...list, entryExtensions: [...list.entryExtensions, ...list.entryExtensions] }) }),
});

const pem = rowsOf("PEM that is more than a chain");
const certification = (edit: (text: string, chain: string) => string): Setting => ({
  makings: () => ({ quote: { certification: (bytes) => ascii(edit(textOf(bytes), textOf(bytes).slice(0, -1))) } }),
});
const PEM: readonly (readonly [what: string, edit: (text: string, chain: string) => string])[] = [
  ["A text stands before the first certificate.", (text) => `Bag Attributes\n${text}`],
  ["A text stands between two certificates.", (text) => text.replace("-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----\nsubject=CA\n")],
  ["An empty line stands between two certificates.", (text) => text.replace("-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----\n\n")],
  ["A NUL stands between two certificates.", (text) => text.replace("-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----\n\0")],
  ["Spaces stand in the base64.", (text) => text.replace("\nMII", "\nM I I")],
  ["A character stands in the base64 that is none of its digits.", (text) => text.replace("\nMII", "\nM*I")],
  ["The label is another.", (text) => text.replaceAll("CERTIFICATE", "X509 CERT")],
  ["The last certificate's end is missing.", (text) => text.slice(0, text.lastIndexOf("-----END"))],
  ["The first certificate's beginning is missing.", (text) => text.slice("-----BEGIN CERTIFICATE-----\n".length)],
  ["Dashes are missing.", (text) => text.replace("-----BEGIN", "----BEGIN")],
  ["A header stands inside the block.", (text) => text.replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nProc-Type: 4\n\n")],
  ["A group of base64 is unfinished.", (text) => text.replace(/(.)\n-----END/, "\n-----END")],
];
for (const [what, edit] of PEM) pem.row(what, ["PEM_MALFORMED", "quote"], certification(edit));
pem.row(
  "A text stands behind the last certificate.",
  ["PEM_MALFORMED", "quote"],
  certification((_, chain) => `${chain}end\0`),
);
pem.row("The certification data is DER.", ["PEM_MALFORMED", "quote"], {
  makings: () => ({ quote: { pieces: (quote) => ({ ...quote, certification: quote.certification.map((byte) => byte ^ 0x55) }) } }),
});
pem.row("The certification data has no bytes.", ["PEM_MALFORMED", "quote"], { makings: () => ({ quote: { certification: () => zeros(0) } }) });
pem.row(
  "The first certificate is the one of nobody: an empty sequence.",
  ["DER_UNEXPECTED", "pckLeaf"],
  inQuote(([, ca, root]) => [Uint8Array.of(0x30, 0), ca!, root!]),
);

const supplied = rowsOf("chain beside the quote");
const NO_CHAIN = (type: number): Makings => ({
  quote: { pieces: (quote) => ({ ...quote, certificationType: type, certification: Uint8Array.from({ length: 100 }, (_, index) => index) }) },
});
for (const type of [1, 2, 3, 4, 7])
  supplied.row(
    `The certification data is of type ${type}, and no chain is given.`,
    ["PCK_CHAIN_MISSING", "quote"],
    { makings: () => NO_CHAIN(type) },
    { twin: { makings: () => NO_CHAIN(type), chain: ({ chain }) => chain } },
  );
const given = (chain: (made: Made) => readonly Uint8Array[]): Setting => ({ makings: () => NO_CHAIN(1), chain });
const WELL_GIVEN = { twin: given(({ chain }) => chain) };
supplied.row(
  "The chain given is reversed.",
  ["ROOT_MISMATCH", "pckCa"],
  given(({ chain }) => chain.toReversed()),
  WELL_GIVEN,
);
supplied.row(
  "The chain given lacks its root.",
  ["CHAIN_LENGTH", "pckLeaf"],
  given(({ chain }) => chain.slice(0, 2)),
  WELL_GIVEN,
);
supplied.row(
  "The chain given has no certificate.",
  ["CHAIN_LENGTH", "pckLeaf"],
  given(() => []),
  WELL_GIVEN,
);
supplied.row(
  "The chain given is an outsider's.",
  ["ROOT_MISMATCH", "pckCa"],
  given(() => evidenceOf(platformOf("sgx-v3", { seed: "outsider" })).chain),
  WELL_GIVEN,
);
supplied.row(
  "The chain given is of another machine, whose key did not sign the QE report.",
  ["QE_REPORT_SIGNATURE", "qeReport"],
  {
    makings: (platform) => ({
      ...NO_CHAIN(1),
      leaf: { says: (one) => ({ ...one, publicKey: keysOf({ ...platform, seed: "another machine" }).leaf.publicKey }) },
    }),
    chain: ({ chain }) => chain,
  },
  WELL_GIVEN,
);

export const CHAINS: readonly Row[] = [order, foreign, roles, der, pem, supplied].flatMap(({ rows }) => rows);
/** PEM chains that are one chain in another form: accepted. */
export const OTHER_PEM: readonly (readonly [what: string, setting: Setting])[] = [
  ["a chain without its final NUL", certification((_, chain) => chain)],
  ["a chain with CR LF", certification((text) => text.replaceAll("\n", "\r\n"))],
  ["a chain without the last line feed", certification((_, chain) => chain.slice(0, -1))],
];
