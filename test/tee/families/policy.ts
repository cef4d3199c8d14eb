/** What a policy asks beyond Intel's verdict. */
import { concat, sha256 } from "../../../src/model/crypto/hash.ts";
import { type Hex, toHex } from "../../../src/model/encoding/hex.ts";
import type { Denied, Policy } from "../../../src/model/tee/evidence.ts";
import { type Changes, LEVEL_DATES, type Platform } from "../../../src/sim/platform/description.ts";
import { leafSerial } from "../../../src/sim/platform/evidence.ts";
import { ascii, flipped, patched, type Row, rowsOf, type Setting, SGX, TD15, TDX } from "./row.ts";

const setting = (changes: (platform: Platform) => Changes, policy?: (platform: Platform) => Partial<Policy>): Setting =>
  policy === undefined ? { changes } : { changes, policy };
const judged = (policy: (platform: Platform) => Partial<Policy>): Setting => ({ policy });
const [NEW] = LEVEL_DATES;

const debug = rowsOf("debug");
debug.row(
  "The enclave has the debug attribute.",
  ["POLICY_ENCLAVE_DEBUG", "enclave"],
  setting(({ enclave }) => ({ enclave: { attributes: flipped(enclave.attributes, 0, 2) } })),
  { on: SGX },
);
debug.row(
  "The TD has the debug attribute.",
  ["POLICY_TD_DEBUG", "td"],
  setting(({ td }) => ({ td: { tdAttributes: flipped(td.tdAttributes, 0, 1) } })),
  { on: TDX },
);
debug.row(
  "The QE has the debug attribute, and the QE Identity masks it out.",
  ["POLICY_QE_DEBUG", "qeReport"],
  setting(({ qe, qeIdentity }) => ({
    qe: { attributes: flipped(qe.attributes, 0, 2) },
    qeIdentity: { attributesMask: flipped(qeIdentity.attributesMask, 0, 2) },
  })),
  { twin: setting(({ qeIdentity }) => ({ qeIdentity: { attributesMask: flipped(qeIdentity.attributesMask, 0, 2) } })) },
);
debug.row(
  "The QE has the debug attribute, and the QE Identity masks it in.",
  ["QE_ATTRIBUTES", "qeReport"],
  setting(({ qe }) => ({ qe: { attributes: flipped(qe.attributes, 0, 2) } })),
);

const attributes = rowsOf("SEPT_VE_DISABLE = 0, reserved bits, service TD, XFAM");
attributes.row(
  "The TD has no SEPT_VE_DISABLE.",
  ["POLICY_SEPT_VE", "td"],
  setting(({ td }) => ({ td: { tdAttributes: flipped(td.tdAttributes, 3, 0x10) } })),
  { on: TDX },
);
for (const [at, mask] of [
  [1, 0x01],
  [2, 0x80],
  [3, 0x01],
  [4, 0x01],
  [7, 0x40],
] as const)
  attributes.row(
    `The TD has a reserved attribute (byte ${at}, mask ${mask}).`,
    ["POLICY_TD_ATTRIBUTES", "td"],
    setting(({ td }) => ({ td: { tdAttributes: flipped(td.tdAttributes, at, mask) } })),
    {
      on: TDX,
    },
  );
attributes.row(
  "A service TD is bound to the TD.",
  ["POLICY_SERVICE_TD", "td"],
  setting(({ td }) => ({ td: { mrServiceTd: patched(td.mrServiceTd, 47, [1]) } })),
  { on: TD15 },
);
for (const [at, mask] of [
  [0, 0x08],
  [3, 0x80],
  [7, 0x80],
] as const)
  attributes.row(
    `XFAM has a reserved bit (byte ${at}, mask ${mask}).`,
    ["POLICY_XFAM", "td"],
    setting(({ td }) => ({ td: { xfam: flipped(td.xfam, at, mask) } })),
    { on: TDX },
  );
attributes.row(
  "XFAM has AMX, which the policy does not allow.",
  ["POLICY_XFAM", "td"],
  judged(() => ({ xfamAllowed: "0xe702000000000000" })),
  {
    on: TDX,
    twin: judged(() => ({ xfamAllowed: "0xe702060000000000" })),
  },
);

