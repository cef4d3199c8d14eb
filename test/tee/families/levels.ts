/** TCB levels: which one a platform, a module, a QE is at, and what comes of the three together. */
import type { ModuleIdentity, SvnLevel, TcbLevel } from "../../../src/sim/platform/collateral.ts";
import { type Changes, LEVEL_DATES, moduleIdentity, type Platform } from "../../../src/sim/platform/description.ts";
import { making, patched, type Row, rowsOf, type Setting, TD15, TDX, texts, V3 } from "./row.ts";

const [NEW, OLD, OLDEST] = LEVEL_DATES;

/** Sixteen numbers that begin like this and end in zeros. */
export const svns = (...first: readonly number[]): readonly number[] => Array.from({ length: 16 }, (_, index) => first[index] ?? 0);
/** TEE_TCB_SVN, or a TD's field of 16 bytes, that begins like this. */
const tcbSvn = (...first: readonly number[]): Uint8Array => Uint8Array.from(svns(...first));
/** A TD whose module did not change since it was launched. */
const launched = (...first: readonly number[]): Changes => ({ td: { teeTcbSvn: tcbSvn(...first), teeTcbSvn2: tcbSvn(...first) } });
const withStatus = <L extends SvnLevel | TcbLevel>(level: L, status: string): L => ({ ...level, status });
const setting = (changes: (platform: Platform) => Changes): Setting => ({ changes });

const unsorted = rowsOf("unsorted levels");
const platformLevels = (order: "as is" | "reversed", newest: string): Setting =>
  setting(({ tcbInfo }) => {
    const [high, , low] = tcbInfo.levels;
    const levels = [withStatus(high!, newest), withStatus(low!, "UpToDate")];
    return { tcbInfo: { levels: order === "as is" ? levels : levels.toReversed() } };
  });
unsorted.row(
  "The platform's level is revoked; a lower one, that stands before it in the file, is up to date.",
  ["TCB_REVOKED", "platform"],
  platformLevels("reversed", "Revoked"),
  {
    twin: platformLevels("reversed", "UpToDate"),
  },
);
unsorted.row(
  "The platform's level is out of date; a lower one, that stands before it in the file, is up to date.",
  ["POLICY_STATUS", "platform"],
  platformLevels("reversed", "OutOfDate"),
  {
    twin: platformLevels("reversed", "UpToDate"),
  },
);
const qeLevels = (newest: string): Setting =>
  setting(({ qeIdentity: { levels } }) => ({ qeIdentity: { levels: [withStatus(levels[2]!, "UpToDate"), withStatus(levels[0]!, newest)] } }));
unsorted.row(
  "The QE's level is revoked; a lower one, that stands before it in the file, is up to date.",
  ["TCB_REVOKED", "qeReport"],
  qeLevels("Revoked"),
  { twin: qeLevels("UpToDate") },
);
const modulesOf = ({ tcbInfo }: Platform, change: (levels: readonly SvnLevel[]) => readonly SvnLevel[]): readonly ModuleIdentity[] =>
  tcbInfo.modules.map((one) => (one.id === "TDX_01" ? { ...one, levels: change(one.levels) } : one));
const moduleLevels = (newest: string): Setting =>
  setting((platform) => ({
    tcbInfo: { modules: modulesOf(platform, ([high, , low]) => [withStatus(low!, "UpToDate"), withStatus(high!, newest)]) },
  }));
unsorted.row(
  "The module's level is revoked; a lower one, that stands before it in the file, is up to date.",
  ["TCB_REVOKED", "tdxModule"],
  moduleLevels("Revoked"),
  {
    on: TDX,
    twin: moduleLevels("UpToDate"),
  },
);
const pairByPceSvn = (newest: string): Setting =>
  setting(({ tcbInfo: { levels } }) => ({
    tcbInfo: {
      levels: [
        { ...levels[0]!, pceSvn: 5 },
        { ...levels[0]!, pceSvn: 13, status: newest },
      ],
    },
  }));
