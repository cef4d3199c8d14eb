/**
 * The vectors on disk: replayed as they say, whole; one byte altered in any of their files is noticed; every
 * code that a block can be given occurs.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TABLES as DECLARED } from "../../properties/declared.ts";
import { coverageOf } from "../../src/conformance/coverage.ts";
import { FAMILIES } from "../../src/conformance/generate.ts";
import { KINDS } from "../../src/conformance/kinds.ts";
import { rememberingKeyring } from "../../src/conformance/remembering.ts";
import { replayVectors } from "../../src/conformance/replay.ts";
import { snapshotCodec, stateOf } from "../../src/conformance/snapshot.ts";
import { TABLES } from "../../src/conformance/tables.ts";
import { VectorFileError, VectorFolder } from "../../src/conformance/vector-files.ts";
import { indexOf, type VectorFiles, type VectorIndex } from "../../src/conformance/vector-index.ts";
import { type CaseFile, jsonBytes, rootHex } from "../../src/conformance/vectors/vector.ts";
import { blockCodec } from "../../src/model/chain/block.ts";
import { TRANSACTIONS } from "../../src/model/chain/transactions.ts";
import { realKeyring } from "../../src/model/crypto/real.ts";
import { decode, encode } from "../../src/model/encoding/codec.ts";
import { toHex } from "../../src/model/encoding/hex.ts";
import { eventCodec } from "../../src/model/events/events.ts";
import { toleranceCodec } from "../../src/model/tolerance/tolerance.ts";
import { ROOT } from "../sim/fixture.ts";

const FOLDER = join(ROOT, "fixtures", "vectors");
const paths = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(FOLDER, name)).isFile());
const FILES: VectorFiles = new Map(paths.sort().map((path) => [path, new Uint8Array(readFileSync(join(FOLDER, path)))]));
const crypto = rememberingKeyring(realKeyring).crypto;

const jsonOf = <T>(path: string): T => JSON.parse(new TextDecoder().decode(FILES.get(path))) as T;
const INDEX = jsonOf<VectorIndex>("index.json");
const CASES = paths.filter((path) => path.endsWith("/case.json")).map((path) => [path.replace("/case.json", ""), jsonOf<CaseFile>(path)] as const);

const folderOf = (files: VectorFiles): VectorFolder => new VectorFolder((path) => files.get(path));
/** Replays the vectors of one folder, and gives the first difference. */
function replay(files: VectorFiles, only: string): string | undefined {
  const [family, name] = only.split("/");
  for (const { vector, difference } of replayVectors(folderOf(files), crypto, { family, name })) if (vector === only) return difference;
  throw new Error(`there is no vector ${only}`);
}

/** The files with one other, and an index that says so. */
function altered(path: string, bytes: Uint8Array): VectorFiles {
  const files = new Map([...FILES, [path, bytes] as const]);
  files.delete("index.json");
  return new Map([...files, ["index.json", jsonBytes(indexOf(files, INDEX.families))] as const]);
}
const ZERO = `0x${"00".repeat(32)}` as const;
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, bytes[at]! ^ 1);

