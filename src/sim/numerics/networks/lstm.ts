/** An LSTM of the shape of Silero's speech detector, version 5: 128 features, 128 cells, a probability a step. */
import { layerOf, type Network, normal, outputOf } from "./network.ts";
import type { Layer, Layers, Operations } from "./operations.ts";

const CELLS = 128;
const FEATURES = 128;
/** Steps of one input; the last ten give a probability. */
const [STEPS, SHOWN] = [96, 10];

/** Biases of the four gates (input, forget, cell, output), in order of rows; the forget gate leans open, so that cells gather. */
const BIASES = [0.5, 5, 0, 0];

function gates(rows: Layer): Layer {
  return { ...rows, bias: rows.bias.map((value, row) => value + BIASES[Math.floor(row / CELLS)]!) };
}

interface State {
  readonly hidden: Float32Array;
  readonly cell: Float32Array;
}

function stepOf({ apply, sigmoid, tanh, store, pass }: Operations, { inward, back }: Layers, x: Float32Array, { hidden, cell }: State): State {
  const [a, b] = [apply(inward!, x), apply(back!, hidden)];
  const sum = a.map((value, index) => pass(Math.fround(value + b[index]!)));
  const next = { hidden: new Float32Array(CELLS), cell: new Float32Array(CELLS) };
  for (let index = 0; index < CELLS; index += 1) {
    const kept = Math.fround(pass(sigmoid(sum[CELLS + index]!)) * cell[index]!);
    const added = Math.fround(sigmoid(sum[index]!) * tanh(sum[2 * CELLS + index]!));
    next.cell[index] = store(Math.fround(kept + added));
    next.hidden[index] = store(Math.fround(sigmoid(sum[3 * CELLS + index]!) * tanh(next.cell[index]!)));
  }
  return next;
}

/** Features of a step: they change slowly, as sound does. */
function featuresOf(input: number, step: number, store: Operations["store"]): Float32Array {
  return Float32Array.from({ length: FEATURES }, (_, index) => {
    const slow = normal(index, 5000 + input * 97 + Math.floor(step / 24));
    const fast = normal(index + FEATURES * step, 9000 + input);
    return store(Math.fround(Math.max(0, slow + 0.5 * fast)));
  });
}

/** Ten probabilities, then the 128 hidden values and the 128 cells: 266 values, as the recorded network gives. */
export const lstm: Network = {
  name: "lstm",
  about: "of the shape of a speech detector: 128 features, 128 LSTM cells, 96 steps; ten probabilities and the state",
  inputs: 30,
  flops: STEPS * 2 * 4 * CELLS * (FEATURES + CELLS),
  decides: { by: "half", from: 0, to: SHOWN },
  layers: (seed) => ({
    inward: gates(layerOf(4 * CELLS, FEATURES, seed + 10, 1)),
    back: layerOf(4 * CELLS, CELLS, seed + 20, 0.9),
    last: layerOf(1, CELLS, seed + 30, 2),
  }),
  run(operations, layers, input, { exitsAfter }) {
    const values = new Float32Array(SHOWN + 2 * CELLS);
    let state: State = { hidden: new Float32Array(CELLS), cell: new Float32Array(CELLS) };
    const steps = Math.floor(STEPS * exitsAfter);
    for (let step = 0; step < steps; step += 1) {
      state = stepOf(operations, layers, featuresOf(input, step, operations.store), state);
      if (step < steps - SHOWN) continue;
      const [logit] = operations.apply(
        layers["last"]!,
        state.hidden.map((value) => Math.max(0, value)),
      );
      values[step - steps + SHOWN] = operations.store(operations.sigmoid(logit!));
    }
    values.set(state.hidden, SHOWN);
    values.set(state.cell, SHOWN + CELLS);
    return outputOf(values);
  },
};
