/**
 * `npm run bench [-- NAME…] [--json FILE] [--check]`: runs bench/NAME.bench.ts (all where none is named), each in a process of
 * its own, one after the other, and prints one table. With --check it ends with 1 where a ratio misses its bar by more than 30 %.
 */
import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { environment } from "./environment.ts";
import { isRegression, marginOf, type Row, ratioOf } from "./row.ts";
import { tableText } from "./table.ts";

const ENDING = ".bench.js"; // compiled, as what is shipped is
const ONE = join(import.meta.dirname, "one.js");

/** Rows of one file, measured in a process of its own; or how that ended, where it failed. */
async function rowsOf(name: string): Promise<readonly Row[] | string> {
  const file = join(import.meta.dirname, `${name}${ENDING}`);
  const stdio = ["ignore", 2, 2, "pipe"] as const;
  const child = spawn(process.execPath, ["--expose-gc", ONE, file], { stdio: [...stdio] });
  let json = "";
  child.stdio[3]!.on("data", (chunk) => {
    json += chunk;
  });
  const end = await new Promise<string | number>((resolve) => child.on("close", (code, signal) => resolve(signal ?? code ?? "")));
  return end === 0 ? (JSON.parse(json) as Row[]) : `it ended with ${end}`;
}

const { values: flags, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, check: { type: "boolean", default: false } },
});
const known = readdirSync("bench") // what was compiled of a file that is no more stays behind in out/
  .filter((name) => name.endsWith(".bench.ts"))
  .map((name) => name.slice(0, -ENDING.length))
  .sort();
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no such bench: ${unknown.join(", ")}; there are ${known.join(", ")}\n`);
  process.exit(2);
}

const names = asked.length === 0 ? known : asked;
const rows: Row[] = [];
const failed: string[] = [];
for (const name of names) {
  process.stderr.write(`${name} …\n`);
  const made = await rowsOf(name);
  if (typeof made === "string") failed.push(`${name}: ${made}`);
  else rows.push(...made);
}

const where = await environment();
process.stdout.write(tableText(rows));
process.stdout.write(`\nnode ${where.node}, ${where.cpu}, ${where.cores} cores, backend ${where.backend}\n`);
const measured = rows.map((row) => ({ ...row, ratio: ratioOf(row), margin: marginOf(row) }));
if (flags.json !== undefined)
  writeFileSync(flags.json, `${JSON.stringify({ format: "achain/bench/1", environment: where, rows: measured }, undefined, 1)}\n`);

const regressions = flags.check ? rows.filter(isRegression) : [];
for (const { what } of regressions) process.stderr.write(`misses its bar by more than 30 %: ${what}\n`);
for (const name of failed) process.stderr.write(`failed: ${name}\n`);
process.exitCode = regressions.length + failed.length > 0 ? 1 : 0;
