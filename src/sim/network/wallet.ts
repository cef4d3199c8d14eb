import type { State } from "../../model/chain/state.ts";
import type { Payload } from "../../model/chain/transactions.ts";
import { signTransaction } from "../../model/chain/transactions.ts";
import type { Signer } from "../../model/crypto/crypto.ts";
import { accounts } from "../../model/ledger/records.ts";
import { LUX } from "../../model/params/parameters.ts";
import { type Kernel, type Micros, PRIORITY } from "../kernel/kernel.ts";
import type { Mempool, Pending } from "./mempool.ts";
import type { Link } from "./network.ts";

/** Numbers, signs and sends an agent's transactions, each until it is in a block. */
export interface Wallet {
  /** With `isFirst`, ahead of what others send. */
  submit(payload: Payload, isFirst?: boolean): void;
  /** The chain would not charge one: what was sent after it cannot go in either, so numbering begins anew. */
  reset(): void;
}

/** What a wallet needs of its world. */
export interface WalletWorld {
  readonly kernel: Kernel;
  readonly link: Link;
  readonly mempool: Mempool;
  readonly state: () => State;
  /** Whether what it sends now is on its way: it is there, and not cut off. */
  readonly canSend: () => boolean;
  /** How long to wait before sending again. */
  readonly resendAfter: Micros;
}

/** No transaction costs nearly this much. */
const FEE_LIMIT = LUX;

/** The wallet of one key. */
export function createWallet({ kernel, link, mempool, state, canSend, resendAfter }: WalletWorld, signer: Signer): Wallet {
  let next = 0;
  /** Counts resets: what was sent before one is never sent again. */
  let generation = 0;
  const nextOnChain = (): number => accounts.get(state().store, signer.address)?.nonce ?? 0;

  function send(pending: Pending, sentIn: number): void {
    if (canSend()) link.deliver(() => mempool.add(pending));
    kernel.schedule(kernel.now() + resendAfter, PRIORITY.agent, () => {
      if (sentIn === generation && pending.nonce >= nextOnChain()) send(pending, sentIn);
    });
  }

  return {
    submit(payload, isFirst = false) {
      const nonce = next;
      next += 1;
      const bytes = signTransaction(signer, { chainId: state().chain.chainId, nonce, feeLimit: FEE_LIMIT, payload });
      send({ sender: signer.address, nonce, bytes, payload, isFirst }, generation);
    },
    reset() {
      mempool.drop(signer.address);
      next = nextOnChain();
      generation += 1;
    },
  };
}
