import type { ComponentStatus, LevelStatus } from "./evidence.ts";

/**
 * Platform with module and QE (tee-rules 9; Intel's verification library, `convergeTcbStatuses`): anything revoked revokes; anything out of date makes the whole
 * out of date, and what the platform needs in configuration stays, what it needs in software hardening is covered by OutOfDate.
 */
export function converge(platform: LevelStatus, components: readonly ComponentStatus[]): LevelStatus {
  if (platform === "Revoked" || components.includes("Revoked")) return "Revoked";
  if (!components.includes("OutOfDate")) return platform;
  if (platform === "UpToDate" || platform === "SWHardeningNeeded") return "OutOfDate";
  if (platform === "ConfigurationNeeded" || platform === "ConfigurationAndSWHardeningNeeded") return "OutOfDateConfigurationNeeded";
  return platform;
}

/** Whether something that a status names is below what is current. */
export const isOutOfDate = (status: LevelStatus): boolean => status === "OutOfDate" || status === "OutOfDateConfigurationNeeded";

/** Whether a status asks for a configuration. */
export const needsConfiguration = (status: LevelStatus): boolean =>
  status === "ConfigurationNeeded" || status === "ConfigurationAndSWHardeningNeeded" || status === "OutOfDateConfigurationNeeded";

/** What the platform's status would be were nothing out of date: what counts during the grace of a policy. */
export function withoutOutOfDate(platform: LevelStatus): LevelStatus {
  if (platform === "OutOfDate") return "UpToDate";
  return platform === "OutOfDateConfigurationNeeded" ? "ConfigurationNeeded" : platform;
}
