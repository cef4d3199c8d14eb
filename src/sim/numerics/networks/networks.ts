/** The networks by name. */
import { convolution } from "./convolution.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";
import type { Network } from "./network.ts";
import { greedyTransformer, logitsTransformer, sampledTransformer, textTransformer } from "./transformer.ts";

/** See `Network`. */
export const NETWORKS: ReadonlyMap<string, Network> = new Map(
  [mlp, convolution, lstm, greedyTransformer, sampledTransformer, logitsTransformer, textTransformer].map((network) => [network.name, network]),
);
