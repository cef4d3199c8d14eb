import { WAIVERS } from "../model/params/consistency.ts";
import { RULING_ROWS } from "../model/params/rulings.ts";
import { type RandomStream, randomStreams } from "../sim/kernel/streams.ts";
import { TAILS } from "../sim/scenario/fault-schema.ts";

/** A scenario as it is written: plain data that the loader reads, and that anyone can run again as a file. */
export type Written = { readonly [key: string]: unknown };

/** What every run of a fuzz has in common. */
export interface SwarmOptions {
  /** The preset of all runs, without any variant; by default some runs have variants. */
  readonly preset?: string | undefined;
  /** Heights of a run. */
  readonly blocks: number;
}

const HONEST = ["avx512-opt-all", "avx512-opt-none", "wasm-opt-all", "avx2", "sse", "arm64-older-runtime"];
const CHEATS = ["cheat-fp16", "cheat-bf16", "cheat-int8pc", "cheat-int4"];
const heights = (count: number): string => `${count} blocks`;
const lux = (amount: number): string => `${amount} LUX`;

/** Some of a list, in its order: each with a probability. A swarm leaves things out, so that what is there has room. */
const some = <T>(random: RandomStream, items: readonly T[], probability: number): T[] => items.filter(() => random.chance(probability));

/** Short windows, so that a whole case fits into a run many times; each may be longer or shorter. */
function parametersOf(random: RandomStream): Written {
  const about = (value: number): string => heights(Math.max(1, value + random.below(5) - 2));
  const windows = {
    challengeWindow: 40,
    openWindow: 10,
    joinWindow: 3,
    commitWindow: 20,
    revealWindow: 20,
    seatOpenWindow: 20,
    appealWindow: 5,
    extension: 8,
  };
  return {
    ...Object.fromEntries(Object.entries(windows).map(([name, value]) => [name, about(value)])),
    unbonding: heights(700 + random.below(100)),
    ownerDelay: heights(60 + random.below(20)),
    stakeMaturity: heights(3 + random.below(5)),
    ...(random.chance(0.2) && { ladder: random.pick([[1], [1, 3], [3, 5], [1, 3, 5, 9]]) }),
    ...(random.chance(0.2) && { slashFault: random.pick([0, 1, 5_000, 10_000]) }),
    ...(random.chance(0.2) && { feeBurn: random.pick([0, 1, 10_000]) }),
    ...(random.chance(0.2) && { redraws: random.below(3) }),
    ...(random.chance(0.1) && { challengeStake: lux(random.pick([5, 10, 50])) }),
    ...(random.chance(0.1) && { blockReports: 1 + random.below(4) }),
  };
}

/** None, mostly; else a few variants of any rulings. */
function rulingsOf(random: RandomStream): Written {
  if (random.chance(0.4)) return {};
  const chosen = some(random, RULING_ROWS, 2.5 / RULING_ROWS.length);
  return Object.fromEntries(
    chosen.flatMap(([id, { variants }]) => (Object.keys(variants).length === 0 ? [] : [[id, random.pick(Object.keys(variants))]])),
  );
}

type Make = (random: RandomStream, blocks: number) => Written;

/** Groups of providers beside the honest ones, by behaviour. */
const PROVIDERS: readonly Make[] = [
  (random) => ({ id: "cheat", behaviour: "cheat", count: 1 + random.below(3), platform: random.pick(CHEATS) }),
  (random) => ({ id: "absent", behaviour: "absent", count: 1 + random.below(3), platform: random.pick(HONEST), stake: lux(1_000) }),
  (random) => ({ id: "silent", behaviour: "withholding", count: 1 + random.below(2), platform: random.pick(HONEST) }),
  (random) => ({
    id: "bribed",
    behaviour: "bribed",
    count: 1 + random.below(4),
    platform: random.pick(HONEST),
    sells: random.pick(CHEATS),
    stake: lux(1_000),
  }),
  (random) => ({ id: "copier", behaviour: "copier", platform: random.pick(HONEST) }),
  (random) => ({
    id: "double",
    behaviour: "equivocator",
    platform: random.pick(HONEST),
    answers: random.chance(0.5),
    ...(random.chance(0.5) && { gives: random.pick(CHEATS) }),
  }),
  (random) => ({
    id: "ring",
    behaviour: "cheat",
    count: 2 + random.below(4),
    platform: "cheat-fp16",
    owner: "alice",
    stake: lux(random.pick([100, 1_000])),
  }),
];

