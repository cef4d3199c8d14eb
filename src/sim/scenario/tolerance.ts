import { z } from "zod";
import { type Decimal, parseDecimal } from "../../model/tolerance/decimal.ts";

/** A threshold: a number, or text where more digits are wanted than a number holds. */
const threshold = z
  .union([z.number().min(0), z.string()])
  .transform((value, context): Decimal => {
    const decimal = parseDecimal(String(value));
    if (decimal !== undefined) return decimal;
    context.addIssue({ code: "custom", message: "a decimal number such as 0.000004 wanted, at most 19 digits" });
    return z.NEVER;
  })
  .describe("a threshold, exact as written");

const pair = { agree: threshold, fault: threshold };
const allowance = z.strictObject({ atol: threshold, rtol: threshold });

const ulps = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .describe("whole units in the last place");

const likeness = z.strictObject({
  overlap: z
    .int()
    .min(0)
    .max(2 ** 16 - 1)
    .describe("candidates of the k at a position that both name"),
  logit: threshold,
});

const row = z.strictObject({
  basisPoints: z.int().min(1).max(10_000).describe("percentile of the elementwise error, in basis points: 9900 is the 99th"),
  ...pair,
});

/** A model's tolerance as a scenario writes it: the comparator's name beside its thresholds. */
export const toleranceSchema = z.discriminatedUnion("comparator", [
  z.strictObject({ comparator: z.literal("bytes") }),
  z.strictObject({ comparator: z.literal("absolute"), ...pair }),
  z.strictObject({ comparator: z.literal("relative"), agree: allowance, fault: allowance }),
  z.strictObject({ comparator: z.literal("l2"), ...pair }),
  z.strictObject({ comparator: z.literal("ulp"), agree: ulps, fault: ulps }),
  z.strictObject({ comparator: z.literal("cosine"), ...pair }).describe("thresholds of 1 − cos: 0.001 is a cosine of 0.999"),
  z.strictObject({ comparator: z.literal("topk"), agree: likeness, fault: likeness }).describe("for outputs of the type tokens"),
  z.strictObject({ comparator: z.literal("envelope"), rows: z.array(row).min(1).max(8) }),
]);
