/** Laws that follow what a block changed see every kind of harm: a block is made by the simulator, and its state altered by hand. */
import { beforeAll, describe, expect, it } from "vitest";
import { attestations } from "../../src/model/attestation/records.ts";
import { cases } from "../../src/model/dispute/records.ts";
import { accounts, ledgers } from "../../src/model/ledger/records.ts";
import { providers } from "../../src/model/staking/records.ts";
import { commit, type Draft, draftOf } from "../../src/model/state/store.ts";
import { WHOLE_EVERY } from "../../src/sim/monitors/changes.ts";
import { createMonitors } from "../../src/sim/monitors/laws.ts";
import { type BlockView, createWorld, type World } from "../../src/sim/world/world.ts";
import { loaded, shipped } from "./fixture.ts";

const scenario = loaded(shipped("first-dispute"));
const views: BlockView[] = [];
let world: World;

beforeAll(() => {
  world = createWorld(scenario, 1);
  while (views.length < scenario.scenario.blocks) views.push(world.nextBlock());
});

/** The laws breached when the state after the block at `height` is altered, and nothing after it, up to `until`. */
function breachedBy(alter: (draft: Draft) => void, height: number, until = height): string[] {
  const first = views[0]!;
  const monitors = createMonitors({ genesis: first.before, protocol: world.genesis.protocol, scenario: scenario.scenario, cast: world.cast });
  for (const view of views.slice(0, until)) {
    if (view.height !== height) {
      monitors.observe(view);
      continue;
    }
    const draft = draftOf(view.after.store);
    alter(draft);
    const after = { ...view.after, store: commit(draft) };
    monitors.observe({ ...view, after });
  }
  return monitors.records().flatMap(({ name, breached }) => (breached.length > 0 ? [name] : []));
}

const someone = (): `0x${string}` => world.cast.members.find(({ behaviour }) => behaviour === "honest")!.signer.address;
const LATE = 700;

describe("laws that follow changes", () => {
  it("are content with the run as it was", () => expect(breachedBy(() => {}, LATE, views.length)).toEqual([]));

  it.each<[string, string, (draft: Draft) => void]>([
    ["money out of nothing", "supply-conserved", (draft) => accounts.put(draft, { ...accounts.at(draft, someone()), balance: 1n }, someone())],
    ["an account that is gone", "supply-conserved", (draft) => accounts.delete(draft, someone())],
    ["a nonce that rises by itself", "nonce-by-one", (draft) => accounts.put(draft, { ...accounts.at(draft, someone()), nonce: 900 }, someone())],
    [
      "a reserve that nothing asks for",
      "reserved-within-stake",
      (draft) => providers.put(draft, { ...providers.at(draft, someone()), reserved: providers.at(draft, someone()).reserved + 1n }, someone()),
    ],
    [
      "an attestation that asks for a reserve anew",
      "reserved-within-stake",
      (draft) => {
        const record = attestations.all(draft).find(({ status }) => status === "final")!;
        attestations.put(draft, { ...record, status: "open" }, record.id);
      },
    ],
    [
      "an attestation that changes after it ended",
      "final-immutable",
      (draft) => {
        const record = attestations.all(draft).find(({ status }) => status === "final")!;
        attestations.put(draft, { ...record, base: record.base + 1n }, record.id);
      },
    ],
    ["an attestation that is gone", "final-immutable", (draft) => attestations.delete(draft, attestations.all(draft)[0]!.id)],
    [
      "an ended case that holds money again",
      "supply-conserved",
      (draft) => cases.put(draft, { ...cases.all(draft)[0]!, phase: "open", bond: 5n }, 0),
    ],
    ["a record of any kind", "root-of-records", (draft) => ledgers.put(draft, { ...ledgers.at(draft), changes: 77 })],
  ])("%s", (_, law, alter) => expect(breachedBy(alter, LATE)).toContain(law));

  it("look at all there is from time to time: what a block hides from the comparison is found then", () => {
    const at = 2 * WHOLE_EVERY;
    const view = views[at - 1]!;
    const draft = draftOf(view.after.store);
    accounts.put(draft, { ...accounts.at(draft, someone()), balance: 1n }, someone());
    const hidden = { ...view.after, store: commit(draft) };
    const monitors = createMonitors({ genesis: views[0]!.before, protocol: world.genesis.protocol, scenario: scenario.scenario, cast: world.cast });
    for (const earlier of views.slice(0, at - 1)) monitors.observe(earlier);
    monitors.observe({ ...view, before: hidden, after: hidden });
    const breached = monitors.records().flatMap((law) => (law.breached.length > 0 ? [law.name] : []));
    expect(breached).toEqual(["supply-conserved", "root-of-records"]);
  });
});
