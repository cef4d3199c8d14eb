/** What TCB Info and QE Identity say, and of whom. */
import type { TeeCode } from "../../../src/model/tee/codes.ts";
import { jsonBytes } from "../../../src/sim/platform/collateral.ts";
import { type Platform, platformOf, type QuoteKind } from "../../../src/sim/platform/description.ts";
import { evidenceOf } from "../../../src/sim/platform/evidence.ts";
import type { JsonObject } from "../../../src/sim/platform/making.ts";
import { ascii, joined, making, patched, type Row, rowsOf, type Setting, SGX, TDX, textOf, texts } from "./row.ts";

const platforms = rowsOf("other FMSPC, other PCE id");
platforms.row("TCB Info is of an FMSPC whose last byte differs.", ["FMSPC_MISMATCH", "tcbInfo"], {
  changes: ({ machine }) => ({ tcbInfo: { fmspc: patched(machine.fmspc, 5, [1]) } }),
});
platforms.row("TCB Info is of an FMSPC whose first byte differs.", ["FMSPC_MISMATCH", "tcbInfo"], {
  changes: ({ machine }) => ({ tcbInfo: { fmspc: patched(machine.fmspc, 0, [0x50]) } }),
});
platforms.row("TCB Info is of the FMSPC with its bytes in reverse.", ["FMSPC_MISMATCH", "tcbInfo"], {
  changes: ({ machine }) => ({ tcbInfo: { fmspc: machine.fmspc.slice().reverse() } }),
});
platforms.row("TCB Info is of PCE id 0001.", ["PCE_ID_MISMATCH", "tcbInfo"], { changes: () => ({ tcbInfo: { pceId: Uint8Array.of(0, 1) } }) });
platforms.row(
  "The PCK certificate is of PCE id 0100, TCB Info of 0001.",
  ["PCE_ID_MISMATCH", "tcbInfo"],
  { changes: () => ({ machine: { pceId: Uint8Array.of(1, 0) }, tcbInfo: { pceId: Uint8Array.of(0, 1) } }) },
  { twin: { changes: () => ({ machine: { pceId: Uint8Array.of(1, 0) }, tcbInfo: { pceId: Uint8Array.of(1, 0) } }) } },
);
platforms.row("The PCK certificate is of another FMSPC than TCB Info.", ["FMSPC_MISMATCH", "tcbInfo"], {
  changes: () => ({ machine: { fmspc: Uint8Array.of(0, 0x80, 0x6f, 5, 0, 0) } }),
});