describe("vectors on disk", () => {
  // That they are what the code makes, byte for byte: test/cli/conformance.test.ts, which makes them once.
  it("are as they say", () => {
    const results = [...replayVectors(folderOf(FILES), crypto)];
    expect(results.filter(({ difference }) => difference !== undefined)).toEqual([]);
    expect(results).toHaveLength(INDEX.vectors);
  });

  it("are small: under 12 MB in all, each binary under 1 MB", () => {
    const sizes = [...FILES].map(([path, { length }]) => [path, length] as const);
    expect(sizes.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(12_000_000);
    expect(sizes.filter(([path, size]) => path.endsWith(".bin") && size > 1_000_000)).toEqual([]);
  });

  it("keep each state once", () => {
    const states = [...FILES].filter(([path]) => path.endsWith("/state.bin")).map(([, bytes]) => toHex(bytes));
    expect(new Set(states).size).toBe(states.length);
    const named = new Set(CASES.flatMap(([, { state }]) => state?.file ?? []));
    expect(named.size).toBe(states.length);
  });

  it("have states from which a client can go on: root and twin follow from the bytes", () => {
    for (const [, { state }] of CASES) {
      if (state === undefined) continue;
      const decoded = decode(snapshotCodec, FILES.get(state.file)!);
      if (!decoded.ok) throw new Error(state.file);
      expect(rootHex(stateOf(decoded.value, crypto))).toBe(state.root);
      const twin = FILES.get(state.file.replace(".bin", ".json"));
      expect(toHex(jsonBytes(snapshotCodec.toJson(decoded.value)))).toBe(toHex(twin!));
    }
  });
});

describe("one byte altered", () => {
  const sample = CASES.filter((_, index) => index % 16 === 0).map(([folder]) => folder);
  const files = paths.filter((path) => sample.some((folder) => path.startsWith(`${folder}/`)));

  it.each(files)("in %s is noticed", (path) => {
    const bytes = FILES.get(path)!;
    const places = bytes.length === 0 ? [] : [0, Math.floor(bytes.length / 2), bytes.length - 1];
    for (const at of places) {
      const broken = folderOf(new Map([...FILES, [path, flipped(bytes, at)] as const]));
      const [family, name] = path.split("/");
      const error = (() => {
        try {
          for (const { difference } of replayVectors(broken, crypto, { family, name })) if (difference !== undefined) return difference;
        } catch (caught) {
          return caught;
        }
        return undefined;
      })();
      expect(error).toBeInstanceOf(VectorFileError);
      expect((error as VectorFileError).file).toBe(path);
    }
  });

  it("of the index is noticed before anything is read", () => {
    const bytes = FILES.get("index.json")!;
    for (const at of [20, Math.floor(bytes.length / 2)]) {
      expect(() => folderOf(new Map([...FILES, ["index.json", flipped(bytes, at)] as const]))).toThrow(VectorFileError);
    }
  });
});

describe("a vector that says otherwise", () => {
  const says = (folder: string, change: (about: CaseFile) => object): VectorFiles => {
    const path = `${folder}/case.json`;
    return altered(path, jsonBytes({ ...jsonOf<CaseFile>(path), ...change(jsonOf<CaseFile>(path)) }));
  };
  const expecting = (fields: object) => (about: CaseFile) => ({ expected: { ...about.expected, ...fields } });
  const root = `0x${"11".repeat(32)}`;

  it.each([
    ["transfer/amount-zero-nothing", expecting({ code: "BALANCE_TOO_LOW" }), "code: BALANCE_TOO_LOW wanted, AMOUNT_ZERO got"],
    ["transfer/amount-zero-nothing", expecting({ root }), "root: 0x11"],
    ["transfer/amount-zero-nothing", expecting({ applied: false }), "refused with AMOUNT_ZERO wanted, applied"],
    ["block/block-parent-wrong-another-parent", expecting({ code: "BLOCK_HEIGHT_WRONG" }), "BLOCK_HEIGHT_WRONG wanted, BLOCK_PARENT_WRONG got"],
    ["state/two-records", expecting({ root }), "root: 0x11"],
    ["state/proof-the-ledger-is-there", expecting({ holds: false }), "holds: false wanted, true got"],
    ["genesis/valid-small", expecting({ chainId: root }), "chainId: 0x11"],
    ["genesis/genesis-malformed-no-proposer", expecting({ code: "PARAMETER_REFUSED" }), "PARAMETER_REFUSED wanted, GENESIS_MALFORMED got"],
    ["case/void", expecting({ blocks: 1 }), "blocks: 1 wanted"],
    ["codec/refused-model-a-bool-of-2", expecting({ offset: 1 }), "offset: 1 wanted"],
    ["compare/l2-f32-at-agree", expecting({ comparison: "band" }), "comparison of a and b: band wanted, agree got"],
    [
      "compare/l2-f32-at-agree",
      expecting({ distance: "infinite" }),
      'distance of a and b: "infinite" wanted, {"numerator":"1","denominator":"25"} got',
    ],
    ["transfer/amount-zero-nothing", ({ state }: CaseFile) => ({ state: { ...state, root } }), "root of the state: 0x11"],
  ] as const)("%s %#", (folder, change, wanted) => {
    expect(replay(says(folder, change), folder)).toContain(wanted);
  });

  it("in its receipts is named with byte, place and codes", () => {
    const path = "transfer/valid-one-nlux/receipts.bin";
    const at = 1 + 4 + 32 + 1;
    expect(replay(altered(path, FILES.get(path)!.with(at, 100)), "transfer/valid-one-nlux")).toBe(
      `receipts.bin, byte ${at}: 0x64 wanted, 0x00 got (receipt 0: AMOUNT_ZERO wanted, applied got)`,
    );
  });

  it("of a block whose roots it wants otherwise, is named by what is behind them", () => {
    const path = "transfer/valid-one-nlux/block.bin";
    const decoded = decode(blockCodec, FILES.get(path)!);
    if (!decoded.ok) throw new Error(path);
    const [of, at] = [
      altered(path, encode(blockCodec, { ...decoded.value, header: { ...decoded.value.header, stateRoot: ZERO } })),
      "transfer/valid-one-nlux",
    ];
    expect(replay(of, at)).toMatch(/^root, with the receipts as they should be: 0x0{64} wanted, 0x[0-9a-f]{64} got$/);
  });

  it("in a step of a trace is named with its height", () => {
    const bytes = FILES.get("case/void/trace.bin")!;
    expect(replay(altered("case/void/trace.bin", flipped(bytes, bytes.length - 1)), "case/void")).toMatch(/^step \d+, height \d+: root: /);
  });

  it("in a twin of the encoding is named", () => {
    const path = "codec/account/value.json";
    const text = new TextDecoder().decode(FILES.get(path)).replace(/"nonce": "\d+"/, '"nonce": "77"');
    expect(replay(altered(path, new TextEncoder().encode(text)), "codec/account")).toContain("value.json, byte ");
  });
});

describe("files that are not what they should be", () => {
  const without = (path: string): VectorFolder => {
    const files = new Map(FILES);
    files.delete(path);
    return folderOf(files);
  };
  it("are named: missing", () => {
    expect(() => without("index.json")).toThrow("there is no such file");
    expect(() => [...replayVectors(without("transfer/valid-one-nlux/block.bin"), crypto, { family: "transfer" })]).toThrow("there is no such file");
  });

  it("are named: a state that does not decode", () => {
    const { state } = jsonOf<CaseFile>("transfer/valid-one-nlux/case.json");
    const files = altered(state!.file, FILES.get(state!.file)!.slice(0, -1));
    expect(() => replay(files, "transfer/valid-one-nlux")).toThrow(/^byte \d+: /);
  });
});

describe("what the vectors cover", () => {
  it("is every code, every check, every pair", () => {
    const coverage = coverageOf(FILES);
    expect([coverage.unreached, coverage.uncheckedChecks, coverage.unpaired]).toEqual([[], [], []]);
    expect(coverage.pairs + coverage.impossible).toBe(coverage.adjacent);
  });

  it("is a family for every kind of transaction", () => {
    expect(Object.keys(INDEX.families)).toEqual([...FAMILIES.keys()]);
    for (const kind of Object.keys(TRANSACTIONS)) expect(INDEX.families[kind]).toBeGreaterThan(1);
  });

  it("is every kind of object, payload, event, comparator, table", () => {
    const decoded = CASES.flatMap(([folder, { shape }]) => (shape === "decode" ? [jsonOf<{ kind?: string }>(`${folder}/value.json`).kind] : []));
    const kinds = CASES.flatMap(([, { shape, expected }]) => (shape === "decode" ? [expected["kind"]] : []));
    expect([...new Set(kinds)].sort()).toEqual([...KINDS.keys()].sort());
    const tags = [...Object.keys(TRANSACTIONS), ...Object.keys(eventCodec.cases), ...Object.keys(toleranceCodec.cases)];
    expect(tags.filter((tag) => !decoded.includes(tag))).toEqual([]);
  });

  it("knows every table of the model", () => {
    expect(TABLES.map(({ name }) => name).sort()).toEqual(DECLARED.map(({ name }) => name).sort());
  });
});
