import type { Hex } from "../../model/encoding/hex.ts";
import type { LawRecord } from "../monitors/law.ts";
import type { SurfingHarm } from "../numerics/source.ts";
import type { JudgedExpectation } from "../scenario/expectations.ts";

/** Decimal digits: u64 and money (nLUX) wherever a run is written down, negative for a loss. */
export type Decimals = string;

/** One slash: whose stake, why, how much (nLUX), when, in which case. */
export interface SlashRecord {
  /** The agent's id. */
  readonly provider: string;
  /** As the chain's people write it (R02). */
  readonly address: string;
  readonly cause: string;
  readonly amount: Decimals;
  readonly height: Decimals;
  /** Null where no case decided it. */
  readonly case: Decimals | null;
}

/** An agent at the end of the run. Money in nLUX. */
export interface AgentRecord {
  readonly id: string;
  /** As the chain's people write it (R02). */
  readonly address: string;
  readonly behaviour: string;
  /** What it holds in any purse, less what it began with. */
  readonly profit: Decimals;
  readonly stake: Decimals;
  readonly attested: number;
  readonly struck: number;
  /** Sum of its slashes. */
  readonly slashed: Decimals;
  /** Where it surfs, that is, moves outputs by a distance against their decisions: what that does, by model. */
  readonly harm?: readonly ({ readonly model: string } & SurfingHarm)[];
}

/** What a consumer on another chain did. Money in nLUX, on that chain. */
export interface RelianceRecord {
  readonly id: string;
  readonly behaviour: string;
  /** Questions. */
  readonly asked: number;
  /** Messages accepted, handovers of sets among them; and refused, by Warp's codes. */
  readonly accepted: number;
  readonly refused: { readonly [code: string]: number };
  /** Attestations that it relied on, each once, and what it paid for them. */
  readonly relied: number;
  readonly paid: Decimals;
  /** Of that, for attestations that are struck at the end, or not there; and for those that are not decided. */
  readonly lost: Decimals;
  readonly undecided: Decimals;
}

/** What Warp came to in a run; sums are over the consumers. */
export interface WarpRecord extends Omit<RelianceRecord, "id" | "behaviour"> {
  /** Messages that a quorum signed; those of them that say what the chain does not; those sent though they fell short. */
  readonly messages: number;
  readonly lies: number;
  readonly short: number;
  /** What the network between the chains did. */
  readonly delivered: number;
  readonly duplicated: number;
  readonly replayed: number;
  readonly consumers: readonly RelianceRecord[];
}

/** What the faults of a scenario did, and whether all came to an end. */
export interface FaultRecord {
  /** Messages and transactions that never arrived, arrived twice, or were kept apart by a partition. */
  readonly lost: number;
  readonly duplicated: number;
  readonly cut: number;
  /** Agents that began anew after a crash. */
  readonly restarts: number;
  /** Transactions left out of a block, once for each block. */
  readonly censored: number;
  /** Blocks that were not made. */
  readonly stalled: number;
  /** Stake that something still reserves at the end, nLUX: 0 where all of it can be withdrawn. */
  readonly reserved: Decimals;
}

/** What became of TEE evidence in a run. Codes are the chain's but for `reasons`. */
export interface EvidenceRecord {
  /** Quotes that providers made; those of them whose report no enclave made. */
  readonly quotes: number;
  readonly forged: number;
  /** Reports in blocks that were accepted, with attestations and with services; and refused. */
  readonly accepted: number;
  readonly refused: { readonly [code: string]: number };
  /** Why: the verifier's codes where it was asked, by the state before the block. */
  readonly reasons: { readonly [code: string]: number };
  /** Items of collateral. */
  readonly collateral: { readonly posted: number; readonly refused: { readonly [code: string]: number } };
  /** Reports that evidence was bad (R48): attestations struck by them, and those that were refused. */
  readonly reports: { readonly struck: number; readonly refused: { readonly [code: string]: number } };
  /** Accepted attestations of providers that read what their enclaves are given: inputs that are no secret any more. */
  readonly leaked: number;
}

