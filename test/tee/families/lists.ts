/** Revocation lists, who is on them, and the time of every item. */
import { concat } from "../../../src/model/crypto/hash.ts";
import type { Item, TeeCode } from "../../../src/model/tee/codes.ts";
import { nameOf } from "../../../src/sim/platform/certificates.ts";
import { changed, type Dated, type Platform, platformOf } from "../../../src/sim/platform/description.ts";
import { AUTHORITIES, certificatesOf, evidenceOf, keysOf, leafSerial, type Made } from "../../../src/sim/platform/evidence.ts";
import { bytesFor } from "../../../src/sim/platform/keys.ts";
import { zeros } from "../../../src/sim/platform/reports.ts";
import { ascii, flipped, foreign, making, type Row, rowsOf, type Setting } from "./row.ts";

type Lists = "rootCrl" | "pckCrl";

/** Evidence with one list replaced. */
const listed = (item: Lists, other: (platform: Platform, made: Made) => Uint8Array): Setting => ({
  makings: (platform) => ({
    evidence: (made) => ({ ...made, collateral: { ...made.collateral, [item]: other(platform, made) } }),
  }),
});

const outsiders = (platform: Platform): Platform => platformOf(platform.kind, { seed: "outsider", ca: platform.ca, signers: platform.signers });
const otherCa = (platform: Platform): Platform => changed(platform, { ca: platform.ca === "platform" ? "processor" : "platform" });

