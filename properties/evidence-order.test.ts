/**
 * Collateral and denials on a chain: whatever is posted, by whomever, in whatever order, the newest item of each slot stands; which platforms pass at a height
 * follows from the chain's state alone, and is what the verifier says of the newest of all that was posted; a report that is refused changes nothing but
 * nonce and fee.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { registerModel, WEIGHTS } from "../src/conformance/acts.ts";
import {
  type Act,
  act,
  beaconOf,
  begin,
  type Chain,
  codesOf,
  differences,
  GENESIS_TIME,
  GOVERNORS,
  play,
  playAny,
  signed,
  signerOf,
} from "../src/conformance/chain.ts";
import { build, proposerAt } from "../src/model/chain/apply.ts";
import { idealKeyring } from "../src/model/crypto/ideal.ts";
import { fromHex, toHex } from "../src/model/encoding/hex.ts";
import { isNewer, type PostedItem, rootId } from "../src/model/evidence/collateral.ts";
import { judgeQuote } from "../src/model/evidence/judge.ts";
import { collateral } from "../src/model/evidence/records.ts";
import { governanceDigest } from "../src/model/governance/approval.ts";
import { governances } from "../src/model/governance/records.ts";
import { accounts, protocolInForce } from "../src/model/ledger/records.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { DEFAULT_POLICY, verify } from "../src/model/tee/index.ts";
import { type Intel, simulatedIntel } from "../src/sim/platform/intel.ts";
import { collateralOf, type IntelItem } from "../src/sim/platform/items.ts";
import { listedAt } from "../src/sim/platform/levels.ts";
import { DAY, type IntelSchedule } from "../src/sim/platform/schedule.ts";

const DAYS = 60;
const FAMILIES = { ice: "0x00606a000000", coffee: "0x00906ed50000" } as const;
type Family = keyof typeof FAMILIES;
const family = fc.constantFrom<Family>("ice", "coffee");

/** Recoveries in the order of their dates: days since the one before, days until they are published, what is older. */
const recoveries = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 20 }), lag: fc.nat(15), older: fc.constantFrom("OutOfDate" as const, "Revoked" as const) }), {
    maxLength: 3,
  })
  .map((steps) => {
    let [at, publishedAt] = [GENESIS_TIME, GENESIS_TIME];
    return steps.map(({ gap, lag, older }) => {
      at += gap * DAY;
      publishedAt = Math.max(publishedAt, at + lag * DAY);
      return { at, publishedAt, older, advisories: [] };
    });
  });

/** A block: how much later, what is posted (items of a time gone by, as a fraction of it), and what governance denies or no longer does. */
const block = fc.record({
  hours: fc.integer({ min: 1, max: 24 * 8 }),
  posts: fc.array(fc.record({ from: fc.constantFrom("eve", "dan"), age: fc.double({ min: 0, max: 1, noNaN: true }), item: fc.nat(20) }), {
    maxLength: 8,
  }),
  all: fc.boolean(),
  denial: fc.option(fc.record({ family, lift: fc.boolean() }), { freq: 3, nil: undefined }),
});
const history = fc.record({ ice: recoveries, revokedOn: fc.integer({ min: 1, max: DAYS }), blocks: fc.array(block, { minLength: 1, maxLength: 8 }) });
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const scheduleOf = ({ ice, revokedOn }: History): IntelSchedule => ({
  ...{ seed: "order", origin: GENESIS_TIME, issueEvery: 7 * DAY, crlEvery: 5 * DAY, qe: { sgx: [], tdx: [] } },
  families: [
    { name: "ice", fmspc: FAMILIES.ice, authority: "platform", recoveries: ice },
    { name: "coffee", fmspc: FAMILIES.coffee, authority: "processor", recoveries: [] },
  ],
  machines: [
    { name: "keen", family: "ice", patchesAt: [10, 30, 50].map((days) => GENESIS_TIME + days * DAY) },
    { name: "slow", family: "ice", patchesAt: [] },
    { name: "old", family: "coffee", patchesAt: [] },
    { name: "caught", family: "coffee", patchesAt: [] },
  ],
  enclaves: [{ name: "runner", tee: "sgx", build: "runner", debug: false }],
  revocations: [{ of: "caught", at: GENESIS_TIME + DAY, publishedAt: GENESIS_TIME + revokedOn * DAY }],
});