const replayed = rowsOf("evaluation number below the minimum, older collateral replayed");
const least = (evaluationNumberMin: number) => (): Partial<Policy> => ({ evaluationNumberMin });
replayed.row("TCB Info and QE Identity are of evaluation 18, the policy asks for 19.", ["POLICY_EVALUATION_NUMBER", "tcbInfo"], judged(least(19)), {
  twin: judged(least(18)),
});
replayed.row(
  "TCB Info is of evaluation 17, the QE Identity of 18, the policy asks for 18.",
  ["POLICY_EVALUATION_NUMBER", "tcbInfo"],
  setting(() => ({ tcbInfo: { evaluationNumber: 17 } }), least(18)),
  {
    twin: judged(least(18)),
  },
);
replayed.row(
  "The QE Identity is of evaluation 17, TCB Info of 18, the policy asks for 18.",
  ["POLICY_EVALUATION_NUMBER", "qeIdentity"],
  setting(() => ({ qeIdentity: { evaluationNumber: 17 } }), least(18)),
  {
    twin: judged(least(18)),
  },
);
const older =
  (seconds: number) =>
  ({ from, to }: { readonly from: number; readonly to: number }) => ({ from: from - seconds, to: to - seconds });
const MONTHS = older(60 * 86_400);
replayed.row(
  "TCB Info of two months ago is replayed.",
  ["TCB_INFO_EXPIRED", "tcbInfo"],
  setting(({ tcbInfo }) => ({ tcbInfo: { window: MONTHS(tcbInfo.window) } })),
);
replayed.row(
  "A QE Identity of two months ago is replayed.",
  ["QE_IDENTITY_EXPIRED", "qeIdentity"],
  setting(({ qeIdentity }) => ({ qeIdentity: { window: MONTHS(qeIdentity.window) } })),
);
replayed.row(
  "A PCK CRL of two months ago is replayed, from before a revocation.",
  ["PCK_CRL_EXPIRED", "pckCrl"],
  setting(({ windows }) => ({ windows: { pckCrl: MONTHS(windows.pckCrl) } })),
);
replayed.row(
  "A root CRL of a year ago is replayed.",
  ["ROOT_CRL_EXPIRED", "rootCrl"],
  setting(({ windows }) => ({ windows: { rootCrl: older(366 * 86_400)(windows.rootCrl) } })),
);

const data = rowsOf("report data for another chain, provider, output, time, or compared on a prefix only");
/** Report data of an answer, as a chain could ask for it: a hash of what it is about, and one of the answer. */
const reportDataOf = (chain: string, provider: string, output: string, time: string): Uint8Array =>
  concat(sha256(ascii(`${chain}/${provider}/${time}`)), sha256(ascii(output)));
const RIGHT = reportDataOf("chain", "provider", "output", "time");
const asked = (reportData: Uint8Array): Setting => ({
  changes: () => ({ enclave: { reportData }, td: { reportData } }),
  policy: () => ({ reportData: toHex(RIGHT) }),
});
for (const [what, reportData] of [
  ["for another chain", reportDataOf("another", "provider", "output", "time")],
  ["for another provider", reportDataOf("chain", "another", "output", "time")],
  ["for another output", reportDataOf("chain", "provider", "another", "time")],
  ["for another time", reportDataOf("chain", "provider", "output", "another")],
  ["right in its first 32 bytes, and zeros", patched(RIGHT, 32, new Uint8Array(32))],
  ["right but for its last bit", flipped(RIGHT, 63)],
  ["right but for its first bit", flipped(RIGHT, 0, 0x80)],
  ["its halves exchanged", concat(RIGHT.subarray(32), RIGHT.subarray(0, 32))],
  ["in reverse", RIGHT.slice().reverse()],
  ["zeros", new Uint8Array(64)],
] as const)
  data.row(`The report data is ${what}.`, ["POLICY_REPORT_DATA", "quote"], asked(reportData), { twin: asked(RIGHT) });

