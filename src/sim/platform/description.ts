import type { ModuleIdentity, QeIdentity, SvnLevel, TcbInfo, TcbLevel } from "./collateral.ts";
import { bytesFor, type P256Signers, realSigners } from "./keys.ts";
import type { Machine } from "./pck-extension.ts";
import { type EnclaveReport, type TdReport, zeros } from "./reports.ts";
import type { Window } from "./time.ts";

/** The quotes that there are: TEE and version, and since version 5 the body. */
export const QUOTE_KINDS = ["sgx-v3", "sgx-v4", "sgx-v5", "tdx-v4", "tdx-v5-1.0", "tdx-v5-1.5"] as const;

/** See `QUOTE_KINDS`. */
export type QuoteKind = (typeof QUOTE_KINDS)[number];

/** Certificates and revocation lists with a time of their own. TCB Info and QE Identity have theirs in their description. */
export type Dated = "root" | "authority" | "signer" | "leaf" | "rootCrl" | "pckCrl";

/** Everything about a simulated platform and who vouches for it. The same description gives the same evidence. */
export interface Platform {
  /** What keys, identifiers and measurements are derived from. */
  readonly seed: string;
  /** How everybody signs: with real signatures by default. */
  readonly signers: P256Signers;
  readonly kind: QuoteKind;
  /** When the evidence is looked at: seconds since 1970. */
  readonly at: number;
  /** The root's common name. */
  readonly rootName: string;
  /** Which of the two authorities certifies the machine. */
  readonly ca: "platform" | "processor";
  readonly windows: { readonly [item in Dated]: Window };
  /** Serial numbers in the root's list, and in the list of the machine's authority. */
  readonly revoked: { readonly root: readonly Uint8Array[]; readonly pck: readonly Uint8Array[] };
  readonly machine: Machine;
  /** The enclave that the quote is of, where it is of one. */
  readonly enclave: EnclaveReport;
  /** The trust domain that the quote is of, where it is of one. */
  readonly td: TdReport;
  /** The QE's report; its report data is filled in from the attestation key. */
  readonly qe: EnclaveReport;
  readonly tcbInfo: TcbInfo;
  readonly qeIdentity: QeIdentity;
}

/** Differences from a platform: fields of its records one by one, everything else whole. */
export type Changes = {
  readonly [K in keyof Platform]?: Platform[K] extends string | number | P256Signers ? Platform[K] : Partial<Platform[K]>;
};

/** A platform with some of it different. */
export function changed(platform: Platform, changes: Changes): Platform {
  const entries = Object.entries(changes).map(([key, change]) => {
    const before = platform[key as keyof Platform];
    return [key, typeof before === "object" ? { ...before, ...(change as object) } : change] as const;
  });
  return { ...platform, ...Object.fromEntries(entries) };
}

/** 15 January 2026, 12:00:00: when evidence is looked at by default. */
export const DEFAULT_TIME = 1_768_478_400;
const DAY = 86_400;
/** Days of TCB levels: 13 November 2024, 13 March 2024, 9 August 2023. */
export const LEVEL_DATES = [1_731_456_000, 1_710_288_000, 1_691_539_200] as const;

const around = (before: number, after: number): Window => ({ from: DEFAULT_TIME - before, to: DEFAULT_TIME + after });

/** Every item holds at the default time, and each for another while. */
const WINDOWS: Platform["windows"] = {
  root: around(2800 * DAY, 8000 * DAY),
  authority: around(2799 * DAY, 2600 * DAY),
  signer: around(250 * DAY, 2300 * DAY),
  leaf: around(400 * DAY, 2100 * DAY),
  rootCrl: around(200 * DAY, 150 * DAY),
  pckCrl: around(6 * DAY, 24 * DAY),
};

const svns = (...first: readonly number[]): readonly number[] => Array.from({ length: 16 }, (_, index) => first[index] ?? 0);
const ones = (length: number): Uint8Array => new Uint8Array(length).fill(255);
const bytes = (length: number, ...first: readonly number[]): Uint8Array => Uint8Array.from({ length }, (_, index) => first[index] ?? 0);

const MACHINE_COMPONENTS = svns(7, 7, 2, 2, 4, 1, 0, 5);

function machineOf(seed: string): Machine {
  return {
    ppid: bytesFor(seed, "ppid", 16),
    fmspc: Uint8Array.of(0x90, 0xc0, 0x6f, 0, 0, 0),
    pceId: zeros(2),
    components: MACHINE_COMPONENTS,
    pceSvn: 13,
    cpuSvn: Uint8Array.from(MACHINE_COMPONENTS),
    sgxType: 1,
    instanceId: bytesFor(seed, "instance", 16),
    configuration: [true, true, true],
  };
}

function enclaveOf(seed: string, label: string, svn: Pick<EnclaveReport, "isvProdId" | "isvSvn">): EnclaveReport {
  return {
    cpuSvn: Uint8Array.from(MACHINE_COMPONENTS),
    miscSelect: zeros(4),
    extendedProductId: zeros(16),
    attributes: bytes(16, 0x05, 0, 0, 0, 0, 0, 0, 0, 0xe7),
    mrEnclave: bytesFor(seed, `${label}/mrenclave`, 32),
    mrSigner: bytesFor(seed, `${label}/mrsigner`, 32),
    configId: zeros(64),
    configSvn: 0,
    familyId: zeros(16),
    ...svn,
    reportData: new Uint8Array([...bytesFor(seed, `${label}/data`, 32), ...zeros(32)]),
  };
}

/** 48 bytes of a measurement. */
const measurement = (seed: string, label: string): Uint8Array =>
  new Uint8Array([...bytesFor(seed, `${label}/0`, 32), ...bytesFor(seed, `${label}/1`, 16)]);

