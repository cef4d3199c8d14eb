/** The numeric engine: sums of products by Math.fround, and a scenario on a generated network beside the same on recorded outputs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beginJob } from "../src/cli/job.ts";
import { dot, type Reduction } from "../src/sim/numerics/engine/reduce.ts";
import { normals } from "../src/sim/numerics/networks/network.ts";
import { medianTimes } from "./measure.ts";
import type { Row } from "./row.ts";

const LENGTH = 4096;
const ROUNDS = 500;
const [a, b] = [normals(LENGTH, 1), normals(LENGTH, 2)];

/** The same sums in doubles, without rounding: what the machine does where nothing is rounded. */
function bare(): number {
  let total = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    let sum = 0;
    for (let index = 0; index < LENGTH; index += 1) sum += a[index]! * b[index]!;
    total += sum;
  }
  return total;
}

const sums = (reduction: Reduction, isFused: boolean) => (): number => {
  let total = 0;
  for (let round = 0; round < ROUNDS; round += 1) total += dot(reduction, isFused, a, 0, b, 0, LENGTH);
  return total;
};

const SCENARIO = join("scenarios", "first-dispute.yaml");
const recorded = readFileSync(SCENARIO, "utf8");
/** The same scenario on the LSTM of the recorded one's shape. */
const generated = recorded
  .replace("outputs: silero-vad-v5", "outputs: generated:lstm")
  .replace("avx512-opt-all, wasm-opt-all, sse, arm64-older-runtime", "cpu-avx512, wasm-simd, cpu-sse, cpu-neon");

/** Runs of one sample; the same seeds every time, so that what a seed asks for was computed in a warm-up. */
const RUNS = 4;
const runsOf = (text: string) => async (): Promise<void> => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const job = { path: SCENARIO, text, overrides: [], file: SCENARIO, seed, replay: "", until: undefined, trace: false };
    const { step, result } = await beginJob(job);
    while (step());
    if (result().report.record.slashes.length === 0) throw new Error(`nobody is slashed in seed ${seed}`);
  }
};

/** The rows of the engine. The rate is a value and not checked; the ratio of the two scenarios is. */
export default async function numerics(): Promise<readonly Row[]> {
  const flops = 2 * LENGTH * ROUNDS;
  const times = await medianTimes(
    {
      plain: sums({ kind: "sequential" }, false),
      fused: sums({ kind: "sequential" }, true),
      lanes: sums({ kind: "lanes", width: 8, isTree: true }, false),
      tensor: sums({ kind: "tensor", block: 8, guard: 1 }, false),
      bare,
    },
    { warmUps: 2, repeats: 9 },
  );
  const runs = await medianTimes({ recorded: runsOf(recorded), generated: runsOf(generated) }, { warmUps: 2, repeats: 7, collects: false });
  const rate = (milliseconds: number): number => flops / milliseconds / 1e6;
  const peer = { name: "in doubles, unrounded", value: rate(times.bare) };
  const atLeast = (of: "value" | "ratio", limit: number) => ({ of, wants: "at least", limit }) as const;
  return [
    { what: "fp32 sum of products, in order, by Math.fround", value: rate(times.plain), unit: "GFLOP/s", peer, bar: atLeast("value", 0.15) },
    { what: "the same, fused multiply-add", value: rate(times.fused), unit: "GFLOP/s", peer },
    { what: "the same in eight lanes", value: rate(times.lanes), unit: "GFLOP/s", peer },
    { what: "the same in a tensor core's blocks", value: rate(times.tensor), unit: "GFLOP/s", peer },
    {
      what: "first-dispute on a generated LSTM, its outputs remembered",
      value: (RUNS / runs.generated) * 1000,
      unit: "runs/s",
      peer: { name: "on recorded outputs", value: (RUNS / runs.recorded) * 1000 },
      bar: atLeast("ratio", 0.7),
    },
  ];
}
