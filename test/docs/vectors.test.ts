/** docs/spec/vectors: a page for every family, all of them in the index, links that lead somewhere. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BLOCK_CHECKS } from "../../src/conformance/block-checks.ts";
import { FAMILIES } from "../../src/conformance/generate.ts";
import { KINDS, receiptsCodec, traceCodec } from "../../src/conformance/kinds.ts";
import { recordCodec, type Snapshot, snapshotCodec } from "../../src/conformance/snapshot.ts";
import { TABLES } from "../../src/conformance/tables.ts";
import { SHAPES } from "../../src/conformance/vectors/vector.ts";
import { TRANSACTIONS } from "../../src/model/chain/transactions.ts";
import { type Codec, decode } from "../../src/model/encoding/codec.ts";
import { outputCodec } from "../../src/model/tolerance/output.ts";
import { ROOT } from "../sim/fixture.ts";

const FOLDER = join(ROOT, "docs", "spec", "vectors");
const VECTORS = join(ROOT, "fixtures", "vectors");
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

  it("say how long a record of a snapshot can be, and what receipts and traces hold", () => {
    const text = textOf("README.md");
    const [key, value] = /(\d+) at most of the key, ([\d,]+) at most of the value/
      .exec(text)!
      .slice(1)
      .map((most) => Number(most!.replaceAll(",", "")));
    expect(value).toBe(Math.max(...TABLES.map((table) => table.value.maxBytes)));
    expect(8 + key! + value!).toBe(recordCodec.maxBytes);
    for (const [codec, field] of [
      [receiptsCodec, "receipts"],
      [traceCodec, "steps"],
    ] as const) {
      const { fields } = codec.body as unknown as { readonly fields: { readonly [name: string]: { readonly name: string } } };
      expect(text).toContain(`| \`${codec.name}\` | \`${field}\` | ${fields[field]!.name} |`);
    }
  });

  it("name every member of the index", () => {
    const index = JSON.parse(readFileSync(join(VECTORS, "index.json"), "utf8")) as object;
    for (const member of Object.keys(index)) expect(textOf("README.md")).toContain(`| \`${member}\` |`);
  });

  it("name every kind of the codec but the tables", () => {
    const tables = new Set(TABLES.map(({ name }) => name));
    for (const kind of KINDS.keys()) if (!tables.has(kind)) expect(textOf("codec.md")).toContain(`\`${kind}\``);
  });

  it("say at which byte the parts of a value that do not fit each other are refused", () => {
    const offsetOf = (codec: Codec<unknown>, bytes: readonly number[]): number | undefined => {
      const decoded = decode(codec, Uint8Array.from(bytes));
      return decoded.ok ? undefined : decoded.offset;
    };
    expect(offsetOf(outputCodec, [1, 1, 0, 0, 0, 0, 0, 0, 0, 0])).toBe(1); // the dtype
    expect(offsetOf(KINDS.get("tolerance")!, [1, 1, 0, 0, 0, 0, 0, 0, 0, 40, 7, 0, 0, 0, 0, 0, 0, 0, 1, 0])).toBe(2); // the coefficient
  });

  it("say which disputes begin with a case in JOIN", () => {
    const folder = join(VECTORS, "case");
    const begun = readdirSync(folder).map((name) => {
      const { state } = JSON.parse(readFileSync(join(folder, name, "case.json"), "utf8")) as { state: { file: string } };
      const decoded = decode(snapshotCodec, readFileSync(join(VECTORS, state.file))) as { readonly value: Snapshot };
      const values = decoded.value.records.map(({ table, value }) => ({ table: table.name, ...(value as object) }) as Record<string, unknown>);
      return { name, phases: values.filter(({ table }) => table === "case").map(({ phase }) => phase) };
    });
    expect(new Set(begun.map(({ phases }) => phases.join()))).toEqual(new Set(["", "join"]));
    const listed = /^(appeal-|join-|seat-at-fault$|both-slashed$|farther-slashed$|medoid$|no-appeal$|no-commitment$|one-threshold$|input-|teacher-)/;
    for (const { name, phases } of begun) expect(phases.length === 1, name).toBe(listed.test(name));
  });

  it.each(Object.keys(TRANSACTIONS))("%s: lists its vectors", (kind) => {
    const names = readdirSync(join(VECTORS, kind));
    for (const name of names) expect(textOf(`${kind}.md`)).toContain(`\`${name}\``);
  });
});
