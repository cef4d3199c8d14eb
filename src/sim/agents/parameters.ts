import { z } from "zod";
import { AMOUNT_PATTERN, BLOCKS_PATTERN, parseAmount, parseBlocks, parseTime, TIME_PATTERN } from "../units.ts";

const U64_MAX = 2n ** 64n - 1n;

/** An amount with its unit, as nLUX. */
export const amount = (about: string) =>
  z
    .string("an amount with its unit wanted, such as “100 LUX” or “250 nLUX”")
    .regex(AMOUNT_PATTERN, "an amount such as “100 LUX” or “250 nLUX” wanted")
    .transform(parseAmount)
    .refine((nanoLux) => nanoLux <= U64_MAX, "at most 18446744073 LUX wanted: money is 64 bits of nLUX")
    .describe(about);

/** A number of blocks, as `600 blocks`. */
export const blocksOf = (about: string) =>
  z
    .string("a number of blocks with its unit wanted, such as “600 blocks”")
    .regex(BLOCKS_PATTERN, "a number of blocks such as “600 blocks” wanted")
    .transform(parseBlocks)
    .describe(about);

/** The longest time that a scenario can name. */
const TIME_MAX = parseTime("86400 s");

/** A time, as `20 s` or `200 ms`, in virtual microseconds. */
export const timeOf = (about: string) =>
  z
    .string("a time with its unit wanted, such as “20 s” or “200 ms”")
    .regex(TIME_PATTERN, "a time such as “20 s” or “200 ms” wanted")
    .transform(parseTime)
    .refine((micros) => micros <= TIME_MAX, "at most 86400 s wanted")
    .describe(about);

/** How long a provider computes. */
export const latency = timeOf("how long an inference takes").prefault("3 s");

/** A probability. */
export const probability = (about: string) => z.number().min(0).max(1).describe(about);

/** A whole number from 0. */
export const count = (about: string) => z.int().min(0).max(1_000_000).describe(about);

/** A platform of recorded outputs, beside the provider's own. */
export const platformName = (about: string) => z.string().min(1).describe(about);

/** Ids of groups of agents. */
export const groups = (about: string) => z.array(z.string()).describe(about);

/** Yes or no. */
export const flag = (about: string) => z.boolean().describe(about);
