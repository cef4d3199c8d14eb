/** A schedule that has one of everything, and how its evidence is judged. */
import { type P256, realCrypto } from "../../../src/model/index.ts";
import type { Verdict } from "../../../src/model/tee/evidence.ts";
import { verify } from "../../../src/model/tee/index.ts";
import type { Intel } from "../../../src/sim/platform/intel.ts";
import { collateralOf } from "../../../src/sim/platform/items.ts";
import { DAY, type IntelSchedule, type Tee } from "../../../src/sim/platform/schedule.ts";

/** 1 January 2026. */
export const ORIGIN = 1_767_225_600;

/** So many days after the origin. */
export const day = (days: number): number => ORIGIN + days * DAY;

/** Two families, of which one recovers twice; better quoting enclaves for TDX on day 50; a machine and an authority that are revoked afterwards. */
export const SCHEDULE: IntelSchedule = {
  seed: "schedule",
  origin: ORIGIN,
  issueEvery: 7 * DAY,
  crlEvery: 10 * DAY,
  families: [
    {
      name: "ice",
      fmspc: "0x00606a000000",
      authority: "platform",
      recoveries: [
        { at: day(20), publishedAt: day(40), older: "OutOfDate", advisories: ["INTEL-SA-00001"] },
        { at: day(100), publishedAt: day(102), older: "Revoked", advisories: ["INTEL-SA-00002"] },
      ],
    },
    { name: "coffee", fmspc: "0x00906ed50000", authority: "processor", recoveries: [] },
  ],
  machines: [
    { name: "keen", family: "ice", patchesAt: [day(21), day(51), day(101)] },
    { name: "slow", family: "ice", patchesAt: [day(60), day(120)] },
    { name: "never", family: "ice", patchesAt: [] },
    { name: "old", family: "coffee", patchesAt: [] },
    { name: "caught", family: "ice", patchesAt: [day(21), day(51)] },
  ],
  enclaves: [
    { name: "runner", tee: "sgx", build: "runner 1", debug: false },
    { name: "runner in a debugger", tee: "sgx", build: "runner 1", debug: true },
    { name: "guest", tee: "tdx", build: "guest 1", debug: false },
    { name: "guest in a debugger", tee: "tdx", build: "guest 1", debug: true },
  ],
  qe: { sgx: [], tdx: [{ at: day(49), publishedAt: day(50), older: "OutOfDate", advisories: ["INTEL-SA-00003"] }] },
  revocations: [
    { of: "caught", at: day(25), publishedAt: day(33) },
    { of: "processor", at: day(60), publishedAt: day(95) },
  ],
};

/** What a quote shows. */
export const DATA = Uint8Array.from({ length: 64 }, (_, index) => (index < 32 ? index : 0));

/** The verdict of the default policy at a time on a quote of a machine, with the collateral of that time or of another. */
export function judge(intel: Intel, quote: Uint8Array, machine: string, tee: Tee, at: number, served = at, p256: P256 = realCrypto.p256): Verdict {
  const collateral = collateralOf(intel.itemsAt(served), intel.root, intel.wantedFor(machine, tee));
  return verify({ quote, collateral, root: intel.root }, { at }, p256);
}