/** The collateral of the same machine for the other TEE. */
const otherTee = (platform: Platform): ReturnType<typeof evidenceOf>["collateral"] => {
  const kind: QuoteKind = platform.kind.startsWith("sgx") ? "tdx-v4" : "sgx-v4";
  return evidenceOf(platformOf(kind, { signers: platform.signers, qeIdentity: { mrSigner: platform.qe.mrSigner, isvProdId: platform.qe.isvProdId } }))
    .collateral;
};
const tees = rowsOf("SGX collateral for TDX and the reverse");
tees.row("TCB Info is of the other TEE, for the same machine.", ["TCB_INFO_TEE", "tcbInfo"], {
  makings: (platform) => ({
    evidence(made) {
      const { tcbInfo, tcbInfoSignature } = otherTee(platform);
      return { ...made, collateral: { ...made.collateral, tcbInfo, tcbInfoSignature } };
    },
  }),
});
tees.row("The QE Identity is of the other TEE; all that it asks for holds of the QE.", ["QE_IDENTITY_TEE", "qeIdentity"], {
  makings: (platform) => ({
    evidence(made) {
      const { qeIdentity, qeIdentitySignature } = otherTee(platform);
      return { ...made, collateral: { ...made.collateral, qeIdentity, qeIdentitySignature } };
    },
  }),
});
tees.row(
  "TCB Info of version 2, which is of SGX, judges a TD.",
  ["TCB_INFO_TEE", "tcbInfo"],
  { changes: () => ({ tcbInfo: { id: "SGX", version: 2 } }) },
  { on: TDX },
);
tees.row(
  "TCB Info of version 2 says that it is of TDX.",
  ["TCB_INFO_VERSION", "tcbInfo"],
  { makings: making("tcbInfo", texts('"version":3', '"version":2')) },
  { on: TDX },
);
tees.row("The QE Identity is of the quote verification enclave.", ["QE_IDENTITY_VERSION", "qeIdentity"], {
  changes: () => ({ qeIdentity: { id: "QVE" } }),
});
tees.row("TCB Info and QE Identity change places.", ["TCB_INFO_SIGNATURE", "tcbInfo"], {
  makings: () => ({
    evidence: (made) => ({ ...made, collateral: { ...made.collateral, tcbInfo: made.collateral.qeIdentity, qeIdentity: made.collateral.tcbInfo } }),
  }),
});
tees.row("TCB Info stands in the place of the QE Identity, with its signature.", ["QE_IDENTITY_VERSION", "qeIdentity"], {
  makings: () => ({
    evidence(made) {
      const { tcbInfo, tcbInfoSignature } = made.collateral;
      return { ...made, collateral: { ...made.collateral, qeIdentity: tcbInfo, qeIdentitySignature: tcbInfoSignature } };
    },
  }),
});
tees.row("The QE Identity stands in the place of TCB Info, with its signature.", ["TCB_INFO_VERSION", "tcbInfo"], {
  makings: () => ({
    evidence(made) {
      const { qeIdentity, qeIdentitySignature } = made.collateral;
      return { ...made, collateral: { ...made.collateral, tcbInfo: qeIdentity, tcbInfoSignature: qeIdentitySignature } };
    },
  }),
});

const again = rowsOf("JSON re-serialised");
const PARTS = [
  ["tcbInfo", "TCB Info", "TCB_INFO_SIGNATURE", "TCB_INFO_MALFORMED", "TCB_INFO_VERSION"],
  ["qeIdentity", "QE Identity", "QE_IDENTITY_SIGNATURE", "QE_IDENTITY_MALFORMED", "QE_IDENTITY_VERSION"],
] as const;
const sorted = (json: JsonObject): JsonObject => Object.fromEntries(Object.entries(json).sort(([one], [other]) => (one < other ? -1 : 1)));
const reading = (bytes: Uint8Array): JsonObject => JSON.parse(textOf(bytes)) as JsonObject;
for (const [item, name, code] of PARTS) {
  again.row(`${name} is written again with its keys in order.`, [code, item], {
    makings: making(item, { after: (bytes) => jsonBytes(sorted(reading(bytes))) }),
  });
  again.row(`${name} is written again with line breaks.`, [code, item], {
    makings: making(item, { after: (bytes) => ascii(JSON.stringify(reading(bytes), undefined, 1)) }),
  });
  again.row(`${name} ends with a line feed that was not signed.`, [code, item], {
    makings: making(item, { after: (bytes) => joined(bytes, ascii("\n")) }),
  });
  again.row(`${name} is inside the envelope in which it is published.`, [code, item], {
    makings: making(item, { after: (bytes) => ascii(`{"${item}":${textOf(bytes)},"signature":"00"}`) }),
  });
  again.row(
    `${name} has hexadecimal digits in lower case that were signed in upper case.`,
    [code, item],
    {
      makings: making(item, { after: (bytes) => ascii(textOf(bytes).replace("FFFFFFFF", "ffffffff").replace("90C06F", "90c06f")) }),
    },
    { on: TDX },
  );
}

