import { z } from "zod";
import { LEVEL_STATUSES } from "../../model/tee/evidence.ts";
import { parseRfc3339 } from "../../model/tee/time.ts";
import { blocksOf } from "../agents/parameters.ts";

const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "an id of lower-case letters, digits and hyphens wanted");

/** When a chain begins: a time of RFC 3339 in UTC, or unix seconds. */
export const genesisTime = z
  .union([z.int().min(0), z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, "a time such as 2026-01-01T00:00:00Z wanted")])
  .transform((given) => (typeof given === "number" ? given : (parseRfc3339(given) ?? Number.NaN)))
  .refine((seconds) => seconds <= 253_402_300_799, "a time of the calendar wanted, such as 2026-01-01T00:00:00Z") // the end of year 9999
  .optional()
  .describe("time of genesis, RFC 3339 in UTC or unix seconds; 2026-01-01T00:00:00Z where left out");

const recovery = z.strictObject({
  at: blocksOf("height from which the better version is there to be installed: the date of its TCB level"),
  publishedAt: blocksOf("height from which collateral says so"),
  older: z
    .enum(LEVEL_STATUSES.filter((status) => status !== "UpToDate"))
    .default("OutOfDate")
    .describe("status of every older level from then on"),
  advisories: z.array(z.string()).default([]),
});

const days = (about: string) => z.int().min(1).max(30).default(7).describe(about);

/** The simulated Intel of a scenario. Its times are heights: the block's time is meant. */
export const intelSchema = z.strictObject({
  families: z
    .array(
      z.strictObject({
        id: id.describe("all machines of one FMSPC"),
        authority: z.enum(["platform", "processor"]).default("platform").describe("which of Intel's authorities certifies its machines"),
        recoveries: z.array(recovery).default([]).describe("TCB recoveries, in the order of `at`"),
      }),
    )
    .min(1)
    .prefault([{ id: "family" }]),
  machines: z
    .array(
      z.strictObject({
        of: z.array(z.string()).min(1).describe("ids of providers or groups of them; each has a machine of its own"),
        family: id.describe("their family"),
        patches: z.array(blocksOf("height")).default([]).describe("when they install what is there"),
      }),
    )
    .default([])
    .describe("machines of providers; of the first family, and never patched, where nothing is said"),
  revocations: z
    .array(
      z.strictObject({
        of: z.string().describe("id of a provider, whose machine is meant, or an authority: platform, processor"),
        at: blocksOf("height of the date of revocation"),
        publishedAt: blocksOf("height from which lists say so"),
      }),
    )
    .default([]),
  issueDays: days("days between two issues of TCB Info and QE Identity"),
  crlDays: days("days between two lists of revoked certificates"),
  atGenesis: z.boolean().default(true).describe("whether the collateral of the time of genesis stands at genesis"),
});

/** See `intelSchema`. */
export type IntelSection = z.output<typeof intelSchema>;

/** What a section that is left out says. */
export const USUAL_INTEL: IntelSection = intelSchema.parse({});

/** Keys of a model about its enclave. */
export const enclaveKeys = {
  enclave: z.enum(["sgx", "tdx"]).optional().describe("what its enclave is: of SGX where left out, or a trust domain of TDX"),
  evidence: z.string().min(1).optional().describe("under `tee: evidence`, the name of the bundle of real evidence that its providers show"),
};

/** What a step may name of a platform to deny. */
export const denialKeys = {
  what: z.enum(["family", "machine", "enclave"]).describe("a whole FMSPC, one PPID, or one measurement"),
  name: z.string().describe("the family, the provider whose machine it is, or the model whose enclave it is"),
  lift: z.boolean().default(false).describe("whether it is denied no longer"),
};

/** Builds of a model's enclave. */
export const LAUNCHES = ["release", "debug", "leaky"] as const;

/** How a model's enclave is built and launched: as released; the same with DEBUG set; another build that shows its inputs to who runs it. */
export const launch = z.enum(LAUNCHES);
