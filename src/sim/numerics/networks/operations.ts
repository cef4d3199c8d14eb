/** What a network is built from, on a platform. Matrices are row-major; vectors and matrices are fp32 arrays whose values the platform's formats hold. */
import { FORMATS, roundTo } from "../engine/formats.ts";
import { exp32, gelu32, rsqrt32, sigmoid32, tanh32 } from "../engine/functions32.ts";
import { dot } from "../engine/reduce.ts";
import type { HardwareProfile } from "../profiles.ts";

/** A matrix of weights, and the bias of each of its rows. */
export interface Layer {
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Layers by name. */
export type Layers = { readonly [name: string]: Layer };

/** Arithmetic on a platform. */
export interface Operations {
  /** layer.weights × x + layer.bias, stored. x begins at `at`. */
  apply(layer: Layer, x: Float32Array, at?: number): Float32Array;
  /** Σ a·b over `length` places, in fp32. */
  dot(a: Float32Array, from: number, b: Float32Array, at: number, length: number): number;
  /** A value as it is stored between layers. */
  store(x: number): number;
  /** A value that passes between two operations which some platforms fuse: stored only where they do not. */
  pass(x: number): number;
  exp(x: number): number;
  sigmoid(x: number): number;
  tanh(x: number): number;
  gelu(x: number): number;
  /** x over its root mean square, stored. */
  normalise(x: Float32Array): Float32Array;
}

/** Weights as a platform holds them. */
export function weightsFor({ operands }: HardwareProfile, layers: Layers): Layers {
  if (operands === "fp32") return layers;
  const format = FORMATS[operands];
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [name, { ...layer, weights: layer.weights.map((value) => roundTo(format, value)) }]),
  );
}

/** The arithmetic of a platform. */
export function operationsOf({ operands, storage, reduction, isFused, isEager, exp }: HardwareProfile): Operations {
  const stored = FORMATS[storage];
  const operand = FORMATS[operands];
  const store = storage === "fp32" ? Math.fround : (x: number): number => roundTo(stored, Math.fround(x));
  const pass = isEager ? store : Math.fround;
  const asOperands = operands === storage ? (x: Float32Array) => x : (x: Float32Array) => x.map((value) => roundTo(operand, value));
  return {
    apply({ rows, columns, weights, bias }, x, at = 0) {
      const input = asOperands(at === 0 && x.length === columns ? x : x.subarray(at, at + columns));
      const out = new Float32Array(rows);
      for (let row = 0; row < rows; row += 1)
        out[row] = store(Math.fround(pass(dot(reduction, isFused, weights, row * columns, input, 0, columns)) + bias[row]!));
      return out;
    },
    dot: (a, from, b, at, length) => dot(reduction, isFused, a, from, b, at, length),
    store,
    pass,
    exp: (x) => exp32(exp, x),
    sigmoid: (x) => sigmoid32(exp, x),
    tanh: (x) => tanh32(exp, x),
    gelu: (x) => gelu32(x),
    normalise(x) {
      const mean = pass(dot(reduction, isFused, x, 0, x, 0, x.length) / x.length);
      const scale = pass(rsqrt32(Math.fround(mean + Math.fround(1e-6))));
      return x.map((value) => store(Math.fround(value * scale)));
    },
  };
}