function tdOf(seed: string): TdReport {
  return {
    teeTcbSvn: bytes(16, 6, 1, 3),
    mrSeam: measurement(seed, "mrseam"),
    mrSignerSeam: zeros(48),
    seamAttributes: zeros(8),
    tdAttributes: bytes(8, 0, 0, 0, 0x10),
    xfam: bytes(8, 0xe7, 0x02, 0x06),
    mrTd: measurement(seed, "mrtd"),
    mrConfigId: zeros(48),
    mrOwner: zeros(48),
    mrOwnerConfig: zeros(48),
    rtmrs: [0, 1, 2, 3].map((index) => measurement(seed, `rtmr${index}`)),
    reportData: new Uint8Array([...measurement(seed, "report-data"), ...zeros(16)]),
    teeTcbSvn2: bytes(16, 6, 1, 3),
    mrServiceTd: zeros(48),
  };
}

const judged = (date: number, status: string, ...advisories: readonly string[]): Pick<SvnLevel, "date" | "status" | "advisories"> => ({
  date,
  status,
  advisories,
});

const [NEW, OLD, OLDEST] = LEVEL_DATES;

const LEVELS: readonly TcbLevel[] = [
  { sgx: svns(7, 7, 2, 2, 4, 1, 0, 5), tdx: svns(5, 0, 3), pceSvn: 13, ...judged(NEW, "UpToDate") },
  { sgx: svns(6, 6, 2, 2, 3, 1, 0, 5), tdx: svns(5, 0, 2), pceSvn: 13, ...judged(OLD, "OutOfDate", "INTEL-SA-01036", "INTEL-SA-01079") },
  { sgx: svns(4, 4, 2, 2, 3, 1, 0, 3), tdx: svns(3, 0, 2), pceSvn: 5, ...judged(OLDEST, "OutOfDate", "INTEL-SA-00106", "INTEL-SA-01036") },
];

/** The identity of modules of one major version, by the default rules. */
export function moduleIdentity(id: string, levels: readonly SvnLevel[]): ModuleIdentity {
  return { id, mrSigner: zeros(48), attributes: zeros(8), attributesMask: ones(8), levels };
}

const MODULES: readonly ModuleIdentity[] = [
  moduleIdentity("TDX_03", [{ isvSvn: 3, ...judged(NEW, "UpToDate") }]),
  moduleIdentity("TDX_01", [
    { isvSvn: 6, ...judged(NEW, "UpToDate") },
    { isvSvn: 4, ...judged(OLD, "OutOfDate", "INTEL-SA-01036", "INTEL-SA-01099") },
    { isvSvn: 2, ...judged(OLDEST, "OutOfDate", "INTEL-SA-01036", "INTEL-SA-01099") },
  ]),
];

function tcbInfoOf(machine: Machine, isTdx: boolean): TcbInfo {
  return {
    id: isTdx ? "TDX" : "SGX",
    version: 3,
    window: around(3 * DAY, 27 * DAY),
    fmspc: machine.fmspc,
    pceId: machine.pceId,
    evaluationNumber: 18,
    module: { mrSigner: zeros(48), attributes: zeros(8), attributesMask: ones(8) },
    modules: MODULES,
    levels: LEVELS,
  };
}

function qeIdentityOf(qe: EnclaveReport, isTdx: boolean): QeIdentity {
  return {
    id: isTdx ? "TD_QE" : "QE",
    version: 2,
    window: around(4 * DAY, 26 * DAY),
    evaluationNumber: 18,
    miscSelect: zeros(4),
    miscSelectMask: ones(4),
    attributes: bytes(16, 0x11),
    attributesMask: bytes(16, 0xfb, 255, 255, 255, 255, 255, 255, 255),
    mrSigner: qe.mrSigner,
    isvProdId: qe.isvProdId,
    levels: [
      { isvSvn: 8, ...judged(NEW, "UpToDate") },
      { isvSvn: 6, ...judged(OLD, "OutOfDate", "INTEL-SA-00615") },
      { isvSvn: 5, ...judged(OLDEST, "OutOfDate", "INTEL-SA-00477", "INTEL-SA-00615") },
    ],
  };
}

/** Whether a quote of this kind is of a trust domain. */
export const isTdxKind = (kind: QuoteKind): boolean => kind.startsWith("tdx");

/** A platform on which everything is right and up to date. */
export function platformOf(kind: QuoteKind, changes: Changes = {}): Platform {
  const seed = changes.seed ?? "platform";
  const isTdx = isTdxKind(kind);
  const machine = machineOf(seed);
  const quoting = enclaveOf(seed, isTdx ? "td-qe" : "qe", { isvProdId: isTdx ? 2 : 1, isvSvn: 8 });
  const qe = { ...quoting, attributes: bytes(16, 0x15, 0, 0, 0, 0, 0, 0, 0, 0xe7) };
  const platform: Platform = {
    seed,
    signers: realSigners,
    kind,
    at: DEFAULT_TIME,
    rootName: "Intel SGX Root CA",
    ca: "platform",
    windows: WINDOWS,
    revoked: { root: [], pck: [bytesFor(seed, "revoked/0", 20), bytesFor(seed, "revoked/1", 20)] },
    machine,
    enclave: enclaveOf(seed, "enclave", { isvProdId: 0, isvSvn: 0 }),
    td: tdOf(seed),
    qe,
    tcbInfo: tcbInfoOf(machine, isTdx),
    qeIdentity: qeIdentityOf(qe, isTdx),
  };
  return changed(platform, changes);
}