unsorted.row(
  "Two levels differ in PCESVN only; the higher, revoked, stands behind the lower.",
  ["TCB_REVOKED", "platform"],
  pairByPceSvn("Revoked"),
  { twin: pairByPceSvn("UpToDate") },
);
const pairByTdx = (newest: string): Setting =>
  setting(({ tcbInfo: { levels } }) => ({
    tcbInfo: {
      levels: [
        { ...levels[0]!, tdx: svns(5, 0, 2) },
        { ...levels[0]!, tdx: svns(5, 0, 3), status: newest },
      ],
    },
  }));
unsorted.row(
  "Two levels differ in a TDX component only; the higher, revoked, stands behind the lower.",
  ["TCB_REVOKED", "platform"],
  pairByTdx("Revoked"),
  {
    on: TDX,
    twin: pairByTdx("UpToDate"),
  },
);

const pcesvn = rowsOf("PCESVN byte order");
const pceSvns = (have: number, need: number): Setting =>
  setting(({ tcbInfo: { levels } }) => ({ machine: { pceSvn: have }, tcbInfo: { levels: [{ ...levels[0]!, pceSvn: need }] } }));
pcesvn.row("The certificate has PCESVN 1, the one level needs 256.", ["TCB_NOT_SUPPORTED", "platform"], pceSvns(1, 256), { twin: pceSvns(256, 256) });
pcesvn.row("The certificate has PCESVN 255, the one level needs 256.", ["TCB_NOT_SUPPORTED", "platform"], pceSvns(255, 256), {
  twin: pceSvns(256, 255),
});
pcesvn.row("The certificate has PCESVN 0x0102, the one level needs 0x0201.", ["TCB_NOT_SUPPORTED", "platform"], pceSvns(0x0102, 0x0201), {
  twin: pceSvns(0x0201, 0x0102),
});
pcesvn.row("PCESVN is one below that of the one level.", ["TCB_NOT_SUPPORTED", "platform"], pceSvns(12, 13), { twin: pceSvns(13, 13) });
pcesvn.row(
  "The quote's header has PCESVN 13, the certificate 12: the certificate's counts.",
  ["TCB_NOT_SUPPORTED", "platform"],
  {
    ...pceSvns(12, 13),
    makings: () => ({ quote: { header: (header) => ({ ...header, pceSvn: 13 }) } }),
  },
  { on: V3, twin: { ...pceSvns(13, 13), makings: () => ({ quote: { header: (header) => ({ ...header, pceSvn: 12 }) } }) } },
);

const components = rowsOf("SGX components ignored for TDX");
for (let index = 0; index < 16; index += 1) {
  const one = (have: number): Setting =>
    setting(({ machine, tcbInfo: { levels } }) => ({
      machine: { components: machine.components.map((svn, at) => (at === index ? have : svn)) },
      tcbInfo: { levels: [{ ...levels[0]!, sgx: levels[0]!.sgx.map((svn, at) => (at === index ? 9 : svn)) }] },
    }));
  components.row(`SGX component ${index + 1} is 8, the one level needs 9; all TDX components suffice.`, ["TCB_NOT_SUPPORTED", "platform"], one(8), {
    on: TDX,
    twin: one(9),
  });
}
components.row(
  "An SGX component is below the newest level; a level below it holds, and is out of date.",
  ["POLICY_STATUS", "platform"],
  setting(({ machine }) => ({
    machine: { components: machine.components.with(0, 6) },
  })),
);
components.row(
  "The quote's CPUSVN is high, that of the certificate's components is below every level.",
  ["TCB_NOT_SUPPORTED", "platform"],
  setting(() => ({
    machine: { components: svns(1, 1, 1), cpuSvn: new Uint8Array(16).fill(255) },
    enclave: { cpuSvn: new Uint8Array(16).fill(255) },
    qe: { cpuSvn: new Uint8Array(16).fill(255) },
  })),
);

