/** Reads the source for what linters miss: anything that could make two machines differ, and files that grew too long. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(ROOT, folder, name))
    .sort();
}

/** Source without comments, so that prose may say what code may not. */
function codeOf(file: string): string {
  return readFileSync(file, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** What deterministic code may not say, and what to say instead. */
const BANNED: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bDate\b/, "virtual time of the kernel, block time of the chain"],
  [/\bperformance\b|\bhrtime\b/, "virtual time"],
  [/\bMath\.random\b|\bgetRandomValues\b|\brandomBytes\b|\brandomUUID\b/, "a labelled stream of the run's seed"],
  [/\balea\(\s*\)|\bseedrandom\(/, "a labelled stream of the run's seed"],
  [/\bsetTimeout\b|\bsetInterval\b|\bsetImmediate\b|\bqueueMicrotask\b|\basync\b|\bawait\b|\bPromise\b/, "the kernel's schedule"],
  [/\btoLocale\w*|\blocaleCompare\b|\bIntl\b/, "comparison by code unit, formatting by hand"],
  [/\.normalize\(/, "bytes as they are (R35)"],
  [
    /\bMath\.(?:a?sinh?|a?cosh?|a?tanh?|atan2|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)\b/,
    "integers or exact arithmetic: transcendental functions differ between machines",
  ],
  [/\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b/, "for … of over something ordered"],
  [/\bWeakMap\b|\bWeakSet\b|\bWeakRef\b/, "a Map in insertion order"],
  [/\bprocess\b|\bglobalThis\b|\bnavigator\b/, "a parameter"],
];

describe("deterministic code", () => {
  for (const file of [...filesUnder("src/model"), ...filesUnder("src/conformance"), ...filesUnder("src/sim"), ...filesUnder("src/fuzz")]) {
    it(relative(ROOT, file), () => {
      const lines = codeOf(file).split("\n");
      const found = lines.flatMap((line, index) =>
        BANNED.filter(([pattern]) => pattern.test(line)).map(
          ([pattern, instead]) => `${relative(ROOT, file)}:${index + 1}: ${pattern.exec(line)![0]}; use ${instead}`,
        ),
      );
      expect(found).toEqual([]);
    });
  }

  it("finds what it bans", () => {
    const samples = [
      "Date.now()",
      "Math.random()",
      "x.toLocaleString()",
      "a.localeCompare(b)",
      "Math.exp(1)",
      "for (const k in o) {}",
      "process.env",
    ];
    for (const sample of samples)
      expect(
        BANNED.some(([pattern]) => pattern.test(sample)),
        sample,
      ).toBe(true);
  });
});

describe("files of one idea", () => {
  it("are at most 320 lines, and lines at most 180 characters", () => {
    const long = filesUnder("src").flatMap((file) => {
      const lines = readFileSync(file, "utf8").split("\n");
      const isMarkup = file.includes(join("src", "report")); // a template of HTML is one line, however long its text
      const tooLong = isMarkup ? -1 : lines.findIndex((line) => line.length > 180);
      return [
        ...(lines.length > 320 ? [`${relative(ROOT, file)}: ${lines.length} lines`] : []),
        ...(tooLong >= 0 ? [`${relative(ROOT, file)}:${tooLong + 1}: ${lines[tooLong]!.length} characters`] : []),
      ];
    });
    expect(long).toEqual([]);
  });

  it("have no exported name without a doc comment", () => {
    const bare = filesUnder("src").flatMap((file) => {
      const lines = readFileSync(file, "utf8").split("\n");
      return lines.flatMap((line, index) => {
        if (!/^export (?:async |abstract |default )?(?:function\*?|const|class|interface|type|enum) (?!\{)/.test(line)) return [];
        const above = lines
          .slice(0, index)
          .reverse()
          .find((text) => !text.trim().startsWith("// biome-ignore"));
        return above?.trim().endsWith("*/") ? [] : [`${relative(ROOT, file)}:${index + 1}: ${line.slice(0, 60)}`];
      });
    });
    expect(bare).toEqual([]);
  });
});

/** What is loaded with some files, without what they import only where it is asked for, and without types. */
function loadedWith(...first: readonly string[]): ReadonlySet<string> {
  const known = new Set<string>();
  const waiting = first.map((file) => join(ROOT, file));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (known.has(file)) continue;
    known.add(file);
    if (!file.endsWith(".ts")) continue;
    for (const [, name] of codeOf(file).matchAll(/^(?:import|export) (?!type )(?:[^;"]*? from )?"([^"]+)";/gm))
      waiting.push(name!.startsWith(".") ? join(file, "..", name!) : name!);
  }
  return new Set([...known].map((file) => (file.startsWith(ROOT) ? relative(ROOT, file) : file)));
}

describe("a run of ideal signatures", () => {
  it("starts without the curves of BLS12-381, which a real one loads", () => {
    const run = loadedWith("src/cli/main.ts", "src/cli/run.ts");
    for (const file of ["src/sim/world/world.ts", "src/model/crypto/ideal.ts", "@noble/curves/secp256k1.js"]) expect(run).toContain(file);
    expect([...run].filter((file) => file.includes("bls12-381"))).toEqual([]);
    expect(loadedWith("src/model/crypto/real.ts")).toContain("@noble/curves/bls12-381.js");
  });
});

describe("the repository", () => {
  it("names no registry and no path of a machine", () => {
    const lock = readFileSync(join(ROOT, "package-lock.json"), "utf8");
    expect(lock).not.toContain('"resolved"');
    expect(lock).not.toMatch(/https?:\/\/registry/);
  });
});
