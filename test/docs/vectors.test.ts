/** docs/spec/vectors: a page for every family, all of them in the index, links that lead somewhere. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BLOCK_CHECKS } from "../../src/conformance/block-checks.ts";
import { FAMILIES } from "../../src/conformance/generate.ts";
import { snapshotCodec } from "../../src/conformance/snapshot.ts";
import { SHAPES } from "../../src/conformance/vectors/vector.ts";
import { TRANSACTIONS } from "../../src/model/chain/transactions.ts";
import { ROOT } from "../sim/fixture.ts";

const FOLDER = join(ROOT, "docs", "spec", "vectors");
const PAGES = readdirSync(FOLDER).sort();
const textOf = (page: string): string => readFileSync(join(FOLDER, page), "utf8");
const linksOf = (page: string): string[] => [...textOf(page).matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);

describe("pages of vectors", () => {
  it("are one for each family", () => {
    expect(PAGES).toEqual(["README.md", ...[...FAMILIES.keys()].map((family) => `${family}.md`)].sort());
    expect(linksOf("README.md")).toEqual(expect.arrayContaining(PAGES.filter((page) => page !== "README.md")));
  });

  it.each(PAGES)("%s: links lead somewhere", (page) => {
    for (const link of linksOf(page)) expect(existsSync(join(FOLDER, link.split("#")[0]!)), link).toBe(true);
  });

  it.each(PAGES.filter((page) => !textOf(page).startsWith("<!-- Made by")))("%s: lines of at most 150 characters", (page) => {
    expect(
      textOf(page)
        .split("\n")
        .filter((line) => line.length > 150),
    ).toEqual([]);
  });

  it("say every shape, the fields of a snapshot, and the checks of a block in their order", () => {
    for (const shape of SHAPES) expect(textOf("README.md")).toContain(`| \`${shape}\` |`);
    const { fields } = snapshotCodec.body as unknown as { readonly fields: { readonly [name: string]: { readonly name: string } } };
    for (const [name, { name: type }] of Object.entries(fields)) expect(textOf("README.md")).toContain(`| \`${name}\` | ${type} |`);
    expect(textOf("block.md").replace(/\s+/g, " ")).toContain(BLOCK_CHECKS.map((code) => `\`${code}\``).join(", "));
  });

  it.each(Object.keys(TRANSACTIONS))("%s: lists its vectors", (kind) => {
    const names = readdirSync(join(ROOT, "fixtures", "vectors", kind));
    for (const name of names) expect(textOf(`${kind}.md`)).toContain(`\`${name}\``);
  });
});
