import { attestations } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { type Case, caseInputs, cases } from "../../model/dispute/records.ts";
import type { Host } from "./agent.ts";
import type { Behaviour } from "./behaviour.ts";
import { amount, groups } from "./parameters.ts";

/** Keys of a group of joiners. */
interface JoinerParameters {
  readonly joins: readonly string[];
  readonly fee: bigint;
}

/** Blocks that an order of a joiner may wait: an answer after JOIN is of no use. */
const ORDER_BLOCKS = 10;

/** What a joiner does about one provider and one case, once each: order an answer to its request, then join that. */
function createRecruiter(host: Host, fee: bigint): (dispute: Case, provider: Address) => void {
  const done = new Set<string>();
  const once = (what: string, act: () => void): void => {
    if (done.has(what)) return;
    done.add(what);
    act();
  };
  return ({ id, modelID, inputHash, members }, provider) => {
    const { store, head } = host.state();
    if (done.has(`join ${id} ${provider}`) || members.some((member) => member.provider === provider)) return;
    const isAnswer = (record: { modelID: string; inputHash: string; provider: string }): boolean =>
      record.modelID === modelID && record.inputHash === inputHash && record.provider === provider;
    const answer = attestations.all(store).find(isAnswer);
    if (answer !== undefined) return once(`join ${id} ${provider}`, () => host.submit({ kind: "join", case: id, attestation: answer.id }));
    const request = caseInputs.get(store, id);
    if (request === undefined) return;
    once(`order ${id} ${provider}`, () => {
      host.submit({ kind: "placeOrder", provider, modelID, inputHash, fee, expiry: BigInt(head.height + ORDER_BLOCKS) });
      host.send(provider, { kind: "request", modelID, request });
    });
  };
}

/**
 * Orders, for every case in JOIN, the answers of a group to its request, and joins them: a hunter, where the group is suspected of
 * the same cheat, since a joiner is paid for its member as a challenger is. Or a friend, who fills a case with members: where
 * members' outputs count for a verdict (R21 `medoid`) they win it, where only seats judge they are judged with the rest.
 */
export const joiner: Behaviour<JoinerParameters> = {
  name: "joiner",
  role: "consumer",
  isHonest: false,
  about: "orders a group's answers to the request of every case that is in JOIN, and joins them to it",
  computes: "nothing",
  parameters: {
    joins: groups("groups of providers whose answers it orders and joins").default([]),
    fee: amount("fee that each of its orders escrows").prefault("0.1 LUX"),
  },
  create(host, _, { joins, fee }) {
    const recruit = createRecruiter(host, fee);
    function watch(): void {
      const underWay = cases.due(host.state().store, Number.MAX_SAFE_INTEGER).sort((a, b) => a.id - b.id);
      for (const dispute of underWay)
        if (dispute.phase === "join") for (const provider of joins.flatMap((id) => host.group(id))) recruit(dispute, provider);
      host.after(host.blocks(1), watch);
    }
    return { start: watch };
  },
};
