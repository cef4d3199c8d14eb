import { converge, relaunch } from "./converge.ts";
import type { ComponentStatus, LevelStatus, Short, TcbStatus } from "./evidence.ts";
import { refuse } from "./refusal.ts";
import type { Level, ModuleIdentity, SvnLevel, TcbInfo, TcbLevel } from "./tcb-info.ts";

/** What a PCK certificate says of a platform's TCB. */
export interface PlatformTcb {
  /** 16 SVNs. */
  readonly components: Uint8Array;
  readonly pceSvn: number;
}

/** A matched level among those of its list, the highest first. */
export interface Match<L extends Level<string>> {
  readonly level: L;
  readonly levels: readonly L[];
}

/** Where a version of a TDX module is in TEE_TCB_SVN (Intel TDX Module Base Specification, TEE_TCB_SVN): byte 0 its SVN, byte 1 its major version. */
const MODULE_SVN = 0;
const MODULE_MAJOR = 1;

/** From which TDX component on levels are compared: 0 and 1 are the module's where it has a major version, and judged by its identity. */
const firstComponent = (teeTcbSvn: Uint8Array): number => (teeTcbSvn[MODULE_MAJOR]! > 0 ? 2 : 0);

function areAtLeast(have: Uint8Array, need: readonly number[], from: number): boolean {
  for (let index = from; index < need.length; index += 1) if (have[index]! < need[index]!) return false;
  return true;
}

/** Whether a platform, and for TDX a TD, reaches a level: every SGX component, PCESVN, and every TDX component that is compared (tee-rules 8). */
export function reaches(level: TcbLevel, platform: PlatformTcb, teeTcbSvn: Uint8Array | undefined): boolean {
  if (!areAtLeast(platform.components, level.sgx, 0) || platform.pceSvn < level.pceSvn) return false;
  return teeTcbSvn === undefined || (level.tdx !== undefined && areAtLeast(teeTcbSvn, level.tdx, firstComponent(teeTcbSvn)));
}

/** The first of levels, the highest first, that one security version reaches. */
export function svnMatch(levels: readonly SvnLevel[], isvSvn: number): Match<SvnLevel> | undefined {
  const level = levels.find((candidate) => isvSvn >= candidate.isvSvn);
  return level && { level, levels };
}

/** The identity of the module that TEE_TCB_SVN names; undefined where components 0 and 1 are judged as components. */
export function moduleIdentityOf(info: TcbInfo, teeTcbSvn: Uint8Array): ModuleIdentity | undefined {
  const major = teeTcbSvn[MODULE_MAJOR]!;
  if (major === 0) return undefined;
  const identity = info.moduleIdentities.find((candidate) => candidate.major === major);
  return (
    identity ?? refuse("MODULE_UNKNOWN", "tdxModule", `TCB Info has no identity TDX_${hexByte(major)} for module ${major}.${teeTcbSvn[MODULE_SVN]}`)
  );
}

const hexByte = (value: number): string => value.toString(16).padStart(2, "0").toUpperCase();

/** The level of the platform. Refuses with `TCB_NOT_SUPPORTED`. */
export function platformMatch(info: TcbInfo, platform: PlatformTcb, teeTcbSvn: Uint8Array | undefined): Match<TcbLevel> {
  if (info.hasWideSvn) refuse("TCB_INFO_MALFORMED", "tcbInfo", "an SVN of a component in TCB Info is above 255");
  const level = info.levels.find((candidate) => reaches(candidate, platform, teeTcbSvn));
  if (level !== undefined) return { level, levels: info.levels };
  const lowest = info.levels.at(-1)!;
  const missing = platformShort(lowest, platform, teeTcbSvn).map(shortText);
  return refuse("TCB_NOT_SUPPORTED", "platform", `no level of TCB Info is reached; of the lowest: ${missing.join(", ")}`);
}

/** The level of the module, where TEE_TCB_SVN names one. Refuses with `MODULE_UNKNOWN`, `MODULE_NOT_SUPPORTED`. */
export function moduleMatch(info: TcbInfo, teeTcbSvn: Uint8Array): Match<SvnLevel> | undefined {
  const identity = moduleIdentityOf(info, teeTcbSvn);
  if (identity === undefined) return undefined;
  const have = teeTcbSvn[MODULE_SVN]!;
  const match = svnMatch(identity.levels, have);
  return (
    match ?? refuse("MODULE_NOT_SUPPORTED", "tdxModule", `${identity.id} has SVN ${have}, its lowest level needs ${identity.levels.at(-1)!.isvSvn}`)
  );
}

/** The status of a TD of TDX 1.5 with what the platform runs now (see `relaunch`), by all three parts. Refuses where that has no level. */
export function withCurrent(launched: LevelStatus, info: TcbInfo, platform: PlatformTcb, teeTcbSvn2: Uint8Array, qe: ComponentStatus): TcbStatus {
  const { level } = platformMatch(info, platform, teeTcbSvn2);
  const module = moduleMatch(info, teeTcbSvn2);
  return relaunch(launched, converge(level.status, module === undefined ? [qe] : [module.level.status, qe]));
}

/** A component that is short, in words. */
export const shortText = ({ component, have, need }: Short): string => `${component} has ${have}, needs ${need}`;

/** The components in which a platform is below a level. */
export function platformShort(level: TcbLevel, platform: PlatformTcb, teeTcbSvn: Uint8Array | undefined): readonly Short[] {
  const { status } = level;
  const sgx = level.sgx.map((need, index) => ({ component: `SGX component ${index + 1}`, have: platform.components[index]!, need, status }));
  const from = teeTcbSvn === undefined ? 0 : firstComponent(teeTcbSvn);
  const tdx = (teeTcbSvn === undefined ? [] : (level.tdx ?? []))
    .map((need, index) => ({ component: `TDX component ${index}`, have: teeTcbSvn![index]!, need, status }))
    .slice(from);
  return [...sgx, { component: "PCESVN", have: platform.pceSvn, need: level.pceSvn, status }, ...tdx].filter(({ have, need }) => have < need);
}

/** The level that counts as current: the highest that is UpToDate, else the highest that is neither out of date nor revoked, else the highest. */
export function currentLevel<L extends Level<string>>(levels: readonly L[]): L {
  const isOld = ({ status }: L): boolean => status.startsWith("OutOfDate") || status === "Revoked";
  return levels.find(({ status }) => status === "UpToDate") ?? levels.find((level) => !isOld(level)) ?? levels[0]!;
}

/** One security version that is below its current level. */
export function svnShort(component: string, levels: readonly SvnLevel[], have: number): readonly Short[] {
  const { isvSvn: need, status } = currentLevel(levels);
  return have < need ? [{ component, have, need, status }] : [];
}

/**
 * When a matched level that is out of date was outdated: the earliest date of a higher level that is not. Undefined where the level is not out of date;
 * infinitely long ago where no higher level is better.
 */
export function outdatedAt<L extends Level<string>>({ level, levels }: Match<L>): number | undefined {
  if (!level.status.startsWith("OutOfDate")) return undefined;
  const better = levels.slice(0, levels.indexOf(level)).filter(({ status }) => !status.startsWith("OutOfDate") && status !== "Revoked");
  return better.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...better.map(({ date }) => date));
}