const crl = rowsOf("CRL empty, garbage, wrong signature, expired, of the other CA, or an outsider's that lists a victim's serial");
for (const item of ["rootCrl", "pckCrl"] as const) {
  const name = item === "rootCrl" ? "root CRL" : "PCK CRL";
  const codes = (
    item === "rootCrl"
      ? ["ROOT_CRL_SIGNATURE", "ROOT_CRL_EXPIRED", "ROOT_CRL_ISSUER", "ROOT_CRL_NOT_YET_VALID"]
      : ["PCK_CRL_SIGNATURE", "PCK_CRL_EXPIRED", "PCK_CRL_ISSUER", "PCK_CRL_NOT_YET_VALID"]
  ) as readonly TeeCode[];
  const [SIGNATURE, EXPIRED, ISSUER] = [codes[0]!, codes[1]!, codes[2]!];
  crl.row(
    `The ${name} has no bytes.`,
    ["CRL_MISSING", item],
    listed(item, () => zeros(0)),
  );
  crl.row(
    `The ${name} has a byte more than is read.`,
    ["ITEM_TOO_LARGE", item],
    listed(item, () => zeros(256 * 1024 + 1)),
  );
  crl.row(
    `The ${name} is a text.`,
    ["DER_UNEXPECTED", item],
    listed(item, () => ascii("no revoked certificates")),
  );
  crl.row(
    `The ${name} is zeros.`,
    ["DER_UNEXPECTED", item],
    listed(item, () => zeros(300)),
  );
  crl.row(`The ${name} ends in its middle.`, ["DER_TRUNCATED", item], { makings: making(item, { after: (bytes) => bytes.subarray(0, 150) }) });
  crl.row(`The ${name} lacks its last byte.`, ["DER_TRUNCATED", item], { makings: making(item, { after: (bytes) => bytes.subarray(0, -1) }) });
  crl.row(`A byte follows the ${name}.`, ["DER_UNEXPECTED", item], { makings: making(item, { after: (bytes) => concat(bytes, zeros(1)) }) });
  crl.row(
    `The ${name} is an empty sequence.`,
    ["DER_UNEXPECTED", item],
    listed(item, () => Uint8Array.of(0x30, 0)),
  );
  crl.row(
    `The ${name} is a certificate.`,
    ["CERT_VERSION", item],
    listed(item, (_, made) => made.root),
  );
  crl.row(`The ${name} is signed by an outsider.`, [SIGNATURE, item], { makings: foreign(item) });
  crl.row(`The ${name} has another byte than was signed (in the second of its next update).`, [SIGNATURE, item], {
    makings: making(item, { after: (bytes) => flipped(bytes, lastDigitAt(bytes)) }),
  });
  crl.row(`The ${name} is expired.`, [EXPIRED, item], {
    changes: ({ at, windows }) => ({ windows: { [item]: { from: windows[item].from, to: at - 86_400 } } }),
  });
  crl.row(`The ${name} is an outsider's, under the same name, and lists the victim's serial number.`, [SIGNATURE, item], {
    ...listed(item, (platform) => {
      const serials = { root: [certificatesOf(platform).authority.serial], pck: [leafSerial(platform)] };
      return evidenceOf(changed(outsiders(platform), { revoked: serials })).collateral[item];
    }),
  });
  crl.row(`The ${name} is an outsider's, under a name of its own, and lists the victim's serial number.`, [ISSUER, item], {
    changes: (platform) => ({
      revoked: item === "rootCrl" ? { root: [certificatesOf(platform).authority.serial] } : { pck: [leafSerial(platform)] },
    }),
    makings: foreign(item, { says: (list) => ({ ...list, issuer: nameOf("Outsider CA") }) }),
  });
}
/** Where the last digit of the next update is, in a list: in the second of two UTCTimes of 15 bytes. */
function lastDigitAt(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte, at) => byte === 0x17 && bytes[at + 1] === 13);
  return first + 15 + 2 + 11;
}
crl.row(
  "The PCK CRL is that of the other PCK CA.",
  ["PCK_CRL_ISSUER", "pckCrl"],
  listed("pckCrl", (platform) => evidenceOf(otherCa(platform)).collateral.pckCrl),
);
crl.row(
  "The PCK CRL is that of the Platform CA, the platform's certificate is of the Processor CA.",
  ["PCK_CRL_ISSUER", "pckCrl"],
  { changes: () => ({ ca: "processor" }), ...listed("pckCrl", (platform) => evidenceOf(otherCa(platform)).collateral.pckCrl) },
  { twin: { changes: () => ({ ca: "processor" }) } },
);
crl.row("The PCK CRL has the name of the right CA and the signature of the other.", ["PCK_CRL_SIGNATURE", "pckCrl"], {
  makings: (platform) => ({ pckCrl: { signedBy: keysOf(otherCa(platform)).authority } }),
});
crl.row(
  "The root CRL stands in the place of the PCK CRL.",
  ["PCK_CRL_ISSUER", "pckCrl"],
  listed("pckCrl", (_, made) => made.collateral.rootCrl),
);
crl.row(
  "The PCK CRL stands in the place of the root CRL.",
  ["ROOT_CRL_ISSUER", "rootCrl"],
  listed("rootCrl", (_, made) => made.collateral.pckCrl),
);
crl.row("The PCK CRL is signed by the root, under its CA's name.", ["PCK_CRL_SIGNATURE", "pckCrl"], {
  makings: (platform) => ({ pckCrl: { signedBy: keysOf(platform).root } }),
});
crl.row("The root CRL is signed by the PCK CA, under the root's name.", ["ROOT_CRL_SIGNATURE", "rootCrl"], {
  makings: (platform) => ({ rootCrl: { signedBy: keysOf(platform).authority } }),
});

const revoked = rowsOf("revoked leaf, CA, signer");
/** Serial numbers of nobody, before and after the one in question. */
const among = (platform: Platform, serial: Uint8Array): readonly Uint8Array[] => [
  bytesFor(platform.seed, "others/0", 20),
  serial,
  bytesFor(platform.seed, "others/1", 20),
];
const onRootList = (serial: (platform: Platform) => Uint8Array): Setting => ({
  changes: (platform) => ({ revoked: { root: among(platform, serial(platform)) } }),
});
const onPckList = (serial: (platform: Platform) => Uint8Array): Setting => ({
  changes: (platform) => ({ revoked: { pck: among(platform, serial(platform)) } }),
});
const authoritySerial = (platform: Platform): Uint8Array => certificatesOf(platform).authority.serial;
const signerSerial = (platform: Platform): Uint8Array => certificatesOf(platform).signer.serial;

