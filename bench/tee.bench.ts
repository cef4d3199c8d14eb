/**
 * Evidence: quotes verified a second, from bytes to a verdict, beside @phala/dcap-qvl on the same quotes in the same run, in turn.
 * Cold: quote and collateral are bytes, nothing of them is remembered. Remembered: collateral was verified before, as a chain holds it;
 * three signatures are left. Both libraries finish every quote that is measured: signatures, chains, CRLs, TCB level.
 */
import { curvesInUse, nobleCurves, useCurves } from "../src/model/crypto/curves.ts";
import { nobleHasher, useHasher } from "../src/model/crypto/hash.ts";
import { type Evidence, type VerifiedCollateral, verify, verifyCollateral, verifyQuote } from "../src/model/tee/index.ts";
import { hostileInputs } from "./hostile.ts";
import { median, medianTimes, perSecond } from "./measure.ts";
import type { Row } from "./row.ts";
import { type Sample, samples } from "./tee-evidence.ts";

/** As much of the other library as is asked here. */
interface OtherVerifier {
  verify(quote: Buffer, collateral: object, seconds: number): { readonly status: string };
}
interface Other {
  readonly QuoteVerifier: { newWithRootCa(root: Buffer): OtherVerifier };
}

const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Collateral as the other library takes it. */
const theirsOf = ({ collateral: all }: Evidence): object => ({
  pck_crl_issuer_chain: "",
  root_ca_crl: Buffer.from(all.rootCrl),
  pck_crl: Buffer.from(all.pckCrl),
  tcb_info_issuer_chain: all.tcbInfoChain.map(pem).join(""),
  tcb_info: utf8(all.tcbInfo),
  tcb_info_signature: Buffer.from(all.tcbInfoSignature),
  qe_identity_issuer_chain: all.qeIdentityChain.map(pem).join(""),
  qe_identity: utf8(all.qeIdentity),
  qe_identity_signature: Buffer.from(all.qeIdentitySignature),
});

/** The other library's last words on quotes whose signatures it has checked: it says no by exceptions. */
const LATE = /^(No matching TCB level found|Invalid mr service td|Debug mode is enabled)/;

/** What each library does with one piece of evidence. */
interface Prepared extends Sample {
  readonly verified: VerifiedCollateral;
  /** The other library's verdict, or its last words. */
  theirs(): string;
}