/** What a run came to: one entry of `runs[]` in `achain run --json`. */
export interface RunRecord {
  readonly file: string;
  readonly scenario: string;
  readonly seed: number;
  readonly configHash: Hex;
  readonly preset: string;
  /** Rulings that are not at their default. */
  readonly rulings: { readonly [id: string]: string };
  /** Parameters that are not at their default, as decimal digits; lists in their order. */
  readonly params: { readonly [name: string]: Decimals | readonly Decimals[] };
  readonly unsafe: readonly string[];
  readonly crypto: string;
  readonly tee: string;
  readonly height: Decimals;
  /** RFC 3339. */
  readonly time: string;
  readonly timeUnix: Decimals;
  readonly stateRoot: Hex;
  readonly traceHash: Hex;
  readonly transactions: {
    readonly applied: number;
    readonly refused: { readonly [code: string]: number };
    readonly dropped: { readonly [code: string]: number };
  };
  readonly attestations: { readonly submitted: number; readonly final: number; readonly struck: number; readonly open: number };
  readonly cases: {
    readonly opened: number;
    readonly fault: number;
    readonly clean: number;
    readonly band: number;
    readonly void: number;
    readonly open: number;
    /** The longest case, in blocks. */
    readonly blocksMax: number;
  };
  readonly slashes: readonly SlashRecord[];
  readonly supply: {
    readonly genesis: Decimals;
    readonly balances: Decimals;
    readonly stakes: Decimals;
    readonly unbonding: Decimals;
    readonly bonds: Decimals;
    readonly escrows: Decimals;
    readonly burnt: Decimals;
  };
  readonly agents: readonly AgentRecord[];
  /** Where the scenario has validators. */
  readonly warp?: WarpRecord;
  /** Where evidence is verified. */
  readonly evidence?: EvidenceRecord;
  /** Where the scenario has faults. */
  readonly faults?: FaultRecord;
  readonly measures: { readonly [name: string]: unknown };
  readonly expectations: readonly JudgedExpectation[];
  readonly laws: readonly LawRecord[];
  /** Whether the run stopped before the scenario's last block. */
  readonly partial: boolean;
  readonly replay: string;
}

/** One stay of a case in a phase, from the block after `from` to the end of `to`. */
export interface PhaseSpan {
  readonly phase: string;
  readonly level: number;
  readonly round: number;
  readonly from: number;
  /** Still in it where undefined. */
  readonly to: number | undefined;
}

/** What a seat did, or did not do, and when. */
export interface SeatAct {
  readonly act: "drawn" | "committed" | "opened" | "absent" | "withheld";
  readonly height: number;
}

/** A seat of a case. */
export interface SeatStory {
  readonly provider: string;
  readonly level: number;
  readonly round: number;
  readonly status: string;
  /** Against each member, in their order; nothing for one that was never shown. */
  readonly comparisons: readonly (string | undefined)[];
  readonly acts: readonly SeatAct[];
}

/** A case as a person reads it. Agents by id. */
export interface CaseStory {
  readonly id: number;
  readonly challenger: string;
  readonly openedAt: number;
  readonly outcome: "fault" | "clean" | "band" | "void" | "open";
  readonly phases: readonly PhaseSpan[];
  readonly members: readonly {
    readonly provider: string;
    readonly verdict: string;
    /** How its attestation ended; `none` while it has not. */
    readonly ending: string;
  }[];
  readonly seats: readonly SeatStory[];
  /** Money out of the case at its end, nLUX; `to` is `burnt` or an agent. */
  readonly payouts: readonly { readonly to: string; readonly amount: Decimals }[];
  /** What happened, in order, in words. */
  readonly steps: readonly { readonly height: number; readonly text: string }[];
}

/** An agent's stake and profit (nLUX) at each height at which one of them changed, ascending. */
export interface AgentSeries {
  readonly id: string;
  readonly behaviour: string;
  readonly points: readonly { readonly height: number; readonly stake: bigint; readonly profit: bigint }[];
}

/** A run with what a report shows beside its record. */
export interface RunReport {
  readonly record: RunRecord;
  readonly about: string;
  readonly laws: readonly { readonly name: string; readonly sentence: string }[];
  readonly cases: readonly CaseStory[];
  readonly series: readonly AgentSeries[];
}