const newer = rowsOf("components 0, 1 compared with a newer module");
newer.row(
  "A module without a major version has component 0 below every level.",
  ["TCB_NOT_SUPPORTED", "platform"],
  setting(() => launched(2, 0, 3)),
  {
    on: TDX,
    twin: setting(() => launched(5, 0, 3)),
  },
);
newer.row(
  "A module without a major version has component 0 below the newest level: out of date.",
  ["POLICY_STATUS", "platform"],
  setting(() => launched(4, 0, 3)),
  {
    on: TDX,
    twin: setting(() => launched(5, 0, 3)),
  },
);
const needsMajor = (major: number): Setting =>
  setting(({ tcbInfo: { levels } }) => ({ ...launched(6, 0, 3), tcbInfo: { levels: [{ ...levels[0]!, tdx: svns(5, major, 3) }] } }));
newer.row("A module without a major version, where the one level asks for 1 in component 1.", ["TCB_NOT_SUPPORTED", "platform"], needsMajor(1), {
  on: TDX,
  twin: needsMajor(0),
});
newer.row(
  "A module of major version 3 has component 2 below every level; only 0 and 1 are the module's.",
  ["TCB_NOT_SUPPORTED", "platform"],
  setting(() => launched(3, 3, 1)),
  {
    on: TDX,
    twin: setting(() => launched(3, 3, 3)),
  },
);
for (let index = 2; index < 16; index += 1) {
  const one = (have: number): Setting =>
    setting(({ td, tcbInfo: { levels } }) => ({
      td: { teeTcbSvn: patched(td.teeTcbSvn, index, [have]), teeTcbSvn2: patched(td.teeTcbSvn, index, [have]) },
      tcbInfo: { levels: [{ ...levels[0]!, tdx: levels[0]!.tdx.map((svn, at) => (at === index ? 9 : svn)) }] },
    }));
  newer.row(`TDX component ${index} is 8, the one level needs 9.`, ["TCB_NOT_SUPPORTED", "platform"], one(8), { on: TDX, twin: one(9) });
}

const replacing = rowsOf("module status replacing the platform's");
replacing.row(
  "The platform is out of date, the module up to date.",
  ["POLICY_STATUS", "platform"],
  setting(() => launched(6, 1, 2)),
  { on: TDX },
);
replacing.row(
  "The platform is up to date, the module out of date.",
  ["POLICY_STATUS", "platform"],
  setting(() => launched(5, 1, 3)),
  { on: TDX },
);
replacing.row(
  "The platform reaches no level, the module is up to date.",
  ["TCB_NOT_SUPPORTED", "platform"],
  setting(() => launched(6, 1, 1)),
  { on: TDX },
);
replacing.row(
  "The platform is up to date, the module below every level of its identity.",
  ["MODULE_NOT_SUPPORTED", "tdxModule"],
  setting(() => launched(1, 1, 3)),
  { on: TDX },
);
replacing.row(
  "The platform needs configuration, the module is up to date.",
  ["POLICY_STATUS", "platform"],
  setting(({ tcbInfo: { levels } }) => ({ tcbInfo: { levels: [withStatus(levels[0]!, "ConfigurationNeeded")] } })),
  {
    on: TDX,
  },
);

const ids = rowsOf("decimal module id");
const module16 = (id: string, major = 16): Setting =>
  setting(({ tcbInfo }) => ({
    ...launched(6, major, 3),
    tcbInfo: { modules: [tcbInfo.modules[0]!, moduleIdentity(id, tcbInfo.modules[1]!.levels)] },
  }));