function prepared(sample: Sample, { QuoteVerifier }: Other): Prepared {
  const { evidence, at } = sample;
  const verified = verifyCollateral(evidence.collateral, evidence.root);
  if (!verified.ok) throw new Error(`${sample.name}: ${verified.refusal.explanation}`);
  const verifier = QuoteVerifier.newWithRootCa(Buffer.from(evidence.root));
  const [quote, collateral] = [Buffer.from(evidence.quote), theirsOf(evidence)];
  const theirs = (): string => {
    try {
      return verifier.verify(quote, collateral, at).status;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return { ...sample, verified: verified.collateral, theirs };
}

/** Both finish: signatures hold, and a verdict about the TCB level is reached. */
function areFinished({ evidence, at, theirs }: Prepared): boolean {
  const said = theirs();
  return verify(evidence, { at }).intel !== null && (LATE.test(said) || /^[A-Z][A-Za-z]+$/.test(said));
}

const EFFORT = { warmUps: 3, repeats: 9, collects: false };
/** Rounds of all quotes in one sample: a sample of a few milliseconds would measure what the one before left in the caches. */
const ROUNDS = { native: { cold: 6, remembered: 60 }, noble: { cold: 1, remembered: 2 } };

async function rowsOf(all: readonly Prepared[], backend: string, bars: { readonly cold?: number; readonly remembered?: number }): Promise<Row[]> {
  const rounds = backend === "noble" ? ROUNDS.noble : ROUNDS.native;
  const times = await medianTimes(
    {
      cold() {
        for (let round = 0; round < rounds.cold; round += 1) for (const { evidence, at } of all) verify(evidence, { at });
      },
      remembered() {
        for (let round = 0; round < rounds.remembered; round += 1)
          for (const { evidence, at, verified } of all) verifyQuote(evidence.quote, verified, { at });
      },
      theirs: () => all.reduce((sum, { theirs }) => sum + theirs().length, 0),
    },
    EFFORT,
  );
  const rate = (milliseconds: number, rounds = 1): number => perSecond(rounds * all.length, milliseconds);
  const peer = { name: "@phala/dcap-qvl, which remembers nothing", value: rate(times.theirs) };
  const bar = (limit: number | undefined) => (limit === undefined ? {} : { bar: { of: "ratio", wants: "at least", limit } as const });
  return [
    { what: `quotes verified, cold, ${backend}`, value: rate(times.cold, rounds.cold), unit: "quotes/s", peer, ...bar(bars.cold) },
    {
      what: `quotes verified, collateral remembered, ${backend}`,
      value: rate(times.remembered, rounds.remembered),
      unit: "quotes/s",
      peer,
      ...bar(bars.remembered),
    },
  ];
}

/** Milliseconds and MiB that one verdict takes: the median of calls after a collection. */
function costOf(work: () => unknown): { readonly time: number; readonly memory: number } {
  const used = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const [times, memories]: [number[], number[]] = [[], []];
  for (let call = 0; call < 7; call += 1) {
    globalThis.gc?.();
    const [memory, begun] = [used(), process.hrtime.bigint()];
    work();
    times.push(Number(process.hrtime.bigint() - begun) / 1e6);
    memories.push((used() - memory) / 2 ** 20);
  }
  return { time: median(times), memory: median(memories) };
}

/** The worst of the inputs that are made to take long. */
function hostileRows(backend: string): Row[] {
  const costs = hostileInputs().map(({ what, evidence, at }) => ({ what, ...costOf(() => verify(evidence, { at })) }));
  const slowest = costs.reduce((worst, one) => (one.time > worst.time ? one : worst));
  const largest = costs.reduce((worst, one) => (one.memory > worst.memory ? one : worst));
  const peer = { name: "good evidence", value: costs[0]!.time };
  const note = costs.map(({ what, time, memory }) => `${what} ${time.toFixed(1)} ms ${memory.toFixed(1)} MiB`).join("; ");
  return [
    {
      what: `the slowest of ${costs.length} hostile inputs, cold, ${backend}: ${slowest.what}`,
      ...{ value: slowest.time, unit: "ms", peer, note },
      bar: { of: "value", wants: "at most", limit: 50 },
    },
    {
      what: `the largest of them: ${largest.what}`,
      ...{ value: largest.memory, unit: "MiB" },
      bar: { of: "value", wants: "at most", limit: 20 },
    },
  ];
}

/** The rows of evidence. */
export default async function tee(): Promise<readonly Row[]> {
  const { default: other } = (await import("@phala/dcap-qvl")) as unknown as { readonly default: Other };
  const all = samples()
    .map((sample) => prepared(sample, other))
    .filter(areFinished);
  if (all.length < 8)
    throw new Error(`${all.length} quotes that both libraries finish, at least 8 wanted: name a folder of evidence in ACHAIN_TEE_EVIDENCE`);
  const native = await rowsOf(all, curvesInUse().name, { cold: 4, remembered: 25 });
  const [curves, hasher] = [useCurves(nobleCurves), useHasher(nobleHasher)];
  const hostile = hostileRows(curvesInUse().name);
  const noble = await rowsOf(all, "noble", {});
  useCurves(curves);
  useHasher(hasher);
  const note = `${all.length} quotes in turn: ${all.map(({ name }) => name).join(", ")}`;
  return [{ ...native[0]!, note }, ...native.slice(1), ...noble, ...hostile];
}
