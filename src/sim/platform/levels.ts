import { LEVEL_STATUSES, type LevelStatus } from "../../model/tee/evidence.ts";
import type { SvnLevel, TcbLevel } from "./collateral.ts";
import type { IntelSchedule, Machine, Recovery } from "./schedule.ts";

/** SVNs at the beginning; each recovery adds one. */
const FIRST_COMPONENT = 7;
const FIRST_TDX = 3;
/** The ISVSVN of the quoting enclaves at the beginning. */
const FIRST_QE = 8;
/** The TCB evaluation data number at the beginning; each day of publication adds one. */
const FIRST_EVALUATION = 17;

/** PCESVN, which no recovery here changes. */
export const PCE_SVN = 13;

/** The 16 SGX components of a machine with so many recoveries installed. */
export const sgxComponents = (version: number): readonly number[] => {
  const raised = FIRST_COMPONENT + version;
  return [raised, raised, 2, 2, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0];
};

/** The TEE TCB SVN of a machine with so many recoveries installed: module 1.6 beside the component that firmware raises. */
export const teeTcbSvn = (version: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, index) => [6, 1, FIRST_TDX + version][index] ?? 0);

/** What a level of TCB Info asks of TDX: nothing of the module's two components, which its identity judges. */
const tdxComponents = (version: number): readonly number[] => Array.from({ length: 16 }, (_, index) => [5, 0, FIRST_TDX + version][index] ?? 0);

/** The ISVSVN of a quoting enclave with so many recoveries installed. */
export const qeIsvSvn = (version: number): number => FIRST_QE + version;

const worse = (one: LevelStatus, other: LevelStatus): LevelStatus => (LEVEL_STATUSES.indexOf(one) > LEVEL_STATUSES.indexOf(other) ? one : other);

/** What is said of a version: its date, its status, and the advisories of all that came after it. */
type Said = { readonly date: number; readonly status: LevelStatus; readonly advisories: readonly string[] };

/** What is said, at a time, of each version: the newest first. */
function saidOf(recoveries: readonly Recovery[], origin: number, time: number): readonly (Said & { readonly version: number })[] {
  const published = recoveries.filter(({ publishedAt }) => publishedAt <= time);
  return [origin, ...published.map(({ at }) => at)]
    .map((date, version) => {
      const later = published.slice(version);
      return {
        version,
        date,
        status: later.reduce<LevelStatus>((status, { older }) => worse(status, older), "UpToDate"),
        advisories: [...new Set(later.flatMap(({ advisories }) => advisories))].sort(),
      };
    })
    .reverse();
}

/** The levels of a family's TCB Info at a time. */
export const tcbLevels = (recoveries: readonly Recovery[], origin: number, time: number): readonly TcbLevel[] =>
  saidOf(recoveries, origin, time).map(({ version, ...said }) => ({
    sgx: sgxComponents(version),
    tdx: tdxComponents(version),
    pceSvn: PCE_SVN,
    ...said,
  }));

/** The levels of a QE Identity at a time. */
export const qeLevels = (recoveries: readonly Recovery[], origin: number, time: number): readonly SvnLevel[] =>
  saidOf(recoveries, origin, time).map(({ version, ...said }) => ({ isvSvn: qeIsvSvn(version), ...said }));

/** How many of a list of recoveries are there to be installed at a time. */
const available = (recoveries: readonly Recovery[], time: number): number => recoveries.filter(({ at }) => at <= time).length;

/** What runs on a machine: versions of its firmware and its quoting enclaves, and since when that firmware. */
export interface Installed {
  readonly since: number;
  readonly firmware: number;
  readonly qe: { readonly sgx: number; readonly tdx: number };
}

/** What runs on a machine at a time: what was there when it was last patched. */
export function installedOn({ patchesAt, family }: Machine, { origin, families, qe }: IntelSchedule, time: number): Installed {
  const { recoveries } = families.find(({ name }) => name === family)!;
  const versionAt = (at: number): number => available(recoveries, at);
  const times = [origin, ...patchesAt];
  const last = times.findLast((at) => at <= time) ?? origin;
  const firmware = versionAt(last);
  const since = times.find((at) => versionAt(at) === firmware)!;
  return { since, firmware, qe: { sgx: available(qe.sgx, last), tdx: available(qe.tdx, last) } };
}

/** When Intel said something new of TCBs: the times of publication until a time, each once, rising. */
function publications({ families, qe }: IntelSchedule, time: number): readonly number[] {
  const all = [...families.flatMap(({ recoveries }) => recoveries), ...qe.sgx, ...qe.tdx].map(({ publishedAt }) => publishedAt);
  return [...new Set(all)].filter((at) => at <= time).sort((a, b) => a - b);
}

/** The last time of a period that began with the origin, or the last of some events, whichever is later. */
const lastOf = (origin: number, every: number, events: readonly number[], time: number): number =>
  Math.max(origin + Math.floor((time - origin) / every) * every, ...events.filter((at) => at <= time));

/** When the TCB Info and QE Identity that are served at a time were issued, and their evaluation number. */
export function edition(schedule: IntelSchedule, time: number): { readonly issuedAt: number; readonly evaluationNumber: number } {
  const events = publications(schedule, time);
  return { issuedAt: lastOf(schedule.origin, schedule.issueEvery, events, time), evaluationNumber: FIRST_EVALUATION + events.length };
}

/** When the revocation lists that are served at a time were made. */
export function listedAt({ origin, crlEvery, revocations }: IntelSchedule, time: number): number {
  return lastOf(
    origin,
    crlEvery,
    revocations.map(({ publishedAt }) => publishedAt),
    time,
  );
}
