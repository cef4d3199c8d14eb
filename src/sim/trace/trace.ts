import { senderOf, transactionCodec } from "../../model/chain/transactions.ts";
import { checksumAddress } from "../../model/crypto/address.ts";
import { decode } from "../../model/encoding/codec.ts";
import { codeOfNumber } from "../../model/errors/codes.ts";
import { eventCodec } from "../../model/events/events.ts";
import type { BlockView, World } from "../world/world.ts";

/** A block of a trace: one line of JSON, with its transactions (kind, sender, code) and everything that happened. */
export function traceLine({ height, built, after }: BlockView, { cast }: World): string {
  const names = new Map(cast.members.map(({ id, signer }) => [signer.address, id]));
  const { header, transactions } = built.block;
  const sent = transactions.map((bytes, index) => {
    const decoded = decode(transactionCodec, bytes);
    const { transaction, code } = built.receipts[index]!;
    const sender = decoded.ok ? senderOf(after.chain.crypto, decoded.value) : undefined;
    return {
      hash: transaction,
      sender: sender === undefined ? null : (names.get(sender) ?? checksumAddress(sender)),
      kind: decoded.ok ? decoded.value.payload.kind : "unknown",
      code: code === 0 ? "APPLIED" : codeOfNumber(code)!,
    };
  });
  const events = built.events.map((event) => eventCodec.toJson(event));
  const agents = height === 1 ? { agents: Object.fromEntries([...names].map(([address, id]) => [checksumAddress(address), id])) } : {};
  const { hash } = built.state.head;
  const line = { height: String(height), hash, time: String(header.time), stateRoot: header.stateRoot, ...agents, transactions: sent, events };
  return `${JSON.stringify(line)}\n`;
}
