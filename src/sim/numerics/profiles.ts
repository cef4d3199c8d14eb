/** Kinds of hardware as data: what sets their sums and functions apart. They stand for a kind, not for a product. */

import type { FormatName } from "./engine/formats.ts";
import type { ExpKind } from "./engine/functions32.ts";
import type { Reduction } from "./engine/reduce.ts";

/** What a model's weights and products are computed in; thresholds belong to a model and a class. */
export type NumericClass = "fp32" | "tf32" | "bf16" | "fp16" | "fp8";

/** A platform. */
export interface HardwareProfile {
  readonly name: string;
  readonly class: NumericClass;
  /** What operands of products are rounded to. */
  readonly operands: FormatName;
  /** What is stored between layers. */
  readonly storage: FormatName;
  readonly reduction: Reduction;
  /** Whether a product is added without being rounded before. */
  readonly isFused: boolean;
  readonly exp: ExpKind;
  /** Whether every operation stores its result before the next one takes it, as kernels one by one do; fused ones keep fp32 between. */
  readonly isEager: boolean;
  /** Whether the order of sums changes with the size of the batch. */
  readonly isBatchDependent: boolean;
  /** Whether the order of sums changes from run to run. */
  readonly isRunDependent: boolean;
  /** What is known of such hardware from publications and measurements. */
  readonly known: string;
  /** What was assumed here. */
  readonly assumed: string;
}

const cpu = { class: "fp32", operands: "fp32", storage: "fp32", isEager: false, isBatchDependent: false, isRunDependent: false } as const;
const gpu = { isFused: true, isEager: false, exp: "base-two-fused", isBatchDependent: true, isRunDependent: false } as const;
const MEASURED = "recorded: re-runs, threads and batches of CPU runtimes were equal to the bit; instruction sets and runtimes were not";
const FASI = "tensor cores align and truncate: Fasi, Higham, Mikaitis, Pranesh 2021";

