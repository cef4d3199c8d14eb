/**
 * Holds the engine's LSTM against the recorded speech detector, and prints what docs/numerics.md says: honest maximum, ratios of the cheats, flips
 * of text, harm of surfing. `tsx scripts/reality.ts`, about a minute.
 */
import fs from "node:fs";
import { path } from "zx";
import { viewOf } from "../src/sim/calibration/measured.ts";
import { type GeneratedSource, generatedNamed } from "../src/sim/numerics/generated.ts";
import { type Recording, recordedSource } from "../src/sim/numerics/recorded.ts";
import type { InferenceSource } from "../src/sim/numerics/source.ts";

const FOLDER = path.join(import.meta.dirname, "..", "fixtures", "float", "silero-vad-v5");

function recorded(): InferenceSource {
  const index = JSON.parse(fs.readFileSync(path.join(FOLDER, "index.json"), "utf8")) as Recording["index"];
  const names = [...Object.keys(index.honest), ...Object.keys(index.cheat ?? {})];
  const data = Object.fromEntries(names.map((name) => [name, new Uint8Array(fs.readFileSync(path.join(FOLDER, `${name}.f32`)))]));
  return recordedSource({ name: "recorded", index, data });
}

function named(name: string): GeneratedSource {
  const found = generatedNamed(name);
  if (typeof found === "string") throw new Error(found);
  return found;
}

function distance(source: InferenceSource, a: string, b: string, input: number): number {
  const [x, y] = [viewOf(source.infer(a, input)).values, viewOf(source.infer(b, input)).values];
  let [apart, left, right] = [0, 0, 0];
  for (const [index, value] of x.entries()) {
    apart += (value - y[index]!) ** 2;
    left += value ** 2;
    right += y[index]! ** 2;
  }
  return Math.sqrt(apart / Math.max(left, right));
}

function statistics(source: InferenceSource, honest: readonly string[]): Map<string, readonly number[]> {
  const inputs = Array.from({ length: source.inputs }, (_, index) => index);
  const pairs = honest.flatMap((a, at) => honest.slice(at + 1).map((b) => [a, b] as const));
  const most = inputs.flatMap((input) => pairs.map(([a, b]) => distance(source, a, b, input))).reduce((x, y) => Math.max(x, y));
  const rows = new Map<string, readonly number[]>([["honest", [most, most]]]);
  for (const cheat of ["cheat-fp16", "cheat-bf16", "cheat-int8pc", "cheat-int8", "cheat-int4"]) {
    const all = inputs.flatMap((input) => honest.map((one) => distance(source, cheat, one, input)));
    rows.set(cheat, [all.reduce((x, y) => Math.min(x, y)) / most, all.reduce((x, y) => Math.max(x, y)) / most]);
  }
  return rows;
}

const real = recorded();
const lstm = named("generated:lstm");
const [wanted, got] = [
  statistics(real, real.honest),
  statistics(
    lstm,
    lstm.honest.filter((name) => !name.startsWith("gpu")),
  ),
];
console.log("| | recorded, least | engine, least | factor | recorded, largest | engine, largest | factor |\n|---|---|---|---|---|---|---|");
for (const [name, [least, most]] of wanted) {
  const [a, b] = got.get(name)!;
  const cells = [least!, a!, a! / least!, most!, b!, b! / most!].map((value) => Number(value.toPrecision(3)));
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}

for (const kind of ["bf16", "fp16", "tf32", "fp32"]) {
  const text = named(`generated:transformer-text:${kind}`);
  let [pairs, parted, steps] = [0, 0, 0];
  for (const [at, a] of text.honest.entries())
    for (const b of text.honest.slice(at + 1))
      for (let input = 0; input < text.inputs; input += 1) {
        const [x, y] = [viewOf(text.infer(a, input)).values, viewOf(text.infer(b, input)).values];
        const first = x.findIndex((token, place) => token !== y[place]);
        pairs += 1;
        parted += first < 0 ? 0 : 1;
        steps += first < 0 ? x.length : first + 1;
      }
  const flip = parted / steps;
  const long = 1 - (1 - flip) ** 512;
  console.log(
    `${kind}: ${((100 * parted) / pairs).toFixed(1)} % of pairs of 64 tokens part, ${(100 * flip).toFixed(2)} % a step; of 512 tokens ${(100 * long).toFixed(1)} %`,
  );
}

const classifier = named("generated:mlp");
const harms = Array.from({ length: classifier.inputs }, (_, input) => classifier.harmOf(4.1e-6, input));
const moved = harms.reduce((most, { marginBefore, marginAfter }) => Math.max(most, marginBefore - marginAfter), 0);
console.log(
  `surfing within 4.1e-6: ${harms.filter(({ isFlipped }) => isFlipped).length} of ${harms.length} decisions flipped, margins moved by up to ${moved.toPrecision(2)}`,
);
