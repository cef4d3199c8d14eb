import type { ComponentStatus, LevelStatus, TcbStatus } from "./evidence.ts";

/**
 * Platform with module and QE (tee-rules 9; Intel's verification library, `convergeTcbStatuses`): anything revoked revokes; anything out of date makes
 * the whole out of date, and what the platform needs in configuration stays, what it needs in software hardening is covered by OutOfDate.
 */
export function converge(platform: LevelStatus, components: readonly ComponentStatus[]): LevelStatus {
  if (platform === "Revoked" || components.includes("Revoked")) return "Revoked";
  if (!components.includes("OutOfDate")) return platform;
  if (platform === "UpToDate" || platform === "SWHardeningNeeded") return "OutOfDate";
  if (platform === "ConfigurationNeeded" || platform === "ConfigurationAndSWHardeningNeeded") return "OutOfDateConfigurationNeeded";
  return platform;
}

const isOutOfDate = (status: LevelStatus): boolean => status === "OutOfDate" || status === "OutOfDateConfigurationNeeded";

const needsConfiguration = (status: LevelStatus): boolean =>
  status === "ConfigurationNeeded" || status === "ConfigurationAndSWHardeningNeeded" || status === "OutOfDateConfigurationNeeded";

/**
 * A TD of TDX 1.5 says the TCB under which it was launched (TEE_TCB_SVN) and the platform's now (TEE_TCB_SVN2): a module can be updated under a
 * running TD. Where the TD's is out of date and the platform's is not, launching the TD anew is all that is missing (Intel's verification library,
 * `checkForRelaunch`, requirements 4.1.2.5.1.20). Beyond Intel's: what is revoked now is revoked.
 */
export function relaunch(launched: LevelStatus, current: LevelStatus): TcbStatus {
  if (current === "Revoked") return "Revoked";
  if (!isOutOfDate(launched) || isOutOfDate(current)) return launched;
  return needsConfiguration(launched) || needsConfiguration(current) ? "TDRelaunchAdvisedConfigurationNeeded" : "TDRelaunchAdvised";
}

/** What the platform's status would be were nothing out of date: what counts during the grace of a policy. */
export function withoutOutOfDate(platform: LevelStatus): LevelStatus {
  if (platform === "OutOfDate") return "UpToDate";
  return platform === "OutOfDateConfigurationNeeded" ? "ConfigurationNeeded" : platform;
}
