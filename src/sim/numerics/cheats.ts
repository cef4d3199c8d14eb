/** What a cheat computes instead of the registered model, and attests to as if it were that. */
import { FORMATS, type FormatName, roundTo } from "./engine/formats.ts";
import { type Quantisation, quantised } from "./engine/quantise.ts";
import { type Extent, type Network, normals, WHOLE } from "./networks/network.ts";
import type { Layer, Layers } from "./networks/operations.ts";

/** The seed of the registered weights. */
export const REGISTERED = 1;

/** A cheat that computes: with other weights, or less of the network. */
export interface Computing {
  readonly kind: "computes";
  readonly about: string;
  readonly layers: (network: Network) => Layers;
  readonly extent: Extent;
  /** Whether it is one only of networks that generate text. */
  readonly isOfText?: boolean;
  /** What its weights are rounded to: a cheat only where the class keeps more bits, for elsewhere they are the registered ones. */
  readonly format?: FormatName;
}

/** A cheat that makes an output out of outputs that it has. */
export interface Copying {
  readonly kind: "cached" | "perturbed";
  readonly about: string;
}

type Change = (layer: Layer, name: string) => Float32Array;

const mapped = (layers: Layers, change: Change): Layers =>
  Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, { ...layer, weights: change(layer, name) }]));

const registered = (network: Network): Layers => network.layers(REGISTERED);

const inFormat = (format: FormatName): Computing => ({
  kind: "computes",
  about: `weights rounded to ${format}`,
  layers: (network) => mapped(registered(network), ({ weights }) => weights.map((value) => roundTo(FORMATS[format], value))),
  extent: WHOLE,
  format,
});

const inIntegers = (quantisation: Quantisation): Computing => ({
  kind: "computes",
  about: `weights int${quantisation.bits} per ${quantisation.isPerChannel ? "channel" : "tensor"}`,
  layers: (network) => mapped(registered(network), ({ weights, rows }) => quantised(weights, rows, quantisation)),
  extent: WHOLE,
});

/** The root mean square of a layer's weights. */
function sizeOf({ weights }: Layer): number {
  let sum = 0;
  for (const value of weights) sum += value * value;
  return Math.sqrt(sum / weights.length);
}

/** Magnitude pruning: weights below half of the layer's root mean square become zero, which of normal ones are 38 %. */
function pruned(layer: Layer): Float32Array {
  const least = sizeOf(layer) / 2;
  return layer.weights.map((value) => (Math.abs(value) < least ? 0 : value));
}

/** The name of the layer with most weights, of several the last: no table of embeddings is as late. */
function largestOf(layers: Layers): string {
  return Object.keys(layers).reduce((best, name) => (layers[name]!.weights.length >= layers[best]!.weights.length ? name : best));
}

function withOnePruned(layers: Layers): Layers {
  const largest = largestOf(layers);
  return mapped(layers, (layer, name) => (name === largest ? pruned(layer) : layer.weights));
}

/** Weights of a fine-tuned version: every layer's, and a hundredth of their root mean square in noise of its own. */
function tuned(layers: Layers): Layers {
  const names = Object.keys(layers);
  return mapped(layers, (layer, name) => {
    const noise = normals(layer.weights.length, 7700 + names.indexOf(name), sizeOf(layer) / 100);
    return layer.weights.map((value, index) => value + noise[index]!);
  });
}

/** The cheats by name; `surf@DISTANCE` is another (surfing.ts). */
export const CHEATS: ReadonlyMap<string, Computing | Copying> = new Map<string, Computing | Copying>([
  ["cheat-tf32", inFormat("tf32")],
  ["cheat-fp16", inFormat("fp16")],
  ["cheat-bf16", inFormat("bf16")],
  ["cheat-fp8", inFormat("e4m3")],
  ["cheat-int8pc", inIntegers({ bits: 8, isPerChannel: true })],
  ["cheat-int8", inIntegers({ bits: 8, isPerChannel: false })],
  ["cheat-int4", inIntegers({ bits: 4, isPerChannel: false })],
  [
    "cheat-pruned",
    {
      kind: "computes",
      about: "magnitude pruning of every layer: its weights below half of their root mean square are zero",
      layers: (network) => mapped(registered(network), pruned),
      extent: WHOLE,
    },
  ],
  [
    "cheat-pruned-layer",
    {
      kind: "computes",
      about: "magnitude pruning of one layer, the largest",
      layers: (network) => withOnePruned(registered(network)),
      extent: WHOLE,
    },
  ],
  [
    "cheat-early-exit",
    {
      kind: "computes",
      about: "the second half of the layers, blocks or steps left out",
      layers: registered,
      extent: { exitsAfter: 0.5, generates: 1 },
    },
  ],
  [
    "cheat-other-version",
    { kind: "computes", about: "another version: the weights, each a hundredth off", layers: (network) => tuned(registered(network)), extent: WHOLE },
  ],
  ["cheat-other-model", { kind: "computes", about: "another model", layers: (network) => network.layers(REGISTERED + 4242), extent: WHOLE }],
  [
    "cheat-truncated",
    { kind: "computes", about: "half of the text, then filler", layers: registered, extent: { exitsAfter: 1, generates: 0.5 }, isOfText: true },
  ],
  ["cheat-cached", { kind: "cached", about: "the output of another input" }],
  ["cheat-perturbed", { kind: "perturbed", about: "an honest output copied, every value moved by up to 2^−14 of it" }],
]);

/** The part of its value by which `cheat-perturbed` moves an element, at most. */
export const PERTURBATION = 2 ** -14;
