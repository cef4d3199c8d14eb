/** The A-chain's reference model and its simulator. `achain/model`, `achain/sim` and `achain/tolerance` are parts of it; `achain/tee` stands alone. */
export * from "./model/index.ts";
export * from "./sim/index.ts";