function postable(item: IntelItem): PostedItem {
  if (item.kind === "rootCrl" || item.kind === "pckCrl") return item;
  const { kind, body, signature, signer } = item;
  return { kind, body, signature, signer };
}

/** A post: whose, what, and when it was made. */
interface Post {
  readonly from: string;
  readonly item: IntelItem;
  readonly served: number;
}

/** Of what an item is, and how new, by what it says: written anew, from the text of JSON and the calendar of lists. */
const slotOf = (item: IntelItem): string =>
  item.kind === "rootCrl" ? "root" : item.kind === "pckCrl" ? toHex(item.issuer) : `${item.kind} ${item.tee} ${"fmspc" in item ? item.fmspc : ""}`;
function rankOf(schedule: IntelSchedule, { item, served }: Post): readonly [number, string | number] {
  if (item.kind === "rootCrl" || item.kind === "pckCrl") return [0, listedAt(schedule, served)];
  const said = JSON.parse(new TextDecoder().decode(item.body)) as { readonly tcbEvaluationDataNumber: number; readonly issueDate: string };
  return [said.tcbEvaluationDataNumber, said.issueDate];
}

/** The next block at a time. */
function at(chain: Chain, time: number, acts: readonly Act[]): Chain {
  const { state } = chain;
  const height = state.head.height + 1;
  const last = build(state, { time, proposer: proposerAt(state, height), beacon: beaconOf(chain, height), transactions: signed(chain, acts) });
  return { ...chain, state: last.state, last, parent: chain };
}

function denial(chain: Chain, of: Family, lift: boolean): Act {
  const { chain: rules, store, head } = chain.state;
  const { sequence } = governances.at(store);
  const said = { what: "fmspc" as const, value: fromHex(FAMILIES[of]), from: lift ? undefined : head.height + 1 };
  const signers = GOVERNORS.map((name) => signerOf(chain.keyring, name)).sort((a, b) => (a.address < b.address ? -1 : 1));
  const digest = governanceDigest(rules.chainId, sequence, { kind: "denial", denial: said });
  return act("olga", { kind: "denyPlatform", denial: said, sequence, signatures: signers.slice(0, 2).map((signer) => signer.sign(digest)) });
}

function beginning(intel: Intel, keyring: ReturnType<typeof idealKeyring>): Chain {
  const chain = begin({ keyring, roots: [intel.root], rulings: { R10: "any-genuine" }, parameters: { blockCollateral: 64 } });
  const register = act("ann", { kind: "registerProvider", owner: signerOf(keyring, "ann").address, consent: undefined, stake: 1000n * LUX });
  return play(chain, act("olga", registerModel({ teeRequired: true })), register);
}

const DATA = new Uint8Array(64);

/** Plays a history, posts of a block in order or reversed, and calls back after each block. */
function playHistory(
  said: History,
  isReversed: boolean,
  each: (chain: Chain, posts: readonly Post[], denied: ReadonlySet<Family>, intel: Intel) => void,
): Chain {
  const keyring = idealKeyring();
  const intel = simulatedIntel(scheduleOf(said), keyring.p256Signer);
  let chain = beginning(intel, keyring);
  const denied = new Set<Family>();
  const posted: Post[] = [];
  for (const { hours, posts, all, denial: change } of said.blocks) {
    const time = chain.state.head.time + hours * 3600;
    const chosen = posts.map(({ from, age, item }): Post => {
      const served = GENESIS_TIME + Math.floor(age * (time - GENESIS_TIME));
      const items = intel.itemsAt(served);
      return { from, item: items[item % items.length]!, served };
    });
    const now = all ? intel.itemsAt(time).map((item): Post => ({ from: "cid", item, served: time })) : [];
    const made = isReversed ? [...chosen, ...now].reverse() : [...now, ...chosen];
    const acts = made.map(({ from, item }) => act(from, { kind: "postCollateral", root: rootId(intel.root), item: postable(item) }));
    const changes = change === undefined ? [] : [denial(chain, change.family, change.lift)];
    chain = at(chain, time, [...acts, ...changes]);
    if (change?.lift === true) denied.delete(change.family);
    else if (change !== undefined) denied.add(change.family);
    posted.push(...made);
    each(chain, posted, denied, intel);
  }
  return chain;
}

