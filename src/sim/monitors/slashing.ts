import type { Address } from "../../model/crypto/address.ts";
import { openedSeats } from "../../model/dispute/reads.ts";
import { cases } from "../../model/dispute/records.ts";
import { longestCase, REFERENCE, TEE_ASSUMED } from "../../model/params/protocol.ts";
import { RULING_ROWS } from "../../model/params/rulings.ts";
import { slashableUnbonding } from "../../model/staking/money.ts";
import { providers } from "../../model/staking/records.ts";
import type { Cast } from "../world/cast.ts";
import { isTroubledBy } from "../world/faults.ts";
import type { Law, WatchedBlock } from "./law.ts";

const slashesIn = ({ built }: WatchedBlock) => built.events.flatMap((event) => (event.kind === "slashed" ? [event] : []));

/** What a provider could lose in a block: what it had before, and what it staked in it. */
function atRisk({ before, built }: WatchedBlock, address: Address): bigint {
  const provider = providers.get(before.store, address);
  const had = provider === undefined ? 0n : provider.stake + slashableUnbonding(provider);
  return built.events.reduce(
    (sum, event) => (event.kind === "moved" && event.to === "stake" && event.payee === address ? sum + event.amount : sum),
    had,
  );
}

/** Nobody is slashed more than it has, nor twice in a case. */
export const slashBounded: Law = {
  name: "slash-bounded",
  sentence: "nobody is slashed more than its stake and unbonding, nor twice in one case",
  begin() {
    const seen = new Set<string>();
    return (block) => {
      const slashes = slashesIn(block);
      const flaws = slashes.flatMap(({ provider, case: id }) => {
        if (id === undefined) return []; // no case
        const key = `${id}/${provider}`;
        const twice = seen.has(key) ? [`${provider} slashed twice in case ${id}`] : [];
        seen.add(key);
        return twice;
      });
      for (const provider of new Set(slashes.map((slash) => slash.provider))) {
        const taken = slashes.reduce((sum, slash) => (slash.provider === provider ? sum + slash.amount : sum), 0n);
        const had = atRisk(block, provider);
        if (taken > had) flaws.push(`${provider} was slashed ${taken} nLUX and had ${had}`);
      }
      return flaws;
    };
  },
};

/**
 * Whether the last panel of a case had no honest majority: it can convict whom it likes, and no rule of the transition can
 * know. Any other conviction of the honest is a flaw.
 */
function isPanelLost({ after }: WatchedBlock, id: number | undefined, cast: Cast): boolean {
  if (id === undefined) return false;
  const dispute = cases.at(after.store, id);
  if (dispute.tallied === undefined) return false;
  const panel = openedSeats(dispute, dispute.tallied);
  const honest = panel.filter(({ provider }) => cast.byAddress.get(provider)?.isHonest === true);
  return 2 * honest.length <= panel.length;
}

/** An honest provider is never slashed under `reference`, unless seats that are not honest convict it. */
export const honestNeverSlashed: Law = {
  name: "honest-never-slashed",
  sentence: [
    "under the reference rulings, a provider that does all that the protocol asks, and that no fault of the scenario touched within D before,",
    "is never slashed: not for silence or absence, and not for a fault, as member or seat, by a panel with an honest majority",
  ].join(" "),
  begin({ protocol, scenario, cast }) {
    const isReference = RULING_ROWS.every(([id]) => protocol.rulings[id] === REFERENCE.rulings[id]);
    if (!isReference || protocol.unsafe.some((name) => name !== TEE_ASSUMED)) return undefined;
    const reach = longestCase(protocol.parameters);
    const wasTroubled = (address: Address, height: number): boolean =>
      scenario.faults.some(
        (fault) => fault.kind !== "stall" && fault.from <= height && fault.to >= height - reach && isTroubledBy(fault, cast, address),
      );
    return (block) =>
      slashesIn(block).flatMap(({ provider, cause, amount, case: id }) => {
        const member = cast.byAddress.get(provider);
        const isExcused = wasTroubled(provider, block.height) || ((cause === "fault" || cause === "seat-fault") && isPanelLost(block, id, cast));
        return member?.isHonest === true && !isExcused ? [`${member.id} was slashed ${amount} nLUX for ${cause}`] : [];
      });
  },
};