for (const ca of ["platform", "processor"] as const) {
  const under: Setting = { changes: () => ({ ca }) };
  revoked.row(
    `The PCK certificate is on the list of the ${AUTHORITIES[ca]}.`,
    ["PCK_REVOKED", "pckLeaf"],
    { changes: (platform) => ({ ca, revoked: { pck: among(platform, leafSerial(platform)) } }) },
    { twin: { changes: (platform) => ({ ca, revoked: { pck: among(platform, bytesFor("nobody", "serial", 20)) } }) } },
  );
  revoked.row(
    `The ${AUTHORITIES[ca]} is on the root's list.`,
    ["PCK_CA_REVOKED", "pckCa"],
    { changes: (platform) => ({ ca, revoked: { root: among(platform, authoritySerial({ ...platform, ca })) } }) },
    { twin: under },
  );
}
revoked.row("The TCB signer is on the root's list.", ["TCB_SIGNER_REVOKED", "tcbSigner"], onRootList(signerSerial));
revoked.row("The PCK certificate is the last of a list of 200.", ["PCK_REVOKED", "pckLeaf"], {
  changes: (platform) => ({
    revoked: { pck: [...Array.from({ length: 199 }, (_, index) => bytesFor("many", String(index), 20)), leafSerial(platform)] },
  }),
});
const serialWith = (serial: Uint8Array): Setting => ({ makings: making("leaf", { says: (leaf) => ({ ...leaf, serial }) }) });
revoked.row(
  "The revoked serial number has its highest bit set: DER writes a zero before it.",
  ["PCK_REVOKED", "pckLeaf"],
  { ...serialWith(Uint8Array.of(0x80, 1, 2)), changes: () => ({ revoked: { pck: [Uint8Array.of(0x80, 1, 2)] } }) },
  { twin: { ...serialWith(Uint8Array.of(0x80, 1, 2)), changes: () => ({ revoked: { pck: [Uint8Array.of(0x80, 1, 3)] } }) } },
);
revoked.row(
  "The PCK certificate's serial number is 5, and 5 is revoked.",
  ["PCK_REVOKED", "pckLeaf"],
  { ...serialWith(Uint8Array.of(5)), changes: () => ({ revoked: { pck: [Uint8Array.of(5)] } }) },
  { twin: { ...serialWith(Uint8Array.of(5)), changes: () => ({ revoked: { pck: [Uint8Array.of(0x05, 0x00), Uint8Array.of(0x50)] } }) } },
);

/** By a list that is not its issuer's nobody is revoked: accepted. */
export const OF_ANOTHER_ISSUER: readonly (readonly [what: string, setting: Setting])[] = [
  ["the PCK certificate's serial number on the root's list", onRootList(leafSerial)],
  ["the PCK CA's serial number on its own list", onPckList(authoritySerial)],
  ["the TCB signer's serial number on the PCK CA's list", onPckList(signerSerial)],
  ["the root's serial number on the PCK CA's list", onPckList((platform) => certificatesOf(platform).root.serial)],
  ["no serial number on the PCK CA's list", { changes: () => ({ revoked: { pck: [] } }) }],
];

