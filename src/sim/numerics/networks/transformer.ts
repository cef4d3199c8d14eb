/** A small decoder that generates text: greedy, or sampling with a seed. */
import type { Output } from "../../../model/tolerance/output.ts";
import { bitsOfSingle } from "../engine/bits.ts";
import { mixed } from "../engine/reduce.ts";
import { type Extent, layerOf, type Network, normals, outputOf } from "./network.ts";
import type { Layers, Operations } from "./operations.ts";

const [WIDTH, HEADS, BLOCKS, TOKENS] = [48, 4, 2, 96];
const HEAD = WIDTH / HEADS;
const [PROMPT, ANSWER, CANDIDATES] = [12, 64, 5];

/** Keys and values of every position so far, a pair of lists for each block. */
type Memory = { readonly keys: Float32Array[]; readonly values: Float32Array[] }[];

function attend({ dot, exp, store, pass }: Operations, query: Float32Array, { keys, values }: Memory[number]): Float32Array {
  const out = new Float32Array(WIDTH);
  const scale = Math.fround(1 / Math.sqrt(HEAD));
  for (let head = 0; head < HEADS; head += 1) {
    const from = head * HEAD;
    const scores = keys.map((key) => pass(Math.fround(dot(query, from, key, from, HEAD) * scale)));
    const most = scores.reduce((a, b) => Math.max(a, b));
    const shares = scores.map((score) => exp(Math.fround(score - most)));
    const total = shares.reduce((sum, share) => Math.fround(sum + share), 0);
    const weights = Float32Array.from(shares, (share) => pass(Math.fround(share / total)));
    const column = new Float32Array(values.length);
    for (let place = from; place < from + HEAD; place += 1) {
      for (const [position, value] of values.entries()) column[position] = value[place]!;
      out[place] = store(dot(weights, 0, column, 0, column.length));
    }
  }
  return out;
}

/** The logits after one more token. */
function next(operations: Operations, layers: Layers, token: number, position: number, memory: Memory, blocks: number): Float32Array {
  const { apply, gelu, normalise, store } = operations;
  const { embedding, places, last } = layers;
  let x: Float32Array = Float32Array.from({ length: WIDTH }, (_, index) =>
    store(Math.fround(embedding!.weights[token * WIDTH + index]! + places!.weights[position * WIDTH + index]!)),
  );
  const plus = (y: Float32Array): Float32Array => x.map((value, index) => store(Math.fround(value + y[index]!)));
  for (let block = 0; block < blocks; block += 1) {
    const of = (name: string) => layers[`${name}${block}`]!;
    const normed = normalise(x);
    memory[block]!.keys.push(apply(of("key"), normed));
    memory[block]!.values.push(apply(of("value"), normed));
    x = plus(apply(of("out"), attend(operations, apply(of("query"), normed), memory[block]!)));
    x = plus(
      apply(
        of("down"),
        apply(of("up"), normalise(x)).map((value) => store(gelu(value))),
      ),
    );
  }
  return apply(last!, normalise(x));
}

/** Tokens by falling logit, then rising number. */
const ranked = (logits: Float32Array): number[] => Array.from(logits, (_, token) => token).sort((a, b) => logits[b]! - logits[a]! || a - b);

