import fc from "fast-check";

/** A share of the runs that a property is given (`setup.ts`): below one for dear properties, above for cheap and subtle ones. */
export const runs = (share: number): { readonly numRuns: number } => ({ numRuns: Math.ceil(share * (fc.readConfigureGlobal().numRuns ?? 100)) });