ids.row("The module's major version is 16; TCB Info has TDX_16, which is 22.", ["MODULE_UNKNOWN", "tdxModule"], module16("TDX_16"), {
  on: TDX,
  twin: module16("TDX_10"),
});
ids.row("The module's major version is 10; TCB Info has TDX_10, which is 16.", ["MODULE_UNKNOWN", "tdxModule"], module16("TDX_10", 10), {
  on: TDX,
  twin: module16("TDX_0A", 10),
});
ids.row(
  "The module's major version is 2; TCB Info has 1 and 3.",
  ["MODULE_UNKNOWN", "tdxModule"],
  setting(() => launched(6, 2, 3)),
  { on: TDX },
);
ids.row(
  "TCB Info has no identities, the module has a major version.",
  ["MODULE_UNKNOWN", "tdxModule"],
  setting(() => ({ tcbInfo: { modules: [] } })),
  { on: TDX },
);

const signers = rowsOf("MRSIGNERSEAM, SEAMATTRIBUTES mismatch");
for (const [what, changes] of [
  ["MRSIGNERSEAM differs from the module identity's in its last byte.", ({ td }) => ({ td: { mrSignerSeam: patched(td.mrSignerSeam, 47, [1]) } })],
  [
    "The module identity names a signer, MRSIGNERSEAM is zero.",
    ({ tcbInfo }) => ({ tcbInfo: { modules: tcbInfo.modules.map((one) => ({ ...one, mrSigner: patched(one.mrSigner, 0, [1]) })) } }),
  ],
] as readonly (readonly [string, (platform: Platform) => Changes])[])
  signers.row(what, ["MODULE_MRSIGNER", "tdxModule"], { changes }, { on: TDX });
signers.row(
  "MRSIGNERSEAM of a module without a major version differs from TCB Info's.",
  ["MODULE_MRSIGNER", "tdxModule"],
  setting(({ td }) => ({ td: { ...launched(6, 0, 3).td, mrSignerSeam: patched(td.mrSignerSeam, 0, [1]) } })),
  { on: TDX, twin: setting(() => launched(6, 0, 3)) },
);
for (const at of [0, 7])
  signers.row(
    `SEAMATTRIBUTES has a bit in byte ${at} that the module identity masks in and does not have.`,
    ["MODULE_ATTRIBUTES", "tdxModule"],
    setting(({ td }) => ({ td: { seamAttributes: patched(td.seamAttributes, at, [0x80]) } })),
    {
      on: TDX,
    },
  );
signers.row(
  "SEAMATTRIBUTES of a module without a major version differs from TCB Info's.",
  ["MODULE_ATTRIBUTES", "tdxModule"],
  setting(({ td }) => ({ td: { ...launched(6, 0, 3).td, seamAttributes: patched(td.seamAttributes, 0, [1]) } })),
  { on: TDX, twin: setting(() => launched(6, 0, 3)) },
);
signers.row(
  "The module identity asks for an attribute that the module does not have.",
  ["MODULE_ATTRIBUTES", "tdxModule"],
  setting(({ tcbInfo }) => ({ tcbInfo: { modules: tcbInfo.modules.map((one) => ({ ...one, attributes: patched(one.attributes, 3, [2]) })) } })),
  { on: TDX },
);

const merged = rowsOf("Revoked lost in the merge");
const platformAt =
  (status: string) =>
  (platform: Platform): Changes => ({ tcbInfo: { levels: [withStatus(platform.tcbInfo.levels[0]!, status)] } });
const qeAt =
  (status: string) =>
  (platform: Platform): Changes => ({ qeIdentity: { levels: [withStatus(platform.qeIdentity.levels[0]!, status)] } });
const all = (...changes: readonly ((platform: Platform) => Changes)[]): Setting =>
  setting((platform) => {
    const list = changes.map((change) => change(platform));
    return {
      tcbInfo: Object.assign({}, ...list.map(({ tcbInfo }) => tcbInfo)),
      qeIdentity: Object.assign({}, ...list.map(({ qeIdentity }) => qeIdentity)),
    };
  });
const moduleAt =
  (status: string) =>
  (platform: Platform): Changes => ({
    tcbInfo: { modules: modulesOf(platform, ([high]) => [withStatus(high!, status)]) },
  });
