/** Each variant of a ruling ends differently from the default somewhere; the table says where, and how. */
import { describe, expect, it } from "vitest";
import { WITNESSES } from "../../src/conformance/witnesses/index.ts";
import { optionsOf } from "../../src/conformance/witnesses/witness.ts";
import { RULING_ROWS } from "../../src/model/params/rulings.ts";

describe("a witness", () => {
  it.each(WITNESSES.map((witness) => [witness.ruling, witness.variant, witness] as const))("%s %s", (_, _variant, witness) => {
    const [standard, variant] = optionsOf(witness);
    expect([witness.play(standard), witness.play(variant)]).toEqual(witness.ends);
    expect(witness.ends[0]).not.toBe(witness.ends[1]);
  });

  it("is there for every variant, and for no other", () => {
    const wanted = RULING_ROWS.flatMap(([id, { variants }]) => Object.keys(variants).map((name) => `${id} ${name}`));
    expect(WITNESSES.filter(({ variant }) => variant !== "numbers").map(({ ruling, variant }) => `${ruling} ${variant}`)).toEqual(wanted);
  });
});
