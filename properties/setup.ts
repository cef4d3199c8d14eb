import fc from "fast-check";
import { useBackend } from "../src/cli/backend.ts";

/**
 * Every property runs from a fixed seed, so that a failure is the same on every machine; `ACHAIN_PROPERTY_SEED` takes another
 * one and `ACHAIN_PROPERTY_RUNS` more runs. Both are printed by fast-check in a counterexample.
 */
const seed = Number(process.env["ACHAIN_PROPERTY_SEED"] ?? 20260101);
const numRuns = Number(process.env["ACHAIN_PROPERTY_RUNS"] ?? 100);
fc.configureGlobal({ seed, numRuns });

/** Hashes and signatures by the fastest backend, as the command has them; `ACHAIN_BACKEND=noble` takes the reference. */
await useBackend();
