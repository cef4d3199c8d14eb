/** A network of the simulator: weights from a seed, inputs from a pool, outputs in the chain's form. */
import type { Output } from "../../../model/tolerance/output.ts";
import { mixed } from "../engine/reduce.ts";
import type { Layer, Layers, Operations } from "./operations.ts";

/** How much of a network is run. */
export interface Extent {
  /** Share of layers, blocks or steps that are run, from the first; 1 runs all. */
  readonly exitsAfter: number;
  /** Share of generated tokens that are made; the rest is filled in. 1 makes all. */
  readonly generates: number;
}

/** All of it. */
export const WHOLE: Extent = { exitsAfter: 1, generates: 1 };

/** A network. Pure: the same operations, layers and input give the same output. */
export interface Network {
  readonly name: string;
  readonly about: string;
  /** Inputs of the pool, from 0. */
  readonly inputs: number;
  /** Floating-point operations of one forward, about; of a network that generates, of a whole answer. */
  readonly flops: number;
  /** By which places [from, to) of an output its user decides, and how: the largest of them, or each by whether it is over one half. */
  readonly decides: { readonly by: "largest" | "half"; readonly from: number; readonly to: number } | undefined;
  /** Layers of a version from a seed. */
  layers(seed: number): Layers;
  run(operations: Operations, layers: Layers, input: number, extent: Extent): Output;
}

/** About a normal number with mean 0 and deviation 1: four uniform ones, the `index`-th of a seed; fp32. */
export function normal(index: number, seed: number): number {
  let sum = 0;
  for (let part = 0; part < 4; part += 1) sum += mixed(4 * index + part, seed) / 2 ** 32;
  return Math.fround((sum - 2) * 1.7320508);
}

/** So many of them. */
export const normals = (count: number, seed: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => normal(index, seed) * scale);

/** A layer of normal weights with deviation gain/√columns, and small biases about `bias`. */
export function layerOf(rows: number, columns: number, seed: number, gain = 1, bias = 0): Layer {
  const weights = normals(rows * columns, seed, gain / Math.sqrt(columns));
  return { rows, columns, weights, bias: normals(rows, seed + 1, 0.05).map((value) => value + bias) };
}

/** An fp32 output of one dimension, little-endian whatever the machine. */
export function outputOf(values: Float32Array): Output {
  const data = new Uint8Array(values.length * 4);
  const view = new DataView(data.buffer);
  for (const [index, value] of values.entries()) view.setFloat32(4 * index, value, true);
  return { dtype: "f32", shape: [values.length], data };
}
