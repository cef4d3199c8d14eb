/** Comparing outputs under a model's tolerance: usable alone. */
export { COMPARISONS, type Comparison, compareOutputs, comparisonCodec } from "./compare.ts";
export { compareDecimals, type Decimal, decimal, formatDecimal, parseDecimal } from "./decimal.ts";
export { addDistances, compareDistances, type Distance } from "./distance.ts";
export { distanceOf } from "./distance-of.ts";
export { toleranceFlaw } from "./flaw.ts";
export { DTYPES, type Dtype, f32Output, OUTPUT_DATA_MAX, type Output, outputCodec, type Request, requestCodec } from "./output.ts";
export { MEASURED } from "./premises.ts";
export { type ComparatorName, type Tolerance, toleranceCodec } from "./tolerance.ts";
