/** A classifier of three layers. */
import { layerOf, type Network, normals, outputOf } from "./network.ts";

const [FEATURES, HIDDEN, CLASSES] = [64, 128, 10];

/** 64 features, two hidden layers of 128 with GELU, ten logits. */
export const mlp: Network = {
  name: "mlp",
  about: "a classifier: 64 features, two hidden layers of 128, ten logits",
  inputs: 64,
  flops: 2 * (FEATURES * HIDDEN + HIDDEN * HIDDEN + HIDDEN * CLASSES),
  decides: { by: "largest", from: 0, to: CLASSES },
  layers: (seed) => ({
    first: layerOf(HIDDEN, FEATURES, seed + 10, 1.4),
    second: layerOf(HIDDEN, HIDDEN, seed + 20, 1.4),
    last: layerOf(CLASSES, HIDDEN, seed + 30, 2),
  }),
  run({ apply, gelu, store }, { first, second, last }, input, { exitsAfter }) {
    const x = normals(FEATURES, 1000 + input).map(store);
    const one = apply(first!, x).map((value) => store(gelu(value)));
    const two = exitsAfter < 1 ? one : apply(second!, one).map((value) => store(gelu(value)));
    return outputOf(apply(last!, two));
  },
};
