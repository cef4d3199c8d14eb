import fc from "fast-check";

/** A share of the runs that a property is given (`setup.ts`): below one for dear properties, above for cheap and subtle ones. */
export const runs = (share: number): { readonly numRuns: number } => ({ numRuns: Math.ceil(share * (fc.readConfigureGlobal().numRuns ?? 100)) });

/**
 * Whether what a property has met is held against a list: by the fixed seed only. By another a rare happening may stay away, and a
 * property that saw less than it could is no failure then.
 */
export const IS_FIXED_SEED: boolean = process.env["ACHAIN_PROPERTY_SEED"] === undefined;
