/** Every table of the state, by number: what a key of a snapshot belongs to. A new table is one line here. */
import { equivocalOutputs, equivocations } from "../model/attestation/equivocation.ts";
import { attestations, attested, holds, orders, prunedAttestations } from "../model/attestation/records.ts";
import { caseInputs, caseOutputs, cases, claims, drawShares, prunedCases } from "../model/dispute/records.ts";
import type { Codec } from "../model/encoding/codec.ts";
import { collateral, evidences, serviceEvidences } from "../model/evidence/records.ts";
import { denials } from "../model/governance/denials.ts";
import { changes, governances, trustRoots } from "../model/governance/records.ts";
import { accounts, ledgers, protocols } from "../model/ledger/records.ts";
import { measurements, modelChanges } from "../model/registry/changes.ts";
import { lineages, models, sides, tolerances, weights } from "../model/registry/records.ts";
import { providers, services } from "../model/staking/records.ts";
import type { AnyTable } from "../model/state/store.ts";
import { validatorSets } from "../model/validators/records.ts";

/** A table whose keys can be read. */
export type KeyedTable = AnyTable & { readonly keyParts: readonly Codec<unknown>[] };

/** All tables, in ascending order of their numbers. */
export const TABLES: readonly KeyedTable[] = (
  [
    ...[ledgers, accounts, protocols],
    ...[models, sides, tolerances, lineages, weights, measurements, modelChanges],
    ...[providers, services],
    ...[orders, attestations, attested, equivocations, equivocalOutputs, prunedAttestations, holds],
    ...[claims, cases, caseInputs, caseOutputs, drawShares, prunedCases],
    ...[governances, trustRoots, changes, denials, validatorSets],
    ...[collateral, evidences, serviceEvidences],
  ] as unknown as KeyedTable[]
).sort((a, b) => a.number - b.number);

const BY_NUMBER = new Map(TABLES.map((table) => [table.number, table]));
const BY_NAME = new Map(TABLES.map((table) => [table.name, table]));

/** The table with this number. */
export const tableOfNumber = (number: number): KeyedTable | undefined => BY_NUMBER.get(number);
/** The table of a record, by the digits of its key. */
export const tableOfKey = (key: string): KeyedTable => BY_NUMBER.get(Number.parseInt(key.slice(0, 2), 16))!;
/** The table with this name. */
export const tableNamed = (name: string): KeyedTable | undefined => BY_NAME.get(name);
