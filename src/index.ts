/** The A-chain's reference model and its simulator. `achain/model`, `achain/sim` and `achain/tolerance` are parts of it. */
export * from "./model/index.ts";
export * from "./sim/index.ts";