const policy = rowsOf("policy: statuses, advisories, grace, measurements, denials");
/** A platform at the second level: out of date, with advisories. */
const outdated = ({ machine, td }: Platform): Changes => ({
  machine: { components: machine.components.with(0, 6) },
  td: { teeTcbSvn2: td.teeTcbSvn },
});
const ACCEPT_OLD = ["UpToDate", "OutOfDate"] as const;
policy.row(
  "An advisory of the platform's level is refused by the policy, its status is accepted.",
  ["POLICY_ADVISORY", "platform"],
  setting(outdated, () => ({ acceptedStatuses: ACCEPT_OLD, refusedAdvisories: ["INTEL-SA-01079"] })),
  {
    twin: setting(outdated, () => ({ acceptedStatuses: ACCEPT_OLD, refusedAdvisories: ["INTEL-SA-00001"] })),
  },
);
policy.row(
  "An advisory of the QE's level is refused by the policy, its status is accepted.",
  ["POLICY_ADVISORY", "platform"],
  setting(
    () => ({ qe: { isvSvn: 6 } }),
    () => ({ acceptedStatuses: ACCEPT_OLD, refusedAdvisories: ["INTEL-SA-00615"] }),
  ),
  {
    twin: setting(
      () => ({ qe: { isvSvn: 6 } }),
      () => ({ acceptedStatuses: ACCEPT_OLD, refusedAdvisories: ["INTEL-SA-01079"] }),
    ),
  },
);
policy.row(
  "The platform is out of date, one second beyond the policy's grace.",
  ["POLICY_STATUS", "platform"],
  setting(outdated, ({ at }) => ({ graceSeconds: at - NEW - 1 })),
  {
    twin: setting(outdated, ({ at }) => ({ graceSeconds: at - NEW })),
  },
);
policy.row(
  "The platform is out of date, and the policy gives no grace.",
  ["POLICY_STATUS", "platform"],
  setting(outdated, () => ({ graceSeconds: 0 })),
  {
    twin: setting(outdated, () => ({ graceSeconds: 2 ** 40 })),
  },
);
policy.row(
  "The policy's list of measurements is empty.",
  ["POLICY_MEASUREMENT", "quote"],
  judged(() => ({ measurements: [] })),
);
const hex = (bytes: Uint8Array): Hex => toHex(bytes);
const domain = ({ td }: Platform) =>
  ({ kind: "domain", mrtd: hex(td.mrTd), rtmrs: td.rtmrs.map(hex), attributesMask: "0x0000001000000000", attributes: "0x0000001000000000" }) as const;
policy.row(
  "The policy lists another MRENCLAVE.",
  ["POLICY_MEASUREMENT", "quote"],
  judged(({ enclave }) => ({ measurements: [{ kind: "enclave", mrenclave: hex(flipped(enclave.mrEnclave, 0)) }] })),
  {
    on: SGX,
    twin: judged(({ enclave }) => ({ measurements: [{ kind: "enclave", mrenclave: hex(enclave.mrEnclave) }] })),
  },
);
const signer = ({ enclave }: Platform, productId: number, leastSvn: number, mrsigner = enclave.mrSigner): Partial<Policy> => ({
  measurements: [{ kind: "signer", mrsigner: hex(mrsigner), productId, leastSvn }],
});
const SIGNER_TWIN = judged((platform) => signer(platform, 0, 0));
policy.row(
  "The policy lists another MRSIGNER.",
  ["POLICY_MEASUREMENT", "quote"],
  judged((platform) => signer(platform, 0, 0, flipped(platform.enclave.mrSigner, 31))),
  { on: SGX, twin: SIGNER_TWIN },
);
policy.row(
  "The policy lists the enclave's MRSIGNER as a MRENCLAVE.",
  ["POLICY_MEASUREMENT", "quote"],
  judged(({ enclave }) => ({ measurements: [{ kind: "enclave", mrenclave: hex(enclave.mrSigner) }] })),
  {
    on: SGX,
    twin: SIGNER_TWIN,
  },
);
policy.row(
  "The policy lists another product of the signer.",
  ["POLICY_MEASUREMENT", "quote"],
  judged((platform) => signer(platform, 1, 0)),
  { on: SGX, twin: SIGNER_TWIN },
);
policy.row(
  "The policy asks for a higher security version of the product.",
  ["POLICY_MEASUREMENT", "quote"],
  judged((platform) => signer(platform, 0, 1)),
  { on: SGX, twin: SIGNER_TWIN },
);
const DOMAIN_TWIN = judged((platform) => ({ measurements: [domain(platform)] }));
policy.row(
  "The policy lists another MRTD.",
  ["POLICY_MEASUREMENT", "quote"],
  judged((platform) => ({ measurements: [{ ...domain(platform), mrtd: hex(flipped(platform.td.mrTd, 47)) }] })),
  { on: TDX, twin: DOMAIN_TWIN },
);
for (const index of [0, 3])
  policy.row(
    `The policy lists another RTMR${index}.`,
    ["POLICY_MEASUREMENT", "quote"],
    judged((platform) => ({
      measurements: [{ ...domain(platform), rtmrs: platform.td.rtmrs.map((rtmr, at) => hex(at === index ? flipped(rtmr, 47) : rtmr)) }],
    })),
    {
      on: TDX,
      twin: DOMAIN_TWIN,
    },
  );