const orders = (random: RandomStream, blocks: number): Written => ({
  orders: 1 + random.below(6),
  start: heights(15 + random.below(40)),
  every: heights(5 + random.below(Math.max(1, Math.floor(blocks / 8)))),
  fee: random.pick(["1 LUX", "0.1 LUX", "1 nLUX", "3 LUX"]),
  check: random.pick([0, 0.5, 1]),
});

/** Groups of consumers, by behaviour; the last are those that send anything. */
const CONSUMERS: readonly Make[] = [
  (random, blocks) => ({ id: "bob", behaviour: "consumer", count: 1 + random.below(4), ...orders(random, blocks) }),
  (random, blocks) => ({ id: "griefer", behaviour: "griefer", ...orders(random, blocks) }),
  (random, blocks) => ({ id: "grinder", behaviour: "grinder", tries: 1 + random.below(50), ...orders(random, blocks) }),
  () => ({ id: "runner", behaviour: "front-runner" }),
  () => ({ id: "joiner", behaviour: "joiner" }),
  (random, blocks) => ({
    id: "fuzz",
    behaviour: "fuzzer",
    count: 1 + random.below(4),
    balance: lux(random.pick([50, 2_000])),
    sends: 20 + random.below(blocks),
  }),
];

const span = (random: RandomStream, blocks: number): Written => {
  const from = random.below(Math.floor(blocks * 0.6));
  return { from: heights(from), to: heights(from + random.below(40)) };
};
const agents = (random: RandomStream, known: readonly string[]): string[] => [...new Set([random.pick(known), random.pick(known)])];

/** What goes wrong, by kind: a new kind of fault is a row. */
const FAULTS: { readonly [kind: string]: (random: RandomStream, blocks: number, known: readonly string[]) => Written } = {
  offline: (random, blocks, known) => ({ agents: agents(random, known), ...span(random, blocks) }),
  crash: (random, blocks, known) => ({ agents: agents(random, known), ...span(random, blocks), loses: random.pick(["memory", "disk"]) }),
  clock: (random, blocks, known) => ({
    ...{ agents: random.chance(0.3) ? ["proposers"] : agents(random, known), ...span(random, blocks) },
    by: random.below(2_000) - 1_000,
  }),
  network: (random, blocks, known) => ({
    ...{ ...span(random, blocks), ...(random.chance(0.5) && { agents: agents(random, known) }) },
    ...{ loss: random.pick([0, 0.2, 0.9]), duplicates: random.pick([0, 0.5]), tail: random.pick(TAILS) },
  }),
  partition: (random, blocks, known) => ({ agents: agents(random, known), ...span(random, blocks) }),
  stall: (random, blocks) => ({ at: heights(random.below(blocks)), slots: 1 + random.below(300) }),
  censor: (random, blocks, known) => ({
    ...{ ...span(random, blocks), ...(random.chance(0.7) && { agents: agents(random, known) }) },
    ...(random.chance(0.5) && { kinds: random.pick([["revealOutput"], ["openSeat", "commitSeat"], ["claim", "openCase"], ["attest"]]) }),
  }),
};

/** What somebody does at a height, by kind of step. */
const STEPS: readonly ((random: RandomStream) => Written)[] = [
  (random) => ({ agent: "honest-1", do: "unbond", amount: lux(1 + random.below(100)) }),
  () => ({ agent: "honest-1", do: "withdraw" }),
  (random) => ({ agent: "honest-2", do: "addStake", amount: lux(1 + random.below(50)) }),
  () => ({ agent: "honest-3", do: "stopServing", model: "vad" }),
  () => ({ agent: "alice", do: "transfer", to: "honest-1", amount: "1 LUX" }),
  (random) => ({ agent: "registrar", do: "changeParameters", params: { rerunFee: lux(random.pick([0.5, 0.6])), txFee: "0.002 LUX" } }),
  () => ({ agent: "registrar", do: "setTolerance", model: "vad", tolerance: { comparator: "l2", agree: 0.00001, fault: 0.0003 } }),
  () => ({ agent: "registrar", do: "retireModel", model: "vad" }),
];

/** The model's tolerance: mostly one that fits the recorded outputs. */
const TOLERANCES: readonly Written[] = [
  { comparator: "l2", agree: 0.000004, fault: 0.0002 },
  { comparator: "l2", agree: 0.000004, fault: 0.0002 },
  { comparator: "bytes" },
  { comparator: "absolute", agree: 0.00001, fault: 0.0005 },
];