merged.row("The platform's level is revoked.", ["TCB_REVOKED", "platform"], all(platformAt("Revoked")));
merged.row("The QE's level is revoked.", ["TCB_REVOKED", "qeReport"], all(qeAt("Revoked")));
merged.row("The platform's level is revoked, the QE's out of date.", ["TCB_REVOKED", "platform"], all(platformAt("Revoked"), qeAt("OutOfDate")));
merged.row("The QE's level is revoked, the platform's out of date.", ["TCB_REVOKED", "qeReport"], all(platformAt("OutOfDate"), qeAt("Revoked")));
merged.row(
  "The QE's level is revoked, the platform needs configuration.",
  ["TCB_REVOKED", "qeReport"],
  all(platformAt("ConfigurationNeeded"), qeAt("Revoked")),
);
merged.row("The module's level is revoked.", ["TCB_REVOKED", "tdxModule"], all(moduleAt("Revoked")), { on: TDX });
merged.row(
  "The module's level is revoked, the platform's out of date.",
  ["TCB_REVOKED", "tdxModule"],
  all(moduleAt("Revoked"), platformAt("OutOfDate")),
  { on: TDX },
);
const both = (platform: string, module: string): Setting =>
  setting((one) => ({ tcbInfo: { ...platformAt(platform)(one).tcbInfo, ...moduleAt(module)(one).tcbInfo } }));
merged.row("The platform's level is revoked, the module's up to date.", ["TCB_REVOKED", "platform"], both("Revoked", "UpToDate"), { on: TDX });
merged.row("The platform's level is revoked, the module's out of date.", ["TCB_REVOKED", "platform"], both("Revoked", "OutOfDate"), { on: TDX });
merged.row("The module's level is revoked, the QE's out of date.", ["TCB_REVOKED", "tdxModule"], all(moduleAt("Revoked"), qeAt("OutOfDate")), {
  on: TDX,
});
merged.row("A policy accepts every status, the platform's level is revoked.", ["TCB_REVOKED", "platform"], {
  ...all(platformAt("Revoked")),
  policy: () => ({ acceptedStatuses: ["UpToDate", "OutOfDate", "Revoked", "NotSupported"] }),
});
merged.row("A policy accepts every status, the platform reaches no level.", ["TCB_NOT_SUPPORTED", "platform"], {
  changes: () => ({ machine: { components: svns() } }),
  policy: () => ({ acceptedStatuses: ["UpToDate", "OutOfDate", "Revoked", "NotSupported"] }),
});

const dates = rowsOf("date without the module's");
/** The grace that just holds for what was outdated by a level of 13 November 2024. */
const grace = { policy: ({ at }: Platform) => ({ graceSeconds: at - NEW }) };
const outdatedModule = (outdatedBy: number): Setting => ({
  changes: (platform) => ({
    ...launched(5, 1, 2),
    tcbInfo: { modules: modulesOf(platform, ([high, ...lower]) => [{ ...high!, date: outdatedBy }, ...lower]) },
  }),
  ...grace,
});
dates.row(
  "Platform and module are out of date; the platform is within grace, the module, outdated earlier, is not.",
  ["POLICY_STATUS", "platform"],
  outdatedModule(OLD),
  {
    on: TDX,
    twin: outdatedModule(NEW),
  },
);
const outdatedQe = (outdatedBy: number): Setting => ({
  changes: ({ machine, qeIdentity: { levels } }) => ({
    ...launched(6, 1, 2),
    machine: { components: machine.components.with(0, 6) },
    qe: { isvSvn: 6 },
    qeIdentity: { levels: [{ ...levels[0]!, date: outdatedBy }, ...levels.slice(1)] },
  }),
  ...grace,
});
dates.row(
  "Platform and QE are out of date; the platform is within grace, the QE, outdated earlier, is not.",
  ["POLICY_STATUS", "platform"],
  outdatedQe(OLDEST + 1),
  { twin: outdatedQe(NEW) },
);

