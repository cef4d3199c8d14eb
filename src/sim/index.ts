/** The simulator: scenarios, agents, laws. Deterministic: virtual time, and randomness from the seed alone. */
export type { Agent, Host, KnownModel, Message } from "./agents/agent.ts";
export type { Behaviour, Common } from "./agents/behaviour.ts";
export { type AnyBehaviour, BEHAVIOURS } from "./agents/behaviours.ts";
export { type Compute, type Conduct, computeOn, honestConduct } from "./agents/conduct.ts";
export { createCustomer, type Habits } from "./agents/customer.ts";
export { createProvider } from "./agents/provider.ts";
export { createKernel, type Kernel } from "./kernel/kernel.ts";
export { type RandomStream, randomStreams } from "./kernel/streams.ts";
export type { Law, LawContext, WatchedBlock } from "./monitors/law.ts";
export { createMonitors, LAWS } from "./monitors/laws.ts";
export { type Recording, recordedSource, recordingFlaw } from "./numerics/recorded.ts";
export type { FindSource, InferenceSource } from "./numerics/source.ts";
export { type AttestationKey, certifyKey, forgeQuote, type PckKey, type Report } from "./platform/forging.ts";
export { type Intel, simulatedIntel } from "./platform/intel.ts";
export { collateralOf, type IntelItem, type Wanted } from "./platform/items.ts";
export type { Key, P256Signers } from "./platform/keys.ts";
export type { EnclaveReport, TdReport } from "./platform/reports.ts";
export {
  type Enclave,
  type Family,
  type IntelSchedule,
  type Machine,
  type Recovery,
  type Revocation,
  scheduleFlaw,
  type Tee,
} from "./platform/schedule.ts";
export type { RunRecord, RunReport } from "./run/record.ts";
export { createRun, type Run, type RunOptions } from "./run/run.ts";
export { type LoadedScenario, type Loading, loadScenario } from "./scenario/load.ts";
export { type Override, parseOverride } from "./scenario/overrides.ts";
export { type Scenario, scenarioJsonSchema, scenarioSchema } from "./scenario/schema.ts";