/** Evidence: none of it mostly; of the simulated Intel in one run of eight. */
function evidenceOf(
  random: RandomStream,
  blocks: number,
): { readonly scenario: Written; readonly isRequired: boolean; readonly consumers: Written[] } {
  const draw = random.fraction();
  if (draw < 0.8) return { scenario: {}, isRequired: false, consumers: [] };
  if (draw < 0.88) return { scenario: { tee: "assumed" }, isRequired: true, consumers: [] };
  const at = random.below(blocks);
  const intel = {
    atGenesis: random.chance(0.6),
    families: [{ id: "one", recoveries: random.chance(0.5) ? [{ at: heights(1 + at), publishedAt: heights(1 + at + random.below(20)) }] : [] }],
    revocations: random.chance(0.5) ? [{ of: "honest-1", at: heights(1 + at), publishedAt: heights(1 + at + random.below(20)) }] : [],
  };
  const consumers = [
    ...(random.chance(0.7) ? [{ id: "poster", behaviour: "collateral-poster" }] : []),
    ...(random.chance(0.5) ? [{ id: "watcher", behaviour: "evidence-watcher" }] : []),
    ...(random.chance(0.5) ? [{ id: "staller", behaviour: "collateral-staller", every: "10 blocks", older: "20 blocks" }] : []),
  ];
  return { scenario: { tee: "software", intel, blockTime: "3600 s" }, isRequired: true, consumers };
}

/** The scenario of a seed. Not every one can be played: variants and numbers may not fit together, and then the loader says so. */
export function scenarioOf(seed: number, attempt: number, { preset, blocks }: SwarmOptions): Written {
  const random = randomStreams(seed)(`swarm/${attempt}`);
  const evidence = evidenceOf(random, blocks);
  const tolerance = random.pick(TOLERANCES);
  /** Where bytes must be equal, honest providers of other platforms would be at fault. */
  const platform = tolerance["comparator"] === "bytes" ? "avx2" : HONEST;
  const providers = [
    { id: "honest", behaviour: "honest", count: 5 + random.below(6), stake: lux(random.pick([100, 300, 1_000])), platform },
    ...some(random, PROVIDERS, 0.35).map((make) => make(random, blocks)),
  ];
  const consumers: Written[] = [
    { id: "alice", behaviour: "consumer", ...orders(random, blocks), orders: 2 + random.below(6), check: 1 },
    ...some(random, CONSUMERS, 0.5).map((make) => make(random, blocks)),
    ...evidence.consumers,
  ];
  const known = [...providers, ...consumers].map(({ id }) => String(id));
  const faults = some(random, Object.keys(FAULTS), 0.12).map((kind) => ({ kind, ...FAULTS[kind]!(random, blocks, known) }));
  const evidenceSteps =
    evidence.scenario["tee"] !== "software" ? [] : [{ agent: "registrar", do: "denyPlatform", what: random.pick(["family", "machine"]), name: "" }];
  const denial = evidenceSteps.filter(() => random.chance(0.3)).map((step) => ({ ...step, name: step.what === "family" ? "one" : "honest-2" }));
  const timeline = [...some(random, STEPS, 0.12).map((make) => make(random)), ...denial].map((step) => ({
    at: heights(20 + random.below(blocks)),
    ...step,
  }));
  const rulings = preset === undefined ? rulingsOf(random) : {};
  return {
    ...{ name: `fuzz-${seed}`, about: "made by achain fuzz", ...(preset !== undefined && { preset }) },
    ...(Object.keys(rulings).length > 0 && { rulings, ...(random.chance(0.3) && { unsafe: WAIVERS }) }),
    params: { ...parametersOf(random), ...(evidence.scenario["tee"] === "software" && { maxAge: "7200 s" }) },
    ...{ blocks, ...evidence.scenario },
    models: [{ id: "vad", outputs: "silero-vad-v5", tolerance, ...(evidence.isRequired && { teeRequired: true }) }],
    ...{ providers, consumers },
    ...(random.chance(0.3) && { network: { delay: "1 s", jitter: random.pick(["2 s", "5 s"]) } }), // loss is a fault: it excuses the honest
    ...(faults.length > 0 && { faults }),
    ...(timeline.length > 0 && { timeline }),
  };
}

/** Kinds of faults that a fuzz plays. */
export const FAULT_KINDS: readonly string[] = Object.keys(FAULTS);