/** The platforms, by class. */
export const PROFILES: readonly HardwareProfile[] = [
  {
    name: "cpu-scalar",
    ...cpu,
    reduction: { kind: "sequential" },
    isFused: false,
    exp: "rounded",
    known: "plain loops of C without contraction add in order",
    assumed: "the exponential of its library is rounded from double",
  },
  {
    name: "cpu-sse",
    ...cpu,
    reduction: { kind: "lanes", width: 4, isTree: true },
    isFused: false,
    exp: "polynomial",
    known: `four lanes, no fused multiply-add; ${MEASURED}`,
    assumed: "one register of accumulators; polynomial of Cephes",
  },
  {
    name: "cpu-avx2",
    ...cpu,
    reduction: { kind: "lanes", width: 8, isTree: true },
    isFused: true,
    exp: "polynomial-fused",
    known: `eight lanes with fused multiply-add; ${MEASURED}`,
    assumed: "one register of accumulators; polynomial of Cephes",
  },
  {
    name: "cpu-avx512",
    ...cpu,
    reduction: { kind: "lanes", width: 16, isTree: true },
    isFused: true,
    exp: "polynomial-fused",
    known: `sixteen lanes with fused multiply-add; ${MEASURED}`,
    assumed: "one register of accumulators; polynomial of Cephes",
  },
  {
    name: "cpu-neon",
    ...cpu,
    reduction: { kind: "lanes", width: 4, isTree: false },
    isFused: true,
    exp: "polynomial-fused",
    known: "four lanes with fused multiply-add",
    assumed: "lanes are added in order",
  },
  {
    name: "wasm-simd",
    ...cpu,
    reduction: { kind: "lanes", width: 4, isTree: false },
    isFused: false,
    exp: "base-two",
    known: "WebAssembly's fixed-width SIMD has four lanes and no fused multiply-add",
    assumed: "lanes are added in order; its library computes e^x as 2^(x·log2 e) in fp32",
  },
  {
    name: "gpu-simt",
    ...gpu,
    class: "fp32",
    operands: "fp32",
    storage: "fp32",
    reduction: { kind: "split", parts: 8 },
    known: "split-K kernels, fused multiply-add, 2^x in hardware; kernels are chosen by the batch",
    assumed: "eight parts for a batch of one",
  },
  {
    name: "gpu-atomic",
    ...gpu,
    class: "fp32",
    operands: "fp32",
    storage: "fp32",
    reduction: { kind: "permuted", run: 16, seed: 1 },
    isBatchDependent: false,
    isRunDependent: true,
    known: "atomic additions end in the order in which threads finish, which no two runs share",
    assumed: "runs of sixteen; every order is as likely",
  },
  {
    name: "gpu-tf32",
    ...gpu,
    class: "tf32",
    operands: "tf32",
    storage: "fp32",
    reduction: { kind: "tensor", block: 4, guard: 1 },
    known: `operands of 10 bits of fraction, sums in fp32; ${FASI}`,
    assumed: "blocks of four, one guard bit",
  },
  {
    name: "gpu-tf32-later",
    ...gpu,
    class: "tf32",
    operands: "tf32",
    storage: "fp32",
    reduction: { kind: "tensor", block: 8, guard: 2 },
    known: FASI,
    assumed: "a later generation: blocks of eight, two guard bits",
  },
  {
    name: "gpu-bf16",
    ...gpu,
    isEager: true,
    class: "bf16",
    operands: "bf16",
    storage: "bf16",
    reduction: { kind: "tensor", block: 8, guard: 1 },
    known: FASI,
    assumed: "blocks of eight, one guard bit; activations stored as bf16 after every operation",
  },
  {
    name: "gpu-bf16-later",
    ...gpu,
    class: "bf16",
    operands: "bf16",
    storage: "bf16",
    reduction: { kind: "tensor", block: 16, guard: 2 },
    known: FASI,
    assumed: "a later generation: blocks of sixteen, two guard bits; fused kernels",
  },
  {
    name: "cpu-bf16",
    ...cpu,
    class: "bf16",
    operands: "bf16",
    storage: "bf16",
    reduction: { kind: "lanes", width: 16, isTree: true },
    isFused: true,
    exp: "polynomial-fused",
    known: "dot products of bf16 pairs into fp32 lanes",
    assumed: "as sixteen fused lanes; activations stored as bf16",
  },
  {
    name: "npu-bf16",
    ...cpu,
    isEager: true,
    class: "bf16",
    operands: "bf16",
    storage: "bf16",
    reduction: { kind: "pairwise", run: 8 },
    isFused: false,
    exp: "rounded",
    known: "systolic arrays add in trees",
    assumed: "halves down to eight, sums in fp32, activations stored as bf16",
  },
  {
    name: "wide-bf16",
    ...gpu,
    isEager: true,
    class: "bf16",
    operands: "bf16",
    storage: "bf16",
    reduction: { kind: "split", parts: 4, partials: "bf16" },
    known: "split-K kernels whose partial sums are stored in bf16, which frameworks allow by default",
    assumed: "four parts for a batch of one; kernels one by one",
  },
  {
    name: "gpu-fp16",
    ...gpu,
    isEager: true,
    class: "fp16",
    operands: "fp16",
    storage: "fp16",
    reduction: { kind: "tensor", block: 4, guard: 0 },
    known: FASI,
    assumed: "the first generation: blocks of four, no guard bit",
  },
  {
    name: "gpu-fp16-later",
    ...gpu,
    class: "fp16",
    operands: "fp16",
    storage: "fp16",
    reduction: { kind: "tensor", block: 8, guard: 1 },
    known: FASI,
    assumed: "a later generation",
  },
  {
    name: "gpu-fp8",
    ...gpu,
    isEager: true,
    class: "fp8",
    operands: "e4m3",
    storage: "bf16",
    reduction: { kind: "tensor", block: 16, guard: 2 },
    known: "operands of 8 bits, sums in fp32 or less",
    assumed: "one scale of 1, sums in fp32",
  },
  {
    name: "gpu-fp8-later",
    ...gpu,
    class: "fp8",
    operands: "e4m3",
    storage: "bf16",
    reduction: { kind: "tensor", block: 32, guard: 3 },
    known: "as the one before",
    assumed: "a later generation",
  },
];

/** The profile as it computes in a batch of so many: a kernel for larger batches splits its sums less. Others are left as they are. */
export function inBatch(profile: HardwareProfile, batch: number): HardwareProfile {
  if (!profile.isBatchDependent || batch <= 1) return profile;
  const { reduction } = profile;
  const changed: Reduction =
    reduction.kind === "split"
      ? { ...reduction, parts: Math.max(1, Math.floor(reduction.parts / batch)) }
      : reduction.kind === "tensor"
        ? { ...reduction, block: reduction.block * 2 }
        : reduction;
  return { ...profile, reduction: changed };
}

/** The profile in one run of its own: the order of its atomic additions. Others are left as they are. */
export function inRun(profile: HardwareProfile, run: number): HardwareProfile {
  const { reduction } = profile;
  return profile.isRunDependent && reduction.kind === "permuted" ? { ...profile, reduction: { ...reduction, seed: reduction.seed + run } } : profile;
}

/** Batches and runs that a model lists beside each platform on which they matter. */
const [BATCHES, RUNS] = [[8], [1, 2, 3]];

/** The platforms of a class by name, with a name for each batch (`gpu-simt+batch-8`) and run (`gpu-atomic+run-2`) that differs. */
export function platformsOf(numericClass: NumericClass): ReadonlyMap<string, HardwareProfile> {
  const own = PROFILES.filter((profile) => profile.class === numericClass);
  return new Map(
    own.flatMap((profile) => [
      [profile.name, profile] as const,
      ...(profile.isBatchDependent ? BATCHES.map((batch) => [`${profile.name}+batch-${batch}`, inBatch(profile, batch)] as const) : []),
      ...(profile.isRunDependent ? RUNS.map((run) => [`${profile.name}+run-${run}`, inRun(profile, run)] as const) : []),
    ]),
  );
}
