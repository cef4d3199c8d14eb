import { describe, expect, it } from "vitest";
import { exactly, lux } from "../../src/report/money.ts";
import { listed, percent, plural, whole } from "../../src/report/numbers.ts";
import { ticks, tickText } from "../../src/report/ticks.ts";

describe("money", () => {
  it.each([
    ["0", "0 LUX"],
    ["-0", "0 LUX"],
    ["1", "0.000000001 LUX"],
    ["-2100000", "-0.0021 LUX"],
    ["10", "0.00000001 LUX"],
    ["999999999", "0.999999999 LUX"],
    ["1000000000", "1 LUX"],
    ["14400000000", "14.4 LUX"],
    ["100000000000", "100 LUX"],
    ["-100000000000", "-100 LUX"],
    ["1000000000000", "1,000 LUX"],
    ["1234567890123456789", "1,234,567,890.123456789 LUX"],
    ["18446744073709551615", "18,446,744,073.709551615 LUX"],
    ["007000000000", "7 LUX"],
    ["not money", "not money"],
    ["", ""],
  ])("%s nLUX is %s", (amount, text) => {
    expect(lux(amount)).toBe(text);
  });

  it("is exact in nLUX", () => {
    expect(exactly("-2100000")).toBe("-2100000 nLUX");
    expect(exactly(5n)).toBe("5 nLUX");
  });
});

describe("numbers", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1,000"],
    [-1_234_567, "-1,234,567"],
    ["12345", "12,345"],
    ["1.5", "1.5"],
  ])("%s is %s", (value, text) => {
    expect(whole(value)).toBe(text);
  });

  it("are counted and listed", () => {
    expect([plural(1, "case"), plural(2_000, "case")]).toEqual(["1 case", "2,000 cases"]);
    expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual(["", "a", "a and b", "a, b and c"]);
  });

  it("as shares say all of all only", () => {
    expect([percent(0n, 10n), percent(10n, 10n), percent(9_999n, 10_000n), percent(1n, 10_000n), percent(1n, 0n)]).toEqual([
      "0%",
      "100%",
      "99.9%",
      "< 0.1%",
      "–",
    ]);
  });

  it("on an axis are round", () => {
    expect(ticks(44, 172, 5, true)).toEqual({ values: [50, 100, 150], step: 50 });
    expect(ticks(0, 3, 8, true).values).toEqual([0, 1, 2, 3]);
    expect([tickText(1_500, 500), tickText(-50, 50), tickText(0.15, 0.05), tickText(0, 0.05)]).toEqual(["1,500", "−50", "0.15", "0"]);
  });
});