const json = rowsOf("duplicate keys, wrong types, out of range, 15 or 17 components");
type Edit = readonly [what: string, from: string | RegExp, to: string, code?: TeeCode];
const BOTH: readonly Edit[] = [
  ["names its version twice", /"version":(\d)/, '"version":$1,"version":$1', "JSON_DUPLICATE_KEY"],
  ["names its version twice, once by an escape", /"version":(\d)/, '"version":$1,"v\\u0065rsion":9', "JSON_DUPLICATE_KEY"],
  ["has a level with two statuses", /"tcbStatus":"(\w+)"/, '"tcbStatus":"$1","tcbStatus":"Revoked"', "JSON_DUPLICATE_KEY"],
  ["has a level with the status in lower case", /"tcbStatus":"UpToDate"/, '"tcbStatus":"uptodate"'],
  ["has a level with a status that nobody knows", /"tcbStatus":"OutOfDate"/, '"tcbStatus":"Fine"'],
  ["has a level without a status", /"tcbStatus":"\w+",/, ""],
  ["has a level whose status is a number", /"tcbStatus":"\w+"/, '"tcbStatus":0'],
  ["has a level with the status of a prototype", /"tcbStatus":"\w+"/, '"tcbStatus":"constructor"'],
  ["has a level without a date", /"tcbDate":"[^"]*",/, ""],
  ["has a level of 30 February", /"tcbDate":"[^"]*"/, '"tcbDate":"2024-02-30T00:00:00Z"'],
  ["has a level whose date is a number", /"tcbDate":"[^"]*"/, '"tcbDate":1731456000'],
  ["has no issue date", /"issueDate":"[^"]*",/, ""],
  ["has an issue date without its zone", /("issueDate":"[^"]*)Z"/, '$1"'],
  ["has an issue date of another zone", /("issueDate":"[^"]*)Z"/, '$1+02:00"'],
  ["has an issue date with fractions", /("issueDate":"[^"]*)Z"/, '$1.5Z"'],
  ["has no next update", /"nextUpdate":"[^"]*",/, ""],
  ["has a next update of null", /"nextUpdate":"[^"]*"/, '"nextUpdate":null'],
  ["has a level that is null", '"tcbLevels":[', '"tcbLevels":[null,'],
  ["has an evaluation number that is a text", /"tcbEvaluationDataNumber":18/, '"tcbEvaluationDataNumber":"18"'],
  ["has a negative evaluation number", /"tcbEvaluationDataNumber":18/, '"tcbEvaluationDataNumber":-18'],
  ["has an evaluation number with a fraction", /"tcbEvaluationDataNumber":18/, '"tcbEvaluationDataNumber":18.5'],
  ["has an evaluation number with an exponent", /"tcbEvaluationDataNumber":18/, '"tcbEvaluationDataNumber":1e9'],
  ["has no evaluation number", /"tcbEvaluationDataNumber":18,/, ""],
  ["has an evaluation number with a leading zero", /"tcbEvaluationDataNumber":18/, '"tcbEvaluationDataNumber":018', "JSON_MALFORMED"],
  ["has advisories that are a text", /"advisoryIDs":\[[^\]]*\]/, '"advisoryIDs":"INTEL-SA-00615"'],
  ["has an advisory that is a number", /"advisoryIDs":\[[^\]]*\]/, '"advisoryIDs":[615]'],
  ["has a comma too many", /\}$/, ",}", "JSON_MALFORMED"],
  ["has a comment", /^\{/, "{/* */", "JSON_MALFORMED"],
  ["is a list", /^.*$/s, "[]"],
  ["is no JSON", /^.*$/s, "tcb", "JSON_MALFORMED"],
  ["has no text", /^.*$/s, "", "JSON_MALFORMED"],
  ["has a second value behind it", /\}$/, "}{}", "JSON_MALFORMED"],
  ["begins with a byte order mark", /^\{/, "\uFEFF{", "JSON_MALFORMED"],
  ["is nested 5000 deep", /\}$/, `,"deep":${"[".repeat(5000)}${"]".repeat(5000)}}`, "JSON_MALFORMED"],
];
for (const [item, name, , malformed, version] of PARTS) {
  for (const [what, from, to, code] of BOTH) json.row(`${name} ${what}.`, [code ?? malformed, item], { makings: making(item, texts(from, to)) });
  json.row(`${name} has no levels.`, [malformed, item], { makings: making(item, { says: (all) => ({ ...all, tcbLevels: [] }) }) });
  json.row(`${name} has levels that are an object.`, [malformed, item], { makings: making(item, { says: (all) => ({ ...all, tcbLevels: {} }) }) });
  json.row(`${name} is of version 9.`, [version, item], { makings: making(item, texts(/"version":\d/, '"version":9')) });
  json.row(`${name} has bytes that are no UTF-8.`, ["JSON_MALFORMED", item], {
    makings: making(item, { before: (bytes) => joined(bytes.subarray(0, -1), ascii(',"x":"'), [0xff], ascii('"}')) }),
  });
}
const TCB: readonly Edit[] = [
  ["is of version 1", /"version":\d/, '"version":1', "TCB_INFO_VERSION"],
  ["says no version", /"version":\d,/, ""],
  ["compares components in a way of its own (tcbType 1)", '"tcbType":0', '"tcbType":1', "TCB_INFO_VERSION"],
  ["says no FMSPC", /"fmspc":"\w+",/, ""],
  ["has an FMSPC of five bytes", /"fmspc":"\w\w/, '"fmspc":"'],
  ["has an FMSPC with a letter that is no digit", /"fmspc":"\w/, '"fmspc":"G'],
  ["has a PCE id of one byte", '"pceId":"0000"', '"pceId":"00"'],
  ["has a PCE id that is a number", '"pceId":"0000"', '"pceId":0'],
  ["has a component of 70000", /"sgxtcbcomponents":\[\{"svn":\d+/, '"sgxtcbcomponents":[{"svn":70000'],
  ["has a component of −1", /"sgxtcbcomponents":\[\{"svn":\d+/, '"sgxtcbcomponents":[{"svn":-1'],
  ["has a component of 0.5", /"sgxtcbcomponents":\[\{"svn":\d+/, '"sgxtcbcomponents":[{"svn":0.5'],
  ["has a component that is a text", /"sgxtcbcomponents":\[\{"svn":\d+/, '"sgxtcbcomponents":[{"svn":"7"'],
  ["has a component without its SVN", /"sgxtcbcomponents":\[\{"svn":\d+/, '"sgxtcbcomponents":[{'],
  ["has a component that is a bare number", /"sgxtcbcomponents":\[\{"svn":\d+\}/, '"sgxtcbcomponents":[7'],
  ["has 15 components", /"sgxtcbcomponents":\[\{"svn":\d+\},/, '"sgxtcbcomponents":['],
  ["has 17 components", '"sgxtcbcomponents":[', '"sgxtcbcomponents":[{"svn":0},'],
  ["has no components", /"sgxtcbcomponents":\[[^\]]*\],/, ""],
  ["has no PCESVN", /"pcesvn":13,|,"pcesvn":13(?=\})/, ""],
  ["has a PCESVN that is a text", '"pcesvn":13', '"pcesvn":"13"'],
  ["has a PCESVN of 65536", '"pcesvn":13', '"pcesvn":65536'],
  ["has a negative PCESVN", '"pcesvn":13', '"pcesvn":-13'],
];
for (const [what, from, to, code] of TCB)
  json.row(`TCB Info ${what}.`, [code ?? "TCB_INFO_MALFORMED", "tcbInfo"], { makings: making("tcbInfo", texts(from, to)) });
const VERSION_2: readonly Edit[] = [
  ["has 15 components", /"sgxtcbcomp16svn":0,/, ""],
  ["has a seventeenth component", '"pcesvn":13', '"sgxtcbcomp17svn":0,"pcesvn":13'],
  ["names a component twice", /"sgxtcbcomp16svn":0/, '"sgxtcbcomp16svn":0,"sgxtcbcomp16svn":0', "JSON_DUPLICATE_KEY"],
  ["has a component of 70000", /"sgxtcbcomp01svn":\d+/, '"sgxtcbcomp01svn":70000'],
];
const version2: Setting = { changes: () => ({ tcbInfo: { version: 2 } }) };
for (const [what, from, to, code] of VERSION_2)
  json.row(
    `TCB Info of version 2 ${what}.`,
    [code ?? "TCB_INFO_MALFORMED", "tcbInfo"],
    { ...version2, makings: making("tcbInfo", texts(from, to)) },
    { on: SGX, twin: version2 },
  );
const TDX_ONLY: readonly Edit[] = [
  ["has 15 TDX components", /"tdxtcbcomponents":\[\{"svn":\d+\},/, '"tdxtcbcomponents":['],
  ["has 17 TDX components", '"tdxtcbcomponents":[', '"tdxtcbcomponents":[{"svn":0},'],
  ["has no TDX components", /,"tdxtcbcomponents":\[[^\]]*\]/, ""],
  ["has a TDX component of −1", /"tdxtcbcomponents":\[\{"svn":\d+/, '"tdxtcbcomponents":[{"svn":-1'],
  ["says nothing of the TDX module", /"tdxModule":\{[^}]*\},/, ""],
  ["has a module signer of 47 bytes", /"tdxModule":\{"mrsigner":"00/, '"tdxModule":{"mrsigner":"'],
  ["has two identities of one module", '"id":"TDX_03"', '"id":"TDX_01"'],
  ["has module identities that are an object", /"tdxModuleIdentities":\[.*?\}\]\}\],/, '"tdxModuleIdentities":{},'],
  ["has a module level whose SVN is a text", /"isvsvn":6/, '"isvsvn":"6"'],
  ["has a module level with the status SWHardeningNeeded", /("isvsvn":6\},"tcbDate":"[^"]*","tcbStatus":)"UpToDate"/, '$1"SWHardeningNeeded"'],
];
for (const [what, from, to, code] of TDX_ONLY)
  json.row(`TCB Info ${what}.`, [code ?? "TCB_INFO_MALFORMED", "tcbInfo"], { makings: making("tcbInfo", texts(from, to)) }, { on: TDX });
json.row(
  "TCB Info has a module identity without levels.",
  ["TCB_INFO_MALFORMED", "tcbInfo"],
  { changes: ({ tcbInfo: { modules } }) => ({ tcbInfo: { modules: modules.map((one) => ({ ...one, levels: [] })) } }) },
  { on: TDX },
);
const QE: readonly Edit[] = [
  ["is of version 1", /"version":\d/, '"version":1', "QE_IDENTITY_VERSION"],
  ["says no id", /"id":"\w+",/, ""],
  ["has an MRSIGNER of 31 bytes", /"mrsigner":"\w\w/, '"mrsigner":"'],
  ["has no MRSIGNER", /"mrsigner":"\w+",/, ""],
  ["has attributes of 15 bytes", /"attributes":"\w\w/, '"attributes":"'],
  ["has no mask of attributes", /"attributesMask":"\w+",/, ""],
  ["has no mask of MISCSELECT", /"miscselectMask":"\w+",/, ""],
  ["has a product id that is a text", /"isvprodid":(\d)/, '"isvprodid":"$1"'],
  ["has no product id", /"isvprodid":\d,/, ""],
  ["has a product id of 65537", /"isvprodid":1?2?/, '"isvprodid":65537'],
  ["has a level whose SVN is a text", /"isvsvn":8/, '"isvsvn":"8"'],
  ["has a level whose SVN is 65536", /"isvsvn":8/, '"isvsvn":65536'],
  ["has a level without its SVN", /\{"isvsvn":8\}/, "{}"],
  ["has a level with the status SWHardeningNeeded", '"tcbStatus":"UpToDate"', '"tcbStatus":"SWHardeningNeeded"'],
];
for (const [what, from, to, code] of QE)
  json.row(`QE Identity ${what}.`, [code ?? "QE_IDENTITY_MALFORMED", "qeIdentity"], { makings: making("qeIdentity", texts(from, to)) });

export const COLLATERAL: readonly Row[] = [platforms, tees, again, json].flatMap(({ rows }) => rows);