policy.row(
  "The policy lists the TD with other attributes.",
  ["POLICY_MEASUREMENT", "quote"],
  judged((platform) => ({ measurements: [{ ...domain(platform), attributesMask: "0x0000004000000000", attributes: "0x0000004000000000" }] })),
  {
    on: TDX,
    twin: DOMAIN_TWIN,
  },
);
policy.row(
  "The policy lists the TD's MRTD as a MRENCLAVE.",
  ["POLICY_MEASUREMENT", "quote"],
  judged(({ td }) => ({ measurements: [{ kind: "enclave", mrenclave: hex(td.mrTd.subarray(0, 32)) }] })),
  { on: TDX, twin: DOMAIN_TWIN },
);
const NOTHING_DENIED: Denied = { fmspcs: [], ppids: [], pckSerials: [], measurements: [] };
const denied = (change: (platform: Platform) => Partial<Denied>): Setting =>
  judged((platform) => ({ denied: { ...NOTHING_DENIED, ...change(platform) } }));
policy.row(
  "The platform's FMSPC is denied.",
  ["POLICY_PLATFORM_DENIED", "pckLeaf"],
  denied(({ machine }) => ({ fmspcs: [hex(machine.fmspc)] })),
  {
    twin: denied(({ machine }) => ({ fmspcs: [hex(flipped(machine.fmspc, 5))] })),
  },
);
policy.row(
  "The platform's PPID is denied.",
  ["POLICY_PLATFORM_DENIED", "pckLeaf"],
  denied(({ machine }) => ({ ppids: [hex(machine.ppid)] })),
  {
    twin: denied(({ machine }) => ({ ppids: [hex(flipped(machine.ppid, 15))] })),
  },
);
policy.row(
  "The serial number of the platform's PCK certificate is denied.",
  ["POLICY_PLATFORM_DENIED", "pckLeaf"],
  denied((platform) => ({ pckSerials: [hex(leafSerial(platform))] })),
  {
    twin: denied((platform) => ({ pckSerials: [hex(flipped(leafSerial(platform), 19))] })),
  },
);
policy.row(
  "The enclave's MRENCLAVE is denied.",
  ["POLICY_MEASUREMENT_DENIED", "quote"],
  denied(({ enclave }) => ({ measurements: [hex(enclave.mrEnclave)] })),
  { on: SGX },
);
policy.row(
  "The enclave's MRSIGNER is denied.",
  ["POLICY_MEASUREMENT_DENIED", "quote"],
  denied(({ enclave }) => ({ measurements: [hex(enclave.mrSigner)] })),
  { on: SGX },
);
policy.row(
  "The TD's MRTD is denied.",
  ["POLICY_MEASUREMENT_DENIED", "quote"],
  denied(({ td }) => ({ measurements: [hex(td.mrTd)] })),
  { on: TDX },
);

export const POLICY: readonly Row[] = [debug, attributes, replayed, data, policy].flatMap(({ rows }) => rows);
