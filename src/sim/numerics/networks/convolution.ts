/** Features of an image by two convolutions. */
import { layerOf, type Network, normals, outputOf } from "./network.ts";
import type { Layer, Operations } from "./operations.ts";

const SIDE = 16;
const [FIRST, SECOND, CLASSES] = [8, 16, 10];

/** 3 × 3 with a border of zeros, ReLU, then the larger of every 2 × 2. `x` is [side, side, channels]. */
function convolve({ apply }: Operations, layer: Layer, x: Float32Array, side: number, channels: number): Float32Array {
  const full = new Float32Array(side * side * layer.rows);
  const patch = new Float32Array(9 * channels);
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1) {
      patch.fill(0);
      for (let place = 0; place < 9; place += 1) {
        const [y, z] = [row + Math.floor(place / 3) - 1, column + (place % 3) - 1];
        if (y < 0 || z < 0 || y >= side || z >= side) continue;
        patch.set(x.subarray((y * side + z) * channels, (y * side + z + 1) * channels), place * channels);
      }
      full.set(
        apply(layer, patch).map((value) => Math.max(0, value)),
        (row * side + column) * layer.rows,
      );
    }
  return pool(full, side, layer.rows);
}

/** The larger of every 2 × 2. */
function pool(full: Float32Array, side: number, channels: number): Float32Array {
  const half = side / 2;
  const pooled = new Float32Array(half * half * channels);
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1)
      for (let channel = 0; channel < channels; channel += 1) {
        const to = ((row >> 1) * half + (column >> 1)) * channels + channel;
        pooled[to] = Math.max(pooled[to]!, full[(row * side + column) * channels + channel]!);
      }
  return pooled;
}

/** What the last layer reads where the second convolution is left out: the first one's channels, pooled again, and zeros for those that there are not. */
function withoutSecond(one: Float32Array): Float32Array {
  const features = new Float32Array((SIDE / 4) ** 2 * SECOND);
  const pooled = pool(one, SIDE / 2, FIRST);
  for (let place = 0; place < (SIDE / 4) ** 2; place += 1) features.set(pooled.subarray(place * FIRST, (place + 1) * FIRST), place * SECOND);
  return features;
}

/** 16 × 16 pixels, convolutions of 8 and 16 channels, ten logits. */
export const convolution: Network = {
  name: "convolution",
  about: "an image of 16 × 16, convolutions of 8 and 16 channels with pooling, ten logits",
  inputs: 64,
  flops: 2 * (SIDE * SIDE * 9 * FIRST + (SIDE / 2) ** 2 * 9 * FIRST * SECOND + (SIDE / 4) ** 2 * SECOND * CLASSES),
  decides: { by: "largest", from: 0, to: CLASSES },
  layers: (seed) => ({
    first: layerOf(FIRST, 9, seed + 10, 1.4),
    second: layerOf(SECOND, 9 * FIRST, seed + 20, 1.4),
    last: layerOf(CLASSES, (SIDE / 4) ** 2 * SECOND, seed + 30, 1.5),
  }),
  run(operations, { first, second, last }, input, { exitsAfter }) {
    const image = normals(SIDE * SIDE, 2000 + input).map(operations.store);
    const one = convolve(operations, first!, image, SIDE, 1);
    const two = exitsAfter < 1 ? withoutSecond(one) : convolve(operations, second!, one, SIDE / 2, FIRST);
    return outputOf(operations.apply(last!, two));
  },
};