const nothing = (): void => undefined;

describe("collateral on the chain", () => {
  it("passes those platforms that the verifier passes under the newest of all that was posted, and no others", () => {
    fc.assert(
      fc.property(history, (said) => {
        playHistory(said, false, ({ state }, posts, denied, intel) => {
          const newest = new Map<string, Post>();
          for (const post of posts) {
            const other = newest.get(slotOf(post.item));
            const [rank, before] = [rankOf(intel.schedule, post), other && rankOf(intel.schedule, other)];
            if (before === undefined || rank[0] > before[0] || (rank[0] === before[0] && rank[1] > before[1])) newest.set(slotOf(post.item), post);
          }
          const items = [...newest.values()].map(({ item }) => item);
          const moment = { chain: state.chain, reader: state.store, height: state.head.height, time: state.head.time };
          const policy = { ...DEFAULT_POLICY, denied: { ...DEFAULT_POLICY.denied, fmspcs: [...denied].map((name) => FAMILIES[name]) } };
          for (const { name } of intel.schedule.machines)
            for (const made of [GENESIS_TIME, state.head.time]) {
              const quote = intel.quote(name, "runner", DATA, made);
              const judged = judgeQuote(moment, protocolInForce(state.store), quote, { modelID: WEIGHTS, reportData: undefined });
              let wanted = "COLLATERAL_MISSING";
              try {
                const bundle = collateralOf(items, intel.root, intel.wantedFor(name, "sgx"));
                const verdict = verify({ quote, collateral: bundle, root: intel.root }, { at: state.head.time, policy }, state.chain.crypto.p256);
                wanted = verdict.accepted ? "accepted" : verdict.code!;
              } catch (error) {
                if (!(error instanceof RangeError)) throw error;
              }
              expect(judged.ok ? "accepted" : judged.code === "COLLATERAL_MISSING" ? judged.code : judged.detail.split(":")[0], name).toBe(wanted);
            }
        });
      }),
      { numRuns: 40 },
    );
  });

  it("comes to the same in whatever order a block's posts arrive, and never back to older", () => {
    fc.assert(
      fc.property(history, (said) => {
        let before = new Map<string, Parameters<typeof isNewer>[0]>();
        const forward = playHistory(said, false, ({ state }) => {
          const now = new Map(collateral.entries(state.store).map(([key, item]) => [String(key), item] as const));
          for (const [slot, item] of before) expect(isNewer(item, now.get(slot)!)).toBe(false);
          before = now;
        });
        const backward = playHistory(said, true, nothing);
        expect(collateral.all(backward.state.store)).toEqual(collateral.all(forward.state.store));
      }),
      { numRuns: 40 },
    );
  });

  it("a report that is refused changes nothing but nonce and fee", () => {
    fc.assert(
      fc.property(history, fc.constantFrom("keen", "slow", "old", "caught"), (said, machine) => {
        let intel: Intel | undefined;
        const chain = playHistory(said, false, (_, __, ___, of) => {
          intel = of;
        });
        const teeReport = intel!.quote(machine, "runner", DATA, chain.state.head.time); // of other report data than was asked for
        const next = playAny(chain, [act("ann", { kind: "serveModel", modelID: WEIGHTS, profile: undefined, teeReport })]);
        expect(["EVIDENCE_REFUSED", "COLLATERAL_MISSING"]).toContain(codesOf(next)[0]);
        const ann = signerOf(chain.keyring, "ann").address;
        expect(
          differences(chain.state.store, next.state.store)
            .map((key) => key.split(" ")[0])
            .sort(),
        ).toEqual(["account", "ledger"]);
        const [old, now] = [accounts.at(chain.state.store, ann), accounts.at(next.state.store, ann)];
        expect(now).toEqual({ nonce: old.nonce + 1, balance: old.balance - next.last!.receipts[0]!.fee });
        expect(next.last!.events.map(({ kind }) => kind)).toEqual(["moved"]); // the fee, to the burnt
      }),
      { numRuns: 40 },
    );
  });
});