const times = rowsOf("not yet valid, no longer valid, for each item");
/** Codes and the item of each window. */
const DATED: readonly (readonly [window: Dated, item: Item, early: TeeCode, late: TeeCode])[] = [
  ["root", "root", "ROOT_NOT_YET_VALID", "ROOT_EXPIRED"],
  ["rootCrl", "rootCrl", "ROOT_CRL_NOT_YET_VALID", "ROOT_CRL_EXPIRED"],
  ["pckCrl", "pckCrl", "PCK_CRL_NOT_YET_VALID", "PCK_CRL_EXPIRED"],
  ["signer", "tcbSigner", "TCB_SIGNER_NOT_YET_VALID", "TCB_SIGNER_EXPIRED"],
  ["authority", "pckCa", "PCK_CA_NOT_YET_VALID", "PCK_CA_EXPIRED"],
  ["leaf", "pckLeaf", "PCK_NOT_YET_VALID", "PCK_EXPIRED"],
];
const NAMES: { readonly [window in Dated]: string } = {
  root: "root certificate",
  rootCrl: "root CRL",
  pckCrl: "PCK CRL",
  signer: "TCB signer's certificate",
  authority: "PCK CA's certificate",
  leaf: "PCK certificate",
};
/** A window that begins so many seconds after the time of looking, or ends so many before it. */
const begins = (window: Dated, after: number): Setting => ({
  changes: ({ at, windows }) => ({ windows: { [window]: { ...windows[window], from: at + after } } }),
});
const ends = (window: Dated, before: number): Setting => ({
  changes: ({ at, windows }) => ({ windows: { [window]: { ...windows[window], to: at - before } } }),
});
for (const [window, item, early, late] of DATED) {
  times.row(`The ${NAMES[window]} begins one second later; its twin begins now.`, [early, item], begins(window, 1), { twin: begins(window, 0) });
  times.row(`The ${NAMES[window]} ended one second ago; its twin ends now.`, [late, item], ends(window, 1), { twin: ends(window, 0) });
}
const jsonBegins = (which: "tcbInfo" | "qeIdentity", after: number): Setting => ({
  changes: (platform) => ({ [which]: { window: { ...platform[which].window, from: platform.at + after } } }),
});
const jsonEnds = (which: "tcbInfo" | "qeIdentity", before: number): Setting => ({
  changes: (platform) => ({ [which]: { window: { ...platform[which].window, to: platform.at - before } } }),
});
for (const [which, name, early, late] of [
  ["tcbInfo", "TCB Info", "TCB_INFO_NOT_YET_VALID", "TCB_INFO_EXPIRED"],
  ["qeIdentity", "QE Identity", "QE_IDENTITY_NOT_YET_VALID", "QE_IDENTITY_EXPIRED"],
] as const) {
  times.row(`The ${name} is issued one second later; its twin is issued now.`, [early, which], jsonBegins(which, 1), { twin: jsonBegins(which, 0) });
  times.row(`The ${name}'s next update was due one second ago; its twin's is due now.`, [late, which], jsonEnds(which, 1), {
    twin: jsonEnds(which, 0),
  });
}
const qeSignerWindow = (from: number, to: number): Setting => ({
  makings: ({ at, windows }) => ({
    qeSigner: {
      says: (signer) => ({ ...signer, window: { from: Math.max(windows.signer.from, at + from), to: Math.min(windows.signer.to, at + to) } }),
    },
  }),
});
times.row(
  "The certificate that signed the QE Identity alone begins one second later.",
  ["QE_SIGNER_NOT_YET_VALID", "qeSigner"],
  qeSignerWindow(1, 1e9),
  {
    twin: qeSignerWindow(0, 1e9),
  },
);
times.row("The certificate that signed the QE Identity alone ended one second ago.", ["QE_SIGNER_EXPIRED", "qeSigner"], qeSignerWindow(-1e9, -1), {
  twin: qeSignerWindow(-1e9, 0),
});
times.row(
  "The root certificate ended in 2051, by a GeneralizedTime, and it is later.",
  ["ROOT_EXPIRED", "root"],
  { ...inThe2050s(-1) },
  { twin: inThe2050s(0) },
);

/** Everything holds at a time in 2051; the root until so many seconds from then. */
function inThe2050s(rootEnds: number): Setting {
  const at = 2_556_144_000 + 86_400;
  const window = { from: at - 1000, to: at + 1000 };
  return {
    changes: () => ({
      at,
      windows: { root: { from: 1_500_000_000, to: at + rootEnds }, authority: window, signer: window, leaf: window, rootCrl: window, pckCrl: window },
      tcbInfo: { window },
      qeIdentity: { window },
    }),
  };
}

const integers = rowsOf("time that is no integer");
for (const [what, at] of [
  ["no number", Number.NaN],
  ["infinite", Number.POSITIVE_INFINITY],
  ["a second and a half after a whole one", 1_768_478_400.5],
  ["negative", -1],
  ["beyond what a double counts exactly", 2 ** 53],
  ["a text of digits", "1768478400" as unknown as number],
  ["a big integer", 1_768_478_400n as unknown as number],
  ["an object of the same value", { valueOf: () => 1_768_478_400 } as unknown as number],
  ["undefined", undefined as unknown as number],
  ["null", null as unknown as number],
] as const)
  integers.row(`The time is ${what}.`, ["TIME_INVALID", "time"], { at: () => at });

export const LISTS: readonly Row[] = [crl, revoked, times, integers].flatMap(({ rows }) => rows);
