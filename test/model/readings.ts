/** What the tests of the model read off a small chain. */
import { attestationOf, recordOf } from "../../src/conformance/acts.ts";
import { addressOf, type Chain, type Name, purses } from "../../src/conformance/chain.ts";
import { accounts } from "../../src/model/ledger/records.ts";
import { type Provider, providers } from "../../src/model/staking/records.ts";

export const providerOf = (chain: Chain, name: Name): Provider => providers.at(chain.state.store, addressOf(name));
export const stakeOf = (chain: Chain, name: Name): bigint => providerOf(chain, name).stake;
export const balanceOf = (chain: Chain, name: Name): bigint => accounts.at(chain.state.store, addressOf(name)).balance;
/** What a balance rose by between two chains. */
export const gain = (before: Chain, after: Chain, name: Name): bigint => balanceOf(after, name) - balanceOf(before, name);
export const heightOf = (chain: Chain): number => chain.state.head.height;
export const burntOf = (chain: Chain): bigint => purses(chain.state.store).burnt;
export const burntBy = (before: Chain, after: Chain): bigint => burntOf(after) - burntOf(before);
/** The fees of the last block. */
export const feesOf = (chain: Chain): bigint => chain.last!.receipts.reduce((sum, { fee }) => sum + fee, 0n);
/** How the attestations of these ended. */
export const howOf = (chain: Chain, ...names: readonly Name[]): string[] => names.map((name) => recordOf(chain, name).how);
/** The ids of Ann's and Ben's attestations. */
export const idsOf = (chain: Chain) => [attestationOf(chain, "ann"), attestationOf(chain, "ben")] as const;
