import type { MultiSignatures } from "../../model/crypto/multisignature.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { ValidatorSetRecord } from "../../model/validators/records.ts";
import type { WarpValidator } from "../../model/validators/set.ts";
import type { Handover, WarpVerdict, Witness } from "../../model/warp/index.ts";

/** What a relayer brings to a consumer on another chain. Nothing of it is to be believed but by its signatures. */
export type Delivery =
  | { readonly kind: "answer"; readonly about: Hex; readonly message: Uint8Array; readonly witness: Witness | undefined }
  | { readonly kind: "handover"; readonly message: Uint8Array; readonly record: ValidatorSetRecord; readonly proof: Handover["proof"] };

/** What a consumer on another chain hears. */
export interface Ear {
  /** A provider of the groups that it follows attested: someone hands it the id with the output. */
  news(attestation: Hex, provider: Hex): void;
  hear(delivery: Delivery): void;
}

/** All that a consumer on another chain has of the A-chain: its id and its genesis set, and a relayer that it asks. */
export interface WarpPort {
  readonly networkID: number;
  readonly chainID: Hex;
  readonly signatures: MultiSignatures;
  /** The set of genesis, of which the chain id is the hash. */
  readonly genesis: readonly WarpValidator[];
  /** Blocks behind the newest head that a message is judged. */
  readonly retention: number;
  listen(ear: Ear, wire: WireConditions): void;
  /** Asks a relayer how an attestation stands, and for the handovers to sets that begin after `since`. */
  ask(attestation: Hex, since: number): void;
  /** For the run's record: how it judged a message. */
  judged(verdict: { readonly ok: true } | Extract<WarpVerdict, { readonly ok: false }>): void;
  /** For the run's record: it acted on an attestation, and paid. */
  relied(attestation: Hex, paid: bigint): void;
}

/** How the network between the chains treats messages, beside the delays and losses of every link. */
export interface WireConditions {
  /** Probability that a message arrives twice. */
  readonly duplicates: number;
  /** Probability that with a message an earlier one arrives again, as if it were the answer. */
  readonly replays: number;
}
