/**
 * Prints where the time of a `.cpuprofile` went: self time by function and by file, the 30 largest of each, as rows of a page.
 *
 *     node out/bench/bench/profile-summary.js FILE.cpuprofile
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** As much of a CPU profile of V8 as is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** The node that each sample fell on. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

const ROWS = 30;
/** Microseconds between two samples from which on the process was not running at all: the machine was elsewhere. */
const PAUSE = 1_000_000;

/** A file as the repository names it; packages by their name, the engine's own by what it is. */
function placeOf(url: string): string {
  if (url === "") return "(engine)";
  const path = url.startsWith("file:") ? relative(process.cwd(), fileURLToPath(url)) : url;
  return path.replace(/^.*node_modules\//, "").replace(/^out\/bench\/(.*)\.js$/, "$1.ts");
}

function table(title: string, times: ReadonlyMap<string, number>, total: number): string {
  const rows = [...times].sort(([, a], [, b]) => b - a).slice(0, ROWS);
  const lines = rows.map(([name, time]) => `| ${((100 * time) / total).toFixed(1)} % | ${name} |`);
  return [`| self time | ${title} |`, "| ---: | --- |", ...lines].join("\n");
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("a .cpuprofile wanted");
const profile = JSON.parse(readFileSync(file, "utf8")) as Profile;
const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
const byFunction = new Map<string, number>();
const byFile = new Map<string, number>();
let total = 0;
for (const [index, id] of profile.samples.entries()) {
  const { functionName, url } = frames.get(id)!;
  if (functionName === "(idle)" || functionName === "(program)") continue;
  const time = profile.timeDeltas[index]!;
  if (time > PAUSE) continue;
  const place = placeOf(url);
  const name = `${functionName === "" ? "(anonymous)" : functionName} ${place}`;
  byFunction.set(name, (byFunction.get(name) ?? 0) + time);
  byFile.set(place, (byFile.get(place) ?? 0) + time);
  total += time;
}
console.log(`${(total / 1000).toFixed(0)} ms\n\n${table("function", byFunction, total)}\n\n${table("file", byFile, total)}`);
