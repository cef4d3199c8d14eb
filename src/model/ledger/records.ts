import { address } from "../crypto/address.ts";
import { struct } from "../encoding/objects.ts";
import { count64, u32, u64 } from "../encoding/primitives.ts";
import { type Protocol, protocolCodec } from "../params/protocol.ts";
import type { Reader } from "../state/store.ts";
import { table } from "../state/table.ts";

/** Totals and counters of the chain: one record. */
export const ledgers = table({
  number: 0x01,
  name: "ledger",
  key: [],
  value: struct("ledger", {
    /** All that was ever burnt. */
    burnt: u64,
    /** The version of the protocol in force: a key of `protocols`. */
    protocol: u32,
    /** Cases opened so far: the number of the next one. */
    cases: count64,
    /** Changes scheduled so far, by owners of models and by governance: the number of the next one. */
    changes: count64,
  }),
});

/** An account: its next nonce and its balance. */
export const accounts = table({
  number: 0x02,
  name: "account",
  key: [address],
  value: struct("account", { nonce: count64, balance: u64 }),
});

/** Every protocol that was ever in force, by version: what is under way pins one (R44). */
export const protocols = table({ number: 0x03, name: "protocol", key: [u32], value: protocolCodec });

/** The version of the protocol in force. */
export function protocolVersion(reader: Reader): number {
  return ledgers.at(reader).protocol;
}

/** The protocol in force. */
export function protocolInForce(reader: Reader): Protocol {
  return protocols.at(reader, protocolVersion(reader));
}
