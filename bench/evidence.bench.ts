/**
 * Evidence in blocks: how long the worst block takes that `blockReports` and `blockCollateral` admit, and how many attestations with
 * a quote of the simulated Intel are applied a second. What bounds a block is its P-256 signatures: four a report, two an item, and
 * the root's own. The peer is a bare loop over as many, and such a block with reports that are read to their first byte. Bars: half a
 * second by native curves, a quarter of a block's interval; and four by noble's, the slowest there are.
 */
import { apply } from "../src/model/chain/apply.ts";
import type { Keyring } from "../src/model/crypto/crypto.ts";
import { curvesInUse, nobleCurves, useCurves } from "../src/model/crypto/curves.ts";
import { nobleHasher, useHasher } from "../src/model/crypto/hash.ts";
import { idealKeyring } from "../src/model/crypto/ideal.ts";
import { realKeyring, realKeyringOf } from "../src/model/crypto/real.ts";
import { bytesFor } from "../src/sim/platform/keys.ts";
import { type Filled, filled, genuineKind, ITEMS, itemKinds, REPORTS, reportKinds, wideChain } from "./full-blocks.ts";
import { medianTimes, perSecond } from "./measure.ts";
import type { Row } from "./row.ts";

const EFFORT = { warmUps: 2, repeats: 5, collects: false };

type Times = { readonly [what: string]: number };

/** Real keys that remember no signer from one block to the next: every signature of a block is new to whoever applies it. */
const forgetful = (): Keyring => realKeyringOf("keccak", 1);

/** Milliseconds that `apply` takes for each, by its name. */
function timesOf(blocks: readonly Filled[]): Promise<Times> {
  const applied = ({ what, chain, block }: Filled) => {
    const result = apply(chain.state, block);
    if (!result.ok) throw new Error(`${what}: ${result.refusal.code} ${result.refusal.detail}`);
  };
  return medianTimes(Object.fromEntries(blocks.map((one) => [one.what, () => applied(one)])), EFFORT);
}

const slowest = (times: Times): string => Object.keys(times).reduce((most, what) => (times[what]! > times[most]! ? what : most));
const described = (blocks: readonly Filled[], times: Times): string =>
  blocks.map(({ what, codes }) => `${what} (${codes.join(", ")}) ${times[what]!.toFixed(0)} ms`).join("; ");

/** Milliseconds of so many P-256 signatures, verified in a bare loop. */
async function bareSignatures(count: number): Promise<number> {
  const signer = realKeyring.p256Signer(bytesFor("evidence", "bare", 32));
  const messages = Array.from({ length: count }, (_, index) => bytesFor("evidence", `bare/${index}`, 512));
  const signatures = messages.map((message) => signer.sign(message));
  const verifyAll = (): void => {
    const { verifyP256 } = curvesInUse();
    for (const [index, message] of messages.entries())
      if (!verifyP256(signer.publicKey, message, signatures[index]!)) throw new Error("a good signature is refused");
  };
  return (await medianTimes({ verifyAll }, EFFORT)).verifyAll;
}

/** The worst block under the curves in use: the slowest reports behind the slowest items, which they are then judged by. */
async function worstRows(backend: string, limit: number): Promise<Row[]> {
  const chain = wideChain({ keyring: forgetful() });
  const kinds = { reports: reportKinds(chain), items: itemKinds(chain) };
  const blocks = { reports: kinds.reports.map((kind) => filled(chain, kind)), items: kinds.items.map((kind) => filled(chain, kind)) };
  const times = { reports: await timesOf(blocks.reports), items: await timesOf(blocks.items) };
  const [reports, items] = [slowest(times.reports), slowest(times.items)];
  const actsOf = (list: typeof kinds.items, wanted: string) => list.find(({ what }) => what === wanted)!.acts;
  const worst = filled(chain, { what: "worst", acts: [...actsOf(kinds.items, items), ...actsOf(kinds.reports, reports)] });
  const value = (await timesOf([worst]))[worst.what]!;
  const signatures = 4 * REPORTS + 2 * ITEMS + 1;
  const others = times.reports[kinds.reports.at(-1)!.what]!; // reports of zeros are refused at their first byte
  return [
    {
      what: `the worst block, ${backend}: ${ITEMS} ${items}, then ${REPORTS} ${reports}`,
      ...{ value, unit: "ms" },
      peer: { name: `${signatures} P-256 signatures, bare, and the block with reports of zeros`, value: (await bareSignatures(signatures)) + others },
      bar: { of: "ratio", wants: "at most", limit: 2 },
      note: `${described(blocks.reports, times.reports)}; ${described(blocks.items, times.items)}`,
    },
    { what: "the same", value, unit: "ms", bar: { of: "value", wants: "at most", limit } },
  ];
}

/** Attestations a second in blocks that are full of good ones, beside the same blocks on a chain that reads no report. */
async function rateRow(keyring: Keyring, what: string): Promise<Row> {
  const [proving, assuming] = [wideChain({ keyring }), wideChain({ keyring, unsafe: ["tee-assumed"] })];
  const blocks = [filled(proving, genuineKind(proving)), { ...filled(assuming, genuineKind(assuming)), what: "reports unread" }] as const;
  const times = await timesOf(blocks);
  const [proven, unread] = blocks.map((block) => perSecond(REPORTS, times[block.what]!)) as [number, number];
  return {
    what: `attestations with a quote of the simulated Intel, applied in blocks of ${REPORTS}, ${what}`,
    ...{ value: proven, unit: "/s" },
    peer: { name: "the same where reports are not read", value: unread },
    note: blocks.map(({ codes }) => codes.join(", ")).join("; "),
  };
}

/** The rows of evidence in blocks. */
export default async function evidence(): Promise<readonly Row[]> {
  const native = curvesInUse().name;
  const rates = [await rateRow(idealKeyring(), "ideal"), await rateRow(forgetful(), `real, ${native}`)];
  const fast = await worstRows(native, 500);
  const before = [useCurves(nobleCurves), useHasher(nobleHasher)] as const;
  const slow = [await rateRow(forgetful(), "real, noble"), ...(await worstRows("noble", 4000))];
  useCurves(before[0]);
  useHasher(before[1]);
  return [...rates, ...fast, ...slow];
}
