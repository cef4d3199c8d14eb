/**
 * docs/spec says what the code does: every kind of transaction with its byte, fields and checks in order, every table of the
 * state, event, enumeration, parameter, inequality, code and hash; and every worked example, computed anew.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type AnyCodec, TABLES } from "../../properties/declared.ts";
import { attestationBodyCodec } from "../../src/model/attestation/records.ts";
import { blockCodec, headerCodec, receiptCodec } from "../../src/model/chain/block.ts";
import { genesisCodec } from "../../src/model/chain/genesis.ts";
import { TRANSACTIONS, transactionCodec } from "../../src/model/chain/transactions.ts";
import { appealCodec, memberCodec, seatCodec } from "../../src/model/dispute/records.ts";
import { isAtFaultWithMost, isConcordant, strictMajority, tally } from "../../src/model/dispute/tally.ts";
import { decode } from "../../src/model/encoding/codec.ts";
import { fromHex } from "../../src/model/encoding/hex.ts";
import { CODES } from "../../src/model/errors/codes.ts";
import { eventCodec, PHASES, SLASH_CAUSES } from "../../src/model/events/events.ts";
import { changeCodec, keySetCodec } from "../../src/model/governance/records.ts";
import { INEQUALITIES, WAIVERS } from "../../src/model/params/consistency.ts";
import { DEFAULT_PARAMETERS, LUX, PARAMETER_ROWS } from "../../src/model/params/parameters.ts";
import { PRESETS } from "../../src/model/params/presets.ts";
import { type Protocol, protocolCodec, REFERENCE } from "../../src/model/params/protocol.ts";
import { RULING_ROWS, type RulingId } from "../../src/model/params/rulings.ts";
import { modelChanges } from "../../src/model/registry/changes.ts";
import { measurementCodec } from "../../src/model/registry/measurement.ts";
import { profileCodec } from "../../src/model/staking/records.ts";
import { proofCodec } from "../../src/model/state/proof.ts";
import { outputCodec, requestCodec } from "../../src/model/tolerance/output.ts";
import { toleranceCodec } from "../../src/model/tolerance/tolerance.ts";
import { EXAMPLES, REFUSED } from "./examples.ts";
import { anchorsOf, holds, linksOf, PAGES, pageText, sectionOf, tableOf, tablesOf } from "./pages.ts";
import { PAYOUTS } from "./payouts.ts";

type Fields = { readonly [name: string]: AnyCodec };

const SPEC = join(import.meta.dirname, "../../docs/spec");
const MODEL = join(import.meta.dirname, "../../src/model");
const KINDS = Object.entries(TRANSACTIONS);
const byte = (number: number): string => `0x${number.toString(16).padStart(2, "0")}`;
const numeric = (cell: string): number => Number(cell.replaceAll(",", ""));

/** Enumerations as encoding.md names them: `enum<…>` → name. */
const NAMES = new Map(
  tableOf(sectionOf("encoding.md", "Enumerations"), "Name").rows.map(([name, values]) => [`enum<${values!.split(", ").join(" | ")}>`, name!]),
);

/** A codec's name with the names of enumerations put in. */
function typeOf(codec: AnyCodec): string {
  let name = codec.name;
  for (const [listed, known] of NAMES) name = name.replaceAll(listed, known);
  return name;
}

const fieldsOf = (codec: AnyCodec): string[][] =>
  Object.entries((codec as unknown as { fields: Fields }).fields).map(([name, type]) => [name, typeOf(type)]);

/** Field and type columns of a table of fields, without the line of the version byte. */
const documented = (text: string, firstColumn = "Field"): string[][] =>
  tableOf(text, firstColumn)
    .rows.filter(([, type]) => type !== "01")
    .map(([name, type]) => [name!, type!]);

