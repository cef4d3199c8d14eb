/**
 * Intel's rules for TCB levels, written apart from the model: from the text of PCS v4 ("Get TCB Info", "Get SGX QE Identity") and tee-rules 8 and 9,
 * by picking the greatest of what holds and not by sorting and searching.
 */
import type { SvnLevel, TcbLevel } from "../src/sim/platform/collateral.ts";
import type { Platform } from "../src/sim/platform/description.ts";

/** What the oracle says: a status, with what it is made of; or that something has no level. */
export type Oracle =
  | { readonly kind: "none"; readonly of: "qe" | "platform" | "module" }
  | {
      readonly kind: "levels";
      readonly tcbStatus: string;
      readonly platformStatus: string;
      readonly moduleStatus: string | null;
      readonly qeStatus: string;
      readonly advisoryIDs: readonly string[];
      /** Seconds since 1970. */
      readonly date: number;
      readonly earliest: number;
    };

/** Numbers that order levels: SGX components, PCESVN, TDX components, the first that differs deciding. */
const rank = (level: TcbLevel, isTdx: boolean): readonly number[] => [...level.sgx, level.pceSvn, ...(isTdx ? level.tdx : [])];

function isAbove(one: readonly number[], other: readonly number[]): boolean {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place >= 0 && one[place]! > other[place]!;
}

/** The greatest of the levels that hold; the first in the file where two are equal. */
function greatest<L>(levels: readonly L[], holds: (level: L) => boolean, rankOf: (level: L) => readonly number[]): L | undefined {
  return levels
    .filter(holds)
    .reduce<L | undefined>((best, level) => (best === undefined || isAbove(rankOf(level), rankOf(best)) ? level : best), undefined);
}

const svnLevel = (levels: readonly SvnLevel[], svn: number): SvnLevel | undefined =>
  greatest(
    levels,
    (level) => svn >= level.isvSvn,
    (level) => [level.isvSvn],
  );

/** Intel's table in one line: revoked wins, then out of date, which keeps the need of configuration and nothing else. */
export function convergedStatus(platform: string, others: readonly string[]): string {
  const all = [platform, ...others];
  if (all.includes("Revoked")) return "Revoked";
  if (!all.some((status) => status.startsWith("OutOfDate"))) return platform;
  return platform.includes("Configuration") ? "OutOfDateConfigurationNeeded" : "OutOfDate";
}

/** Platform and module levels of a TCB; "platform" or "module" where there is none. */
function levelsAt(platform: Platform, tee: Uint8Array | undefined): readonly [TcbLevel, SvnLevel | undefined] | "platform" | "module" {
  const { machine, tcbInfo } = platform;
  const from = tee !== undefined && tee[1]! > 0 ? 2 : 0;
  const holds = (level: TcbLevel): boolean =>
    level.sgx.every((svn, index) => machine.components[index]! >= svn) &&
    machine.pceSvn >= level.pceSvn &&
    (tee === undefined || level.tdx.every((svn, index) => index < from || tee[index]! >= svn));
  const level = greatest(tcbInfo.levels, holds, (one) => rank(one, tee !== undefined));
  if (level === undefined) return "platform";
  if (tee === undefined || from === 0) return [level, undefined];
  const id = `TDX_${tee[1]! < 16 ? "0" : ""}${tee[1]!.toString(16).toUpperCase()}`;
  const module = svnLevel(tcbInfo.modules.find((one) => one.id === id)?.levels ?? [], tee[0]!);
  return module === undefined ? "module" : [level, module];
}

/** What Intel's rules make of a platform. */
export function oracleOf(platform: Platform): Oracle {
  const qe = svnLevel(platform.qeIdentity.levels, platform.qe.isvSvn);
  if (qe === undefined) return { kind: "none", of: "qe" };
  const isTdx = platform.kind.startsWith("tdx");
  const found = levelsAt(platform, isTdx ? platform.td.teeTcbSvn : undefined);
  if (typeof found === "string") return { kind: "none", of: found };
  const [level, module] = found;
  const others = module === undefined ? [qe] : [module, qe];
  const launched = convergedStatus(
    level.status,
    others.map(({ status }) => status),
  );
  let tcbStatus = launched;
  if (platform.kind === "tdx-v5-1.5") {
    const now = levelsAt(platform, platform.td.teeTcbSvn2);
    if (typeof now === "string") return { kind: "none", of: now };
    const current = convergedStatus(now[0].status, now[1] === undefined ? [qe.status] : [now[1].status, qe.status]);
    if (current === "Revoked") tcbStatus = "Revoked";
    else if (launched.startsWith("OutOfDate") && !current.startsWith("OutOfDate"))
      tcbStatus = `TDRelaunchAdvised${launched.includes("Configuration") || current.includes("Configuration") ? "ConfigurationNeeded" : ""}`;
  }
  const all = [level, ...others];
  return {
    kind: "levels",
    tcbStatus,
    platformStatus: level.status,
    moduleStatus: module?.status ?? null,
    qeStatus: qe.status,
    advisoryIDs: [...new Set(all.flatMap(({ advisories }) => advisories))].sort(),
    date: level.date,
    earliest: Math.min(...all.map(({ date }) => date)),
  };
}
