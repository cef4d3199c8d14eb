import type { Address } from "../crypto/address.ts";
import { as, taggedHash } from "../crypto/hash.ts";
import type { Hex } from "../encoding/hex.ts";
import { u64 } from "../encoding/primitives.ts";
import type { Chain } from "../state/work.ts";

const attestedData = taggedHash("report-data");
const providerData = taggedHash("report-data-provider");
const servingData = taggedHash("serve");

/** What an attestation's report is about. */
export interface Reported {
  readonly modelID: Hex;
  /** Of the model's version. */
  readonly weightHash: Hex;
  readonly inputHash: Hex;
  readonly outputHash: Hex;
  readonly provider: Address;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

const padded = (hash: Hex): Hex => `${hash}${"00".repeat(32)}`;

/**
 * The 64 bytes of report data that tie a TEE report to its attestation (R09): H("report-data", chain id ‖ modelID ‖ weightHash ‖ inputHash ‖ outputHash ‖
 * provider ‖ timestamp), then 32 zero bytes. Under `provider` H("report-data-provider", provider); under `unbound` none is asked for.
 */
export function reportData({ chainId, rulings }: Pick<Chain, "chainId" | "rulings">, reported: Reported): Hex | undefined {
  if (rulings.R09 === "unbound") return undefined;
  if (rulings.R09 === "provider") return padded(providerData(reported.provider));
  const { modelID, weightHash, inputHash, outputHash, provider, timestamp } = reported;
  return padded(attestedData(chainId, modelID, weightHash, inputHash, outputHash, provider, as(u64, timestamp)));
}

/** The same of the report with which a provider begins to serve a model: H("serve", chain id ‖ modelID ‖ provider), then zeros (section 3, "Draw"). */
export function servingReportData({ chainId, rulings }: Pick<Chain, "chainId" | "rulings">, modelID: Hex, provider: Address): Hex | undefined {
  if (rulings.R09 === "unbound") return undefined;
  return padded(rulings.R09 === "provider" ? providerData(provider) : servingData(chainId, modelID, provider));
}