describe("transactions.md", () => {
  it("has a section for each kind, in the order of their bytes, and no other", () => {
    const sections = [...pageText("transactions.md").matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    const ordered = KINDS.toSorted(([, a], [, b]) => a.number - b.number);
    expect(sections).toEqual(ordered.map(([name]) => name));
    const index = tableOf(sectionOf("transactions.md", "Transactions"), "Kind byte").rows;
    expect(index.map(([number, link]) => [number, link])).toEqual(
      ordered.map(([name, { number }]) => [byte(number), `[${name}](#${name.toLowerCase()})`]),
    );
    const sizes = ({ minBytes, maxBytes }: AnyCodec): readonly number[] => (minBytes === maxBytes ? [minBytes] : [minBytes, maxBytes]);
    expect(index.map(([, , bytes]) => bytes!.split(" to ").map(numeric))).toEqual(ordered.map(([, { payload }]) => sizes(payload as AnyCodec)));
  });

  describe.each(KINDS)("%s", (name, type) => {
    const text = sectionOf("transactions.md", name);

    it("has its kind byte in the first line", () => {
      expect(text.trim().split("\n")[0]).toContain(`Kind byte \`${byte(type.number)}\`.`);
    });

    it("has the payload's fields", () => {
      expect(documented(text)).toEqual(fieldsOf(type.payload as AnyCodec));
    });

    it("says of each check when it refuses", () => {
      for (const [number, code, condition] of tableOf(text, "Number").rows) expect(condition, `${number} ${code}`).toMatch(/\S/);
    });

    it("has the checks in their order", () => {
      const rows = tableOf(text, "Number").rows.map(([number, code]) => [Number(number), code]);
      expect(rows).toEqual(type.codes.map((code) => [CODES[code].number, code]));
    });
  });
});

describe("state.md", () => {
  const ordered = [...TABLES].sort((a, b) => a.number - b.number);

  it("lists every table with its number and key", () => {
    const rows = tableOf(sectionOf("state.md", "Tables"), "Number").rows.map(([number, name, key]) => [number, name, key]);
    const keyOf = (table: object): string => (table as { keyParts: readonly AnyCodec[] }).keyParts.map(({ name }) => name).join(", ");
    expect(rows).toEqual(ordered.map((table) => [byte(table.number), table.name, keyOf(table) || "–"]));
  });

  it.each(ordered.filter(({ value }) => "fields" in value).map((table) => [table.name, table.value as AnyCodec] as const))(
    "has the fields of %s",
    (name, value) => {
      expect(documented(sectionOf("state.md", `\`${name}\``))).toEqual(fieldsOf(value));
    },
  );

  it("has a section for each table", () => {
    for (const { name } of ordered) expect(sectionOf("state.md", `\`${name}\``)).not.toBe("");
  });

  it("has the fields of members, seats and appeals", () => {
    const text = sectionOf("state.md", "`case`");
    expect(documented(text, "Field of member")).toEqual(fieldsOf(memberCodec as AnyCodec));
    expect(documented(text, "Field of seat")).toEqual(fieldsOf(seatCodec as AnyCodec));
    expect(documented(text, "Field of appeal")).toEqual(fieldsOf(appealCodec as AnyCodec));
    const sizes = [memberCodec, seatCodec, appealCodec].map(({ minBytes, maxBytes }) => `${minBytes} to ${maxBytes} bytes`);
    for (const size of sizes) expect(text).toContain(size);
  });

  it("has the fields of profiles", () => {
    expect(documented(sectionOf("state.md", "`service`"), "Field of profile")).toEqual(fieldsOf(profileCodec as AnyCodec));
  });
});

describe("objects", () => {
  const objects: readonly (readonly [page: string, heading: string, codec: AnyCodec])[] = [
    ["blocks.md", "Genesis", genesisCodec],
    ["blocks.md", "Header", headerCodec],
    ["blocks.md", "Receipt", receiptCodec],
    ["state.md", "Proofs", proofCodec],
    ["comparators.md", "Request", requestCodec],
    ["comparators.md", "Output", outputCodec],
    ["attestations.md", "What an attestation holds", attestationBodyCodec],
    ["encoding.md", "Transactions", transactionCodec],
  ];
  it.each(objects)("%s, %s: fields", (page, heading, codec) => {
    const payloadIsAUnion = ([name, type]: string[]): string[] => [name!, type === "payload" ? "union" : type!];
    expect(documented(sectionOf(page, heading))).toEqual(fieldsOf(codec).map(payloadIsAUnion));
  });

  it("blocks.md and state.md give the types of a block's transactions and of a case's input", () => {
    expect(sectionOf("blocks.md", "Block")).toContain(`\`${(blockCodec as unknown as { fields: Fields }).fields["transactions"]!.name}\``);
    const input = TABLES.find(({ name }) => name === "caseInput")!.value as unknown as { body: AnyCodec };
    expect(sectionOf("state.md", "`caseInput`")).toContain(`\`${input.body.name}\``);
  });

  it("have the sizes that encoding.md gives", () => {
    const codecs: Fields = {
      genesis: genesisCodec,
      transaction: transactionCodec,
      header: headerCodec,
      block: blockCodec,
      receipt: receiptCodec,
      request: requestCodec,
      output: outputCodec,
      proof: proofCodec,
    };
    const rows = tableOf(sectionOf("encoding.md", "Top-level objects"), "Object").rows.slice(0, -1);
    expect(rows.map(([name, sizes]) => [name, ...sizes!.split(" … ").map(numeric)])).toEqual(
      Object.entries(codecs).map(([name, { minBytes, maxBytes }]) => (minBytes === maxBytes ? [name, minBytes] : [name, minBytes, maxBytes])),
    );
  });

  it("has the steps of the end of a block in the order of the code", () => {
    const steps: readonly (readonly [call: string, records: RegExp])[] = [
      ["expireOrders", /^orders/],
      ["expireClaims", /^claims/],
      ["judgeEquivocations", /^reports of equivocation/],
      ["advanceCases", /^cases/],
      ["finalizeAttestations", /^attestations/],
      ["endUnbonding", /^providers/],
      ["applyModelChanges", /^changes by owners/],
      ["applyChanges", /^changes of governance/],
      ["dropSets", /^sets of validators/],
      ["prune", /R52 pruned/],
    ];
    const source = readFileSync(join(MODEL, "chain/end-of-block.ts"), "utf8").split("export function endOfBlock")[1]!;
    expect([...source.matchAll(/(\w+)\(work(?:, provider)?\)/g)].map((match) => match[1])).toEqual(steps.map(([call]) => call));
    const rows = tableOf(sectionOf("blocks.md", "End of block"), "Step").rows;
    expect(rows.map(([step]) => Number(step))).toEqual(steps.map((_, index) => index + 1));
    for (const [index, [, records]] of steps.entries()) expect(rows[index]![1]).toMatch(records);
  });

  it("knows every tolerance", () => {
    const rows = tableOf(sectionOf("comparators.md", "Tolerances"), "Tag").rows.map(([tag, name, , size]) => [Number(tag), name, Number(size)]);
    expect(rows).toEqual(Object.entries(toleranceCodec.cases).map(([name, [tag, { maxBytes }]]) => [tag, name, 1 + maxBytes]));
  });
});

describe("governance.md", () => {
  const unions: readonly (readonly [heading: string, union: AnyCodec])[] = [
    ["What owners change", (modelChanges.value as unknown as { fields: Fields }).fields["change"]!],
    ["Measurements", measurementCodec],
    ["What governance changes", changeCodec],
  ];
  it.each(unions)("%s: every tag with its fields", (heading, union) => {
    const rows = tableOf(sectionOf("governance.md", heading), "Tag").rows.map((row) => row.slice(0, 3));
    const cases = Object.entries((union as unknown as { cases: { readonly [name: string]: readonly [number, AnyCodec] } }).cases);
    const fields = (codec: AnyCodec): string =>
      fieldsOf(codec)
        .map((field) => field.join(" "))
        .join(", ");
    expect(rows).toEqual(cases.map(([name, [tag, codec]]) => [String(tag), name, fields(codec)]));
  });

  it("has the fields of a set of keys", () => {
    expect(documented(sectionOf("governance.md", "Keys"), "Field of keySet")).toEqual(fieldsOf(keySetCodec as AnyCodec));
  });
});

describe("cases.md", () => {
  it("has every phase in its table and in the diagram", () => {
    const phases = tableOf(sectionOf("cases.md", "From claim to verdict"), "Phase").rows.flatMap(([names]) => names!.split(", "));
    expect(phases.filter((name) => name !== "(claim)").sort()).toEqual([...PHASES].sort());
    for (const phase of PHASES) expect(sectionOf("cases.md", "From claim to verdict")).toMatch(new RegExp(`\\b${phase.toUpperCase()}\\b`));
  });
});

describe("verdicts.md", () => {
  it("tallies the third provider as the code does", () => {
    const rows = tableOf(sectionOf("verdicts.md", "Tally"), "Seat against A").rows;
    const said = (cell: string) => (cell === "not revealed" ? undefined : (cell.toLowerCase() as "agree" | "band" | "fault"));
    for (const [a, b, ...verdicts] of rows) {
      const ballot = [said(a!), said(b!)];
      const found = tally([a !== "not revealed", b !== "not revealed"], [ballot], 1);
      expect(verdicts.slice(0, 2), `${a}, ${b}`).toEqual(found.map((verdict) => verdict.toUpperCase()));
    }
    const pairs = new Set(rows.map(([a, b]) => [a, b].sort().join(" ")));
    expect(pairs.size).toBe(10);
  });

  it("says which panels are concordant as the code does", () => {
    for (const row of tableOf(sectionOf("verdicts.md", "Concordance"), "Open seats by group").rows) {
      const seats = row[0]!.split(" + ").flatMap((size, group) => Array.from({ length: Number(size) }, () => group));
      const between = seats.map((own, seat) =>
        seats.map((group, other) => (seat === other ? undefined : group === own ? ("agree" as const) : ("fault" as const))),
      );
      const calm = between.filter((row, seat) => !isAtFaultWithMost(row.toSpliced(seat, 1), (saying) => saying)).length;
      expect(row, row[0]).toEqual([row[0], String(calm), String(strictMajority(seats.length)), isConcordant(between) ? "yes" : "no"]);
    }
  });
});

describe("staking.md", () => {
  it("has every cause of a slash", () => {
    const rows = tableOf(sectionOf("staking.md", "Slashing"), "Cause").rows;
    expect(rows.map(([cause]) => cause).sort()).toEqual([...SLASH_CAUSES].sort());
  });
});

describe("blocks.md", () => {
  it("has every event with its tag and fields", () => {
    const rows = tableOf(sectionOf("blocks.md", "Events"), "Tag").rows;
    const cases = Object.entries(eventCodec.cases) as unknown as [string, readonly [number, AnyCodec]][];
    const fields = (codec: AnyCodec): string =>
      fieldsOf(codec)
        .map((field) => field.join(" "))
        .join(", ");
    expect(rows).toEqual(cases.map(([name, [tag, codec]]) => [String(tag), name, fields(codec)]));
  });

  const grouped = (value: bigint | number): string => value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
  function lux(value: bigint): string {
    const fraction = (value % LUX).toString().padStart(9, "0").replace(/0+$/, "");
    return `${grouped(value / LUX)}${fraction === "" ? "" : `.${fraction}`} LUX`;
  }
  function shown(value: unknown, bound: boolean): string {
    if (typeof value === "bigint") return lux(value);
    if (Array.isArray(value)) return `[${value.join(", ")}]`;
    return bound ? grouped(value as number) : String(value);
  }

  it("has every parameter in order, with type, default and bounds", () => {
    const rows = tableOf(sectionOf("blocks.md", "Parameters"), "Name").rows.map((row) => row.slice(0, 5));
    expect(rows).toEqual(
      PARAMETER_ROWS.map(([name, row]) => [name, typeOf(row.codec), shown(row.default, false), shown(row.min, true), shown(row.max, true)]),
    );
  });

  it("has every inequality with its sides at the defaults, and whether it can be waived", () => {
    const rows = tableOf(sectionOf("blocks.md", "Inequalities"), "Name").rows.map(([name, , sides, waived]) => [name, sides, waived]);
    expect(rows).toEqual(
      INEQUALITIES.map(({ name, sides }) => {
        const [left, relation, right] = sides(DEFAULT_PARAMETERS, REFERENCE);
        return [name, `${shown(left, false)} ${relation} ${shown(right, false)}`, WAIVERS.includes(name) ? "yes" : "no"];
      }),
    );
    const others = WAIVERS.filter((name) => !INEQUALITIES.some((inequality) => inequality.name === name));
    for (const name of others) expect(sectionOf("blocks.md", "Inequalities")).toContain(`\`${name}\``);
  });

  it("has every variant of every ruling", () => {
    const rows = tableOf(sectionOf("blocks.md", "Ruling choices"), "Ruling").rows;
    const varied = RULING_ROWS.filter(([, { variants }]) => Object.keys(variants).length > 0);
    expect(rows.map(([id, , variants]) => [id, variants!.split("; ").map((variant) => variant.split(":")[0])])).toEqual(
      varied.map(([id, { variants }]) => [id, Object.keys(variants)]),
    );
    expect(sectionOf("blocks.md", "Ruling choices")).toContain(`${RULING_ROWS.length} bytes, one for each ruling`);
  });

  it("says of each variant what it changes where it acts", () => {
    const pages = PAGES.filter((page) => page !== "blocks.md")
      .map(pageText)
      .join("\n")
      .replace(/\s+/g, " ");
    const variants = RULING_ROWS.flatMap(([id, row]) => Object.keys(row.variants).map((name) => `${id} \`${name}\``));
    expect(variants.filter((variant) => !pages.includes(variant))).toEqual([]);
  });

  it("has every preset by what it chooses", () => {
    const choices = ({ parameters, rulings, unsafe }: Protocol): { readonly [part: string]: readonly string[] } => ({
      parameters: PARAMETER_ROWS.flatMap(([name, row]) => {
        const value = parameters[name];
        if (String(value) === String(row.default)) return [];
        return [`${name} ${Array.isArray(value) ? `[${value.join(", ")}]` : value}`];
      }),
      rulings: RULING_ROWS.flatMap(([id]) => (rulings[id as RulingId] === "default" ? [] : [`${id} ${rulings[id as RulingId]}`])),
      unsafe,
    });
    const { rows } = tableOf(sectionOf("blocks.md", "Presets"), "Preset");
    expect([...new Set(rows.map(([name]) => name))]).toEqual(Object.keys(PRESETS));
    for (const [name, preset] of Object.entries(PRESETS)) {
      const chosen = choices(preset);
      for (const part of Object.keys(chosen)) {
        const listed = rows.filter((row) => row[0] === name && row[1] === part).flatMap(([, , text]) => text!.split(", "));
        expect(listed, `${name}, ${part}`).toEqual(chosen[part]);
      }
    }
  });

  it("names the parts of a protocol in their order", () => {
    expect(documented(sectionOf("state.md", "`protocol`"))).toEqual(fieldsOf(protocolCodec as AnyCodec));
  });
});

describe("refusals", () => {
  it("are all in a table of blocks.md or transactions.md", () => {
    const rows = ["blocks.md", "transactions.md"].flatMap((page) => tablesOf(pageText(page))).flatMap((table) => table.rows);
    const listed = new Set(rows.map(([number, code]) => `${number} ${code}`));
    for (const [code, { number }] of Object.entries(CODES)) expect(listed, code).toContain(`${number} ${code}`);
  });

  it.each(["What genesis refuses", "Applying a block", "Charging"])("blocks.md, %s: numbers rise in the order of the checks", (heading) => {
    const numbers = tableOf(sectionOf("blocks.md", heading), "Number").rows.map(([number]) => Number.parseInt(number!, 10));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });
});

describe("hashing.md", () => {
  it("has every tag that the model uses", () => {
    const files = readdirSync(MODEL, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const sources = files.map((file) => readFileSync(join(MODEL, file), "utf8"));
    const tags = sources.flatMap((source) => [...source.matchAll(/taggedHash\("([^"]+)"\)/g)].map((match) => match[1]!));
    const listed = tableOf(sectionOf("hashing.md", "Every tagged hash"), "Object").rows.map(([tag]) => tag!);
    expect([...tags].filter((tag) => !tag.startsWith("ideal-")).sort()).toEqual([...listed].sort());
    for (const tag of tags) expect(pageText("hashing.md"), tag).toMatch(new RegExp(`"${tag}"|\`${tag}\``));
  });
});

describe("worked examples", () => {
  const rows = Object.entries(EXAMPLES).flatMap(([page, examples]) => Object.entries(examples).map(([label, text]) => [page, label, text] as const));
  it.each(rows)("%s: %s", (page, _, text) => {
    expect(holds(page, text), text).toBe(true);
  });

  it("of payouts", () => {
    const tables = tablesOf(sectionOf("payouts.md", "Worked examples")).map(({ rows: lines }) => lines.map((line) => line.slice(0, 3)));
    expect(tables).toEqual(PAYOUTS);
  });

  it("of refused bytes are refused", () => {
    const listed = tableOf(sectionOf("encoding.md", "What a decoder refuses"), "Type").rows.map(([type, bytes]) => [type, bytes]);
    expect(listed).toEqual(REFUSED.map(([codec, bytes]) => [typeOf(codec), bytes]));
    for (const [codec, bytes] of REFUSED) expect(decode(codec, fromHex(bytes)).ok, bytes).toBe(false);
  });
});

describe("pages", () => {
  it.each(PAGES)("%s: lines of at most 150 characters, rows of tables of enumerations apart", (page) => {
    expect(
      pageText(page)
        .split("\n")
        .filter((line) => line.length > (/^\| (TCB level|acceptable status) \|/.test(line) ? 260 : 150)),
    ).toEqual([]);
  });

  it.each(PAGES)("%s: links lead somewhere", (page) => {
    for (const link of linksOf(page)) {
      const [file, anchor] = link.split("#");
      const target = file === "" ? page : file!;
      expect(existsSync(join(SPEC, target)), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target), link).toContain(anchor);
    }
  });

  it("are all in the index", () => {
    expect(linksOf("README.md")).toEqual(expect.arrayContaining(PAGES.filter((page) => page !== "README.md")));
  });
});