const low = rowsOf("levels that are too low, statuses and relaunch");
for (const status of ["SWHardeningNeeded", "ConfigurationNeeded", "ConfigurationAndSWHardeningNeeded", "OutOfDate", "OutOfDateConfigurationNeeded"])
  low.row(`The platform's status is ${status}, and the policy accepts UpToDate alone.`, ["POLICY_STATUS", "platform"], {
    ...all(platformAt(status)),
    policy: () => ({ acceptedStatuses: ["UpToDate"] }),
  });
low.row(
  "The QE is out of date.",
  ["POLICY_STATUS", "platform"],
  setting(() => ({ qe: { isvSvn: 6 } })),
);
const relaunch = (now: readonly number[]): Setting => setting(() => ({ td: { teeTcbSvn: tcbSvn(5, 1, 3), teeTcbSvn2: tcbSvn(...now) } }));
low.row(
  "The TD was launched under a module that is out of date, and runs on one that is not.",
  ["POLICY_STATUS", "platform"],
  { ...relaunch([6, 1, 3]), policy: () => ({ acceptedStatuses: ["UpToDate"] }) },
  {
    on: TD15,
    twin: { ...relaunch([6, 1, 3]), policy: () => ({ acceptedStatuses: ["UpToDate", "TDRelaunchAdvised"] }) },
  },
);
low.row(
  "The TD was launched under a module that is out of date, and still runs on it.",
  ["POLICY_STATUS", "platform"],
  { ...relaunch([5, 1, 3]), policy: () => ({ acceptedStatuses: ["UpToDate", "TDRelaunchAdvised"] }) },
  {
    on: TD15,
    twin: { ...relaunch([6, 1, 3]), policy: () => ({ acceptedStatuses: ["UpToDate", "TDRelaunchAdvised"] }) },
  },
);
const now = (...first: readonly number[]): Setting => setting(() => ({ td: { teeTcbSvn2: tcbSvn(...first) } }));
low.row("The TD was launched under a module that is up to date, and runs on one that is not known.", ["MODULE_UNKNOWN", "tdxModule"], now(6, 2, 3), {
  on: TD15,
});
low.row(
  "The TD was launched under a module that is up to date, and runs on one below every level.",
  ["MODULE_NOT_SUPPORTED", "tdxModule"],
  now(1, 1, 3),
  {
    on: TD15,
  },
);
low.row("The TD was launched under a TCB that is up to date, and runs on one below every level.", ["TCB_NOT_SUPPORTED", "platform"], now(6, 1, 1), {
  on: TD15,
});
const revokedBelow = (...first: readonly number[]): Setting => ({
  changes: ({ tcbInfo: { levels } }) => ({
    td: { teeTcbSvn2: tcbSvn(...first) },
    tcbInfo: { levels: [levels[0]!, withStatus(levels[1]!, "Revoked")] },
  }),
});
low.row("The TD was launched under a TCB that is up to date, and runs on one that is revoked.", ["TCB_REVOKED", "platform"], revokedBelow(6, 1, 2), {
  on: TD15,
  twin: revokedBelow(6, 1, 3),
});
low.row("An SVN of TCB Info is 256, which no platform's byte can reach.", ["TCB_INFO_MALFORMED", "tcbInfo"], {
  makings: making("tcbInfo", texts(/"sgxtcbcomponents":\[\{"svn":\d+/, '"sgxtcbcomponents":[{"svn":256')),
});

export const LEVELS: readonly Row[] = [unsorted, pcesvn, components, newer, replacing, ids, signers, merged, dates, low].flatMap(({ rows }) => rows);

/** Levels whose order in the file is another: accepted, with the same verdict. */
export const SHUFFLED = setting(({ tcbInfo, qeIdentity }) => ({
  tcbInfo: { levels: tcbInfo.levels.toReversed(), modules: tcbInfo.modules.map((one) => ({ ...one, levels: one.levels.toReversed() })).toReversed() },
  qeIdentity: { levels: qeIdentity.levels.toReversed() },
}));