/** A token drawn with a temperature of 1, by a number of the request's seed: the same on every platform but for its logits. */
function sampled({ exp }: Operations, logits: Float32Array, order: readonly number[], draw: number): number {
  const shares = order.map((token) => exp(Math.fround(logits[token]! - logits[order[0]!]!)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let left = (draw / 2 ** 32) * total;
  for (const [rank, share] of shares.entries()) {
    left -= share;
    if (left < 0) return order[rank]!;
  }
  return order[0]!;
}

const memoryOf = (): Memory => Array.from({ length: BLOCKS }, () => ({ keys: [], values: [] }));
const blocksOf = ({ exitsAfter }: Extent): number => Math.max(1, Math.round(BLOCKS * exitsAfter));
const promptOf = (input: number): number[] => Array.from({ length: PROMPT }, (_, place) => mixed(place, 7000 + input) % TOKENS);

/** Puts tokens and candidates into bytes of the type `tokens`; −0 becomes 0, as the type wants it. */
function writeTokens(chosen: readonly number[], candidates: readonly (readonly [number, number])[][]): Output {
  const each = 4 + 8 * CANDIDATES;
  const data = new Uint8Array(each * ANSWER);
  const view = new DataView(data.buffer);
  for (const [position, token] of chosen.entries()) {
    view.setUint32(position * each, token, true);
    for (const [rank, [candidate, logit]] of candidates[position]!.entries()) {
      view.setUint32(position * each + 4 + 8 * rank, candidate, true);
      view.setUint32(position * each + 8 + 8 * rank, bitsOfSingle(logit + 0), true);
    }
  }
  return { dtype: "tokens", shape: [ANSWER, CANDIDATES], data };
}

const FILLER = Array.from({ length: CANDIDATES }, (_, token) => [token, 0] as const);

function generate(operations: Operations, layers: Layers, input: number, extent: Extent, isSampled: boolean): Output {
  const [memory, blocks] = [memoryOf(), blocksOf(extent)];
  const prompt = promptOf(input);
  let logits: Float32Array = new Float32Array(TOKENS);
  for (const [position, token] of prompt.entries()) logits = next(operations, layers, token, position, memory, blocks);
  const chosen: number[] = [];
  const candidates: (readonly [number, number])[][] = [];
  for (let place = 0; place < ANSWER; place += 1) {
    if (place >= ANSWER * extent.generates) {
      chosen.push(0);
      candidates.push(FILLER);
      continue;
    }
    const order = ranked(logits);
    const token = isSampled ? sampled(operations, logits, order, mixed(place, 8000 + input)) : order[0]!;
    chosen.push(token);
    candidates.push(order.slice(0, CANDIDATES).map((candidate) => [candidate, logits[candidate]!] as const));
    if (place + 1 < ANSWER) logits = next(operations, layers, token, PROMPT + place, memory, blocks);
  }
  return writeTokens(chosen, candidates);
}

function layers(seed: number): Layers {
  const block = (index: number): Layers => ({
    [`query${index}`]: layerOf(WIDTH, WIDTH, seed + 100 * index + 1, 1.2),
    [`key${index}`]: layerOf(WIDTH, WIDTH, seed + 100 * index + 3, 1.2),
    [`value${index}`]: layerOf(WIDTH, WIDTH, seed + 100 * index + 5),
    [`out${index}`]: layerOf(WIDTH, WIDTH, seed + 100 * index + 7),
    [`up${index}`]: layerOf(2 * WIDTH, WIDTH, seed + 100 * index + 9, 1.4),
    [`down${index}`]: layerOf(WIDTH, 2 * WIDTH, seed + 100 * index + 11, 1.4),
  });
  return {
    embedding: { ...layerOf(TOKENS, WIDTH, seed + 901), weights: normals(TOKENS * WIDTH, seed + 902) },
    places: { ...layerOf(PROMPT + ANSWER, WIDTH, seed + 903), weights: normals((PROMPT + ANSWER) * WIDTH, seed + 904, 0.5) },
    last: layerOf(TOKENS, WIDTH, seed + 905, 2),
    ...Object.assign({}, ...Array.from({ length: BLOCKS }, (_, index) => block(index))),
  };
}

const PER_TOKEN = 2 * (BLOCKS * (4 * WIDTH * WIDTH + 4 * WIDTH * WIDTH) + TOKENS * WIDTH) + BLOCKS * 4 * WIDTH * ((PROMPT + ANSWER) / 2);
const common = { inputs: 48, flops: PER_TOKEN * (PROMPT + ANSWER), layers };

/** Text, the likeliest token at each place, with the five likeliest and their logits. */
export const greedyTransformer: Network = {
  ...common,
  name: "transformer",
  about: "a decoder of two blocks that writes 64 tokens, greedily; each with its five candidates and logits",
  decides: undefined,
  run: (operations, weights, input, extent) => generate(operations, weights, input, extent, false),
};

/** The same with tokens drawn by the request's seed. */
export const sampledTransformer: Network = {
  ...common,
  name: "transformer-sampled",
  about: "the same decoder, drawing each token by the request's seed",
  decides: undefined,
  run: (operations, weights, input, extent) => generate(operations, weights, input, extent, true),
};

/** The logits after the prompt, without generation. */
export const logitsTransformer: Network = {
  ...common,
  name: "transformer-logits",
  about: "the same decoder's logits after a prompt of twelve tokens",
  flops: PER_TOKEN * PROMPT,
  decides: { by: "largest", from: 0, to: TOKENS },
  run(operations, weights, input, extent) {
    const memory = memoryOf();
    let logits: Float32Array = new Float32Array(TOKENS);
    for (const [position, token] of promptOf(input).entries()) logits = next(operations, weights, token, position, memory, blocksOf(extent));
    return outputOf(logits);
  },
};

/** The text alone, as numbers of tokens: what is hashed where only the answer is shown. */
export const textTransformer: Network = {
  ...common,
  name: "transformer-text",
  about: "the greedy decoder's 64 tokens alone, as whole numbers",
  decides: undefined,
  run(operations, weights, input, extent) {
    const { shape, data } = generate(operations, weights, input, extent, false);
    const each = data.length / shape[0]!;
    const text = new Uint8Array(4 * shape[0]!);
    for (let place = 0; place < shape[0]!; place += 1) text.set(data.subarray(place * each, place * each + 4), 4 * place);
    return { dtype: "i32", shape: [shape[0]!], data: text };
  },
};
