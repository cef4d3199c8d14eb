import { RULING_ROWS } from "../../src/model/params/rulings.ts";
import type { ReportInput } from "../../src/report/html.ts";
import type { AgentRecord, AgentSeries, CaseStory, PhaseSpan, RunRecord, RunReport } from "../../src/sim/run/record.ts";

/** nLUX of an amount of LUX with at most four decimals. */
export const nlux = (amount: number): bigint => BigInt(Math.round(amount * 10_000)) * 100_000n;

const digits = (amount: number): string => String(nlux(amount));

/** A hash that is made of one number. */
const filled = (value: number, bytes: number): `0x${string}` =>
  `0x${(value * 2_654_435_761)
    .toString(16)
    .padStart(16, "0")
    .slice(-16)
    .repeat(8)
    .slice(0, bytes * 2)}`;

/** Deterministic noise in [0, 1). */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** An agent of the samples: what it began with, and how its money moved. */
interface SampleAgent {
  readonly id: string;
  readonly behaviour: string;
  readonly stake: number;
  readonly moves: readonly { readonly height: number; readonly stake?: number; readonly profit?: number }[];
  readonly attested?: number;
  readonly struck?: number;
  readonly slashed?: number;
}

function seriesOf({ id, behaviour, stake, moves }: SampleAgent): AgentSeries {
  let [held, profit] = [nlux(stake), 0n];
  const points = [{ height: 0, stake: held, profit }];
  for (const move of [...moves].sort((a, b) => a.height - b.height)) {
    held += nlux(move.stake ?? 0);
    profit += nlux(move.profit ?? 0);
    points.push({ height: move.height, stake: held, profit });
  }
  return { id, behaviour, points };
}

function agentOf(agent: SampleAgent, index: number): AgentRecord {
  const { stake, profit } = seriesOf(agent).points.at(-1)!;
  return {
    id: agent.id,
    address: filled(index + 1, 20),
    behaviour: agent.behaviour,
    profit: String(profit),
    stake: String(stake),
    attested: agent.attested ?? 0,
    struck: agent.struck ?? 0,
    slashed: digits(agent.slashed ?? 0),
  };
}

/** Spans that follow one another: `[phase, level, round, to]`. */
function phases(openedAt: number, rows: readonly (readonly [string, number, number, number])[]): PhaseSpan[] {
  let from = openedAt;
  return rows.map(([phase, level, round, to]) => {
    const span = { phase, level, round, from, to };
    from = to;
    return span;
  });
}

const LAWS = [
  { name: "supply", sentence: "Genesis equals balances, stakes, unbonding, bonds, escrows and what is burnt, after every transaction." },
  { name: "one-case", sentence: "An attestation is in one case at a time, and in none after a settled one." },
  { name: "reserved", sentence: "What is reserved of a provider's stake is `ξ` for each open attestation and `E` for each seat." },
  { name: "honest-never-slashed", sentence: "No provider that ran the model and answered in time loses stake as a member of a case." },
  { name: "case-ends", sentence: "Every case ends within `D` blocks of its opening." },
];

const base = (name: string, seed: number, height: number): RunRecord => ({
  file: `scenarios/${name}.yaml`,
  scenario: name,
  seed,
  configHash: filled(seed + height, 32),
  params: {},
  preset: "reference",
  rulings: {},
  unsafe: [],
  crypto: "ideal",
  tee: "software",
  height: String(height),
  time: "2026-01-01T01:06:40Z",
  timeUnix: "1767229600",
  stateRoot: filled(seed + 17, 32),
  traceHash: filled(seed + 29, 32),
  transactions: { applied: 0, refused: {}, dropped: {} },
  attestations: { submitted: 0, final: 0, struck: 0, open: 0 },
  cases: { opened: 0, fault: 0, clean: 0, band: 0, void: 0, open: 0, blocksMax: 0 },
  slashes: [],
  supply: {
    genesis: digits(1_000_000),
    balances: digits(998_900),
    stakes: digits(1_000),
    unbonding: "0",
    bonds: "0",
    escrows: digits(99.5),
    burnt: digits(0.5),
  },
  agents: [],
  measures: {},
  expectations: [],
  laws: LAWS.map(({ name: law }) => ({ name: law, checked: height, breached: [] })),
  partial: false,
  replay: `achain run scenarios/${name}.yaml --seed ${seed} --preset reference`,
});

const fees = (from: number, to: number, every: number, fee: number, seed: number): { height: number; profit: number }[] => {
  const next = noise(seed);
  return Array.from({ length: Math.max(0, Math.floor((to - from) / every)) }, (_, index) => ({
    height: from + index * every + Math.floor(next() * every),
    profit: fee,
  }));
};

/** The LP's own example: two answers differ, a third provider is drawn, and the liar loses its stake. */
function liar(): RunReport {
  const agents: SampleAgent[] = [
    ...[1, 2, 3, 4, 5].map(
      (n): SampleAgent => ({
        id: `honest-${n}`,
        behaviour: "honest",
        stake: 200,
        attested: 24,
        moves: [
          ...fees(20, 1_980, 80, 0.1 + n / 200, n),
          ...(n === 1 ? [{ height: 172, profit: 0.2 }] : []),
          ...(n === 4 ? [{ height: 172, profit: 10.43 }] : []),
        ],
      }),
    ),
    {
      id: "liar-1",
      behaviour: "lazy",
      stake: 100,
      attested: 3,
      struck: 3,
      slashed: 100,
      moves: [
        { height: 41, profit: 0.1 },
        { height: 172, stake: -100, profit: -100 },
      ],
    },
    {
      id: "watcher-1",
      behaviour: "watcher",
      stake: 0,
      moves: [
        { height: 43, profit: -0.0121 },
        { height: 172, profit: 24.825 },
      ],
    },
    { id: "consumer-1", behaviour: "consumer", stake: 0, moves: fees(20, 1_980, 40, -0.14, 9) },
  ];
  const story: CaseStory = {
    id: 0,
    challenger: "watcher-1",
    openedAt: 44,
    outcome: "fault",
    phases: [
      ...phases(44, [
        ["join", 0, 0, 54],
        ["draw", 0, 0, 56],
        ["commit", 0, 0, 97],
        ["reveal", 0, 0, 147],
        ["open", 0, 0, 172],
      ]),
      { phase: "settled", level: 0, round: 0, from: 172, to: undefined },
    ],
    members: [
      { provider: "honest-1", verdict: "clean", ending: "cleared" },
      { provider: "liar-1", verdict: "faulty", ending: "fault" },
    ],
    seats: [
      {
        provider: "honest-4",
        level: 0,
        round: 0,
        status: "opened",
        comparisons: ["agree", "fault"],
        acts: [
          { act: "drawn", height: 56 },
          { act: "committed", height: 97 },
          { act: "opened", height: 172 },
        ],
      },
    ],
    payouts: [
      { to: "honest-4", amount: digits(0.5) },
      { to: "honest-1", amount: digits(0.2) },
      { to: "watcher-1", amount: digits(24.825) },
      { to: "honest-4", amount: digits(9.93) },
      { to: "burnt", amount: digits(64.545) },
      { to: "watcher-1", amount: digits(14.4) },
    ],
    steps: [
      { height: 43, text: "watcher-1 claims, locking 14.4 LUX" },
      { height: 44, text: "watcher-1 opens the case: honest-1 against liar-1" },
      { height: 56, text: "honest-4 is drawn as the third provider" },
      { height: 97, text: "honest-4 commits to its output" },
      { height: 101, text: "honest-1 reveals its output" },
      { height: 147, text: "liar-1's output is revealed by watcher-1" },
      { height: 172, text: "honest-4 opens its output: AGREE with honest-1, FAULT with liar-1" },
      { height: 172, text: "the tally finds liar-1 faulty and honest-1 clean; liar-1 is slashed 100 LUX" },
    ],
  };
  const record: RunRecord = {
    ...base("lone-liar", 1, 2_000),
    transactions: { applied: 311, refused: { EXPOSURE_UNAVAILABLE: 4, ATTESTATION_EXISTS: 1 }, dropped: { NONCE_WRONG: 2 } },
    attestations: { submitted: 123, final: 91, struck: 3, open: 29 },
    cases: { opened: 1, fault: 1, clean: 0, band: 0, void: 0, open: 0, blocksMax: 128 },
    slashes: [{ provider: "liar-1", address: filled(6, 20), cause: "fault", amount: digits(100), height: "172", case: "0" }],
    agents: agents.map(agentOf),
    supply: {
      genesis: digits(1_000_000),
      balances: digits(998_930.143),
      stakes: digits(1_000),
      unbonding: "0",
      bonds: "0",
      escrows: digits(4.9),
      burnt: digits(64.957),
    },
    measures: { "blocks to verdict": 128, "agents[id=watcher-1].profit": digits(24.8129) },
    expectations: [
      { path: "cases.fault", op: "eq", value: 1, got: 1, held: true, because: "one seat agrees with `honest-1` and not with the liar", line: 31 },
      { path: "agents[id=liar-1].slashed", op: "gte", value: digits(100), got: digits(100), held: true, because: "R13: the whole stake", line: 34 },
      {
        path: "agents[id=watcher-1].profit",
        op: "between",
        value: [digits(20), digits(25)],
        got: digits(24.8129),
        held: true,
        because: "R14: a quarter of what costs leave, less fees",
        line: 37,
      },
    ],
  };
  const about = `The example of the LP: two providers attest to one request, one of them without running the model.
A watcher compares, challenges, and a third provider is drawn.

The liar must lose all it staked, the honest provider nothing, and the watcher must earn more than the fees that it paid.`;
  return { record, about, laws: LAWS, cases: [story], series: agents.map(seriesOf) };
}

/** Too few providers at first: the case is void and comes again once others have joined. */
function reopened(): RunReport {
  const agents: SampleAgent[] = [
    { id: "honest-1", behaviour: "honest", stake: 150, attested: 2, moves: fees(20, 1_100, 90, 0.2, 3) },
    { id: "copier-1", behaviour: "copier", stake: 150, attested: 2, struck: 1, slashed: 150, moves: [{ height: 640, stake: -150, profit: -150 }] },
    {
      id: "late-1",
      behaviour: "honest",
      stake: 0,
      attested: 1,
      moves: [
        { height: 180, stake: 120 },
        { height: 640, profit: 15.43 },
      ],
    },
    {
      id: "late-2",
      behaviour: "absent seat",
      stake: 0,
      moves: [
        { height: 181, stake: 120 },
        { height: 434, stake: -1, profit: -1 },
      ],
    },
    {
      id: "watcher-1",
      behaviour: "watcher",
      stake: 0,
      moves: [
        { height: 30, profit: -0.02 },
        { height: 640, profit: 37.3 },
      ],
    },
  ];
  const first: CaseStory = {
    id: 0,
    challenger: "watcher-1",
    openedAt: 31,
    outcome: "void",
    phases: [
      ...phases(31, [
        ["join", 0, 0, 41],
        ["draw", 0, 0, 143],
      ]),
      { phase: "void", level: 0, round: 0, from: 143, to: 143 },
    ],
    members: [
      { provider: "honest-1", verdict: "none", ending: "none" },
      { provider: "copier-1", verdict: "none", ending: "none" },
    ],
    seats: [],
    payouts: [{ to: "watcher-1", amount: digits(14.4) }],
    steps: [
      { height: 31, text: "watcher-1 opens the case: honest-1 against copier-1" },
      { height: 43, text: "nobody is eligible: the case waits until 143" },
      { height: 143, text: "still nobody is eligible: VOID; the bond goes back, both attestations are open again until 173" },
    ],
  };
  const second: CaseStory = {
    id: 1,
    challenger: "watcher-1",
    openedAt: 320,
    outcome: "fault",
    phases: [
      ...phases(320, [
        ["join", 0, 0, 330],
        ["draw", 0, 0, 332],
        ["commit", 0, 0, 432],
        ["draw", 0, 1, 434],
        ["commit", 0, 1, 534],
        ["reveal", 0, 0, 584],
        ["open", 0, 0, 614],
      ]),
      { phase: "settled", level: 0, round: 1, from: 614, to: 614 },
    ],
    members: [
      { provider: "honest-1", verdict: "clean", ending: "cleared" },
      { provider: "copier-1", verdict: "faulty", ending: "no-reveal" },
    ],
    seats: [
      {
        provider: "late-2",
        level: 0,
        round: 0,
        status: "absent",
        comparisons: [],
        acts: [
          { act: "drawn", height: 332 },
          { act: "absent", height: 432 },
        ],
      },
      {
        provider: "late-1",
        level: 0,
        round: 1,
        status: "opened",
        comparisons: ["agree", undefined],
        acts: [
          { act: "drawn", height: 434 },
          { act: "committed", height: 534 },
          { act: "opened", height: 614 },
        ],
      },
    ],
    payouts: [
      { to: "late-1", amount: digits(0.5) },
      { to: "honest-1", amount: digits(0.2) },
      { to: "watcher-1", amount: digits(37.325) },
      { to: "burnt", amount: digits(111.975) },
      { to: "watcher-1", amount: digits(14.4) },
    ],
    steps: [
      { height: 320, text: "watcher-1 opens the case once more, after the first VOID" },
      { height: 432, text: "late-2 did not commit and pays 1 LUX" },
      { height: 584, text: "nobody revealed the output of copier-1: it has none" },
    ],
  };
  const record: RunRecord = {
    ...base("void-then-judged", 1, 1_200),
    crypto: "real",
    tee: "assumed",
    unsafe: ["tee-assumed"],
    rulings: { R19: "uniform" },
    transactions: { applied: 64, refused: { ATTESTATION_NOT_OPEN: 1 }, dropped: {} },
    attestations: { submitted: 5, final: 3, struck: 1, open: 1 },
    cases: { opened: 2, fault: 1, clean: 0, band: 0, void: 1, open: 0, blocksMax: 294 },
    slashes: [
      { provider: "late-2", address: filled(4, 20), cause: "absent", amount: digits(1), height: "432", case: "1" },
      { provider: "copier-1", address: filled(2, 20), cause: "no-reveal", amount: digits(150), height: "614", case: "1" },
    ],
    agents: agents.map(agentOf),
    expectations: [{ path: "cases.void", op: "lte", value: 1, got: 1, held: true, because: "R27: once more after a first VOID", line: 22 }],
  };
  return {
    record,
    about: "Nobody is eligible at first. R23 lets the case wait, then ends it as VOID; R27 lets it come once more.",
    laws: LAWS,
    cases: [first, second],
    series: agents.map(seriesOf),
  };
}

/** Wrong challenges against the honest, and a law that does not hold. Twenty-two agents. */
function griefing(): RunReport {
  const honest = Array.from(
    { length: 14 },
    (_, n): SampleAgent => ({
      id: `honest-${n + 1}`,
      behaviour: "honest",
      stake: 180 + n * 4,
      attested: 60,
      moves: fees(10, 5_900, 45, 0.05 + n / 500, n + 40),
    }),
  );
  const agents: SampleAgent[] = [
    ...honest,
    ...[1, 2, 3].map((n): SampleAgent => ({ id: `griefer-${n}`, behaviour: "griefer", stake: 0, moves: fees(200 * n, 5_600, 1_350, -12.42, n) })),
    ...[1, 2].map(
      (n): SampleAgent => ({
        id: `sleeper-${n}`,
        behaviour: "absent seat",
        stake: 110,
        slashed: 3 * n,
        moves: Array.from({ length: 3 * n }, (_, k) => ({ height: 700 * n + k * 650, stake: -1, profit: -1 })),
      }),
    ),
    { id: "withholder-1", behaviour: "withholder", stake: 130, slashed: 25, moves: [{ height: 1_377, stake: -25, profit: -25 }] },
    {
      id: "whale-1",
      behaviour: "lazy",
      stake: 400,
      attested: 9,
      moves: [...fees(100, 5_900, 300, 0.4, 77), { height: 3_300, stake: -150 }, { height: 5_801, profit: 0 }],
    },
    { id: "consumer-1", behaviour: "consumer", stake: 0, moves: fees(10, 5_900, 60, -0.9, 5) },
  ];
  const panel = ["honest-3", "honest-5", "honest-6", "honest-8", "honest-9", "honest-12", "withholder-1"];
  const clean: CaseStory = {
    id: 0,
    challenger: "griefer-1",
    openedAt: 1_000,
    outcome: "clean",
    phases: [
      ...phases(1_000, [
        ["join", 0, 0, 1_010],
        ["draw", 0, 0, 1_012],
        ["commit", 0, 0, 1_112],
        ["draw", 0, 1, 1_114],
        ["commit", 0, 1, 1_190],
        ["reveal", 0, 1, 1_203],
        ["open", 0, 1, 1_233],
        ["draw", 1, 0, 1_235],
        ["commit", 1, 0, 1_316],
        ["open", 1, 0, 1_346],
      ]),
      { phase: "settled", level: 1, round: 0, from: 1_346, to: 1_346 },
    ],
    members: [
      { provider: "honest-1", verdict: "clean", ending: "cleared" },
      { provider: "honest-2", verdict: "clean", ending: "cleared" },
    ],
    seats: [
      {
        provider: "sleeper-1",
        level: 0,
        round: 0,
        status: "absent",
        comparisons: [],
        acts: [
          { act: "drawn", height: 1012 },
          { act: "absent", height: 1112 },
        ],
      },
      {
        provider: "whale-1",
        level: 0,
        round: 1,
        status: "opened",
        comparisons: ["fault", "band"],
        acts: [
          { act: "drawn", height: 1114 },
          { act: "committed", height: 1190 },
          { act: "opened", height: 1233 },
        ],
      },
      ...panel.map((provider) => ({
        provider,
        level: 1,
        round: 0,
        status: provider === "withholder-1" ? "withheld" : "opened",
        comparisons: provider === "withholder-1" ? [] : ["agree", "agree"],
        acts: [
          { act: "drawn" as const, height: 1_235 },
          { act: "committed" as const, height: 1_316 },
          { act: provider === "withholder-1" ? ("withheld" as const) : ("opened" as const), height: 1_346 },
        ],
      })),
    ],
    payouts: [
      ...["whale-1", ...panel.slice(0, 6)].map((to) => ({ to, amount: digits(0.5) })),
      { to: "honest-1", amount: digits(0.2) },
      { to: "honest-2", amount: digits(0.2) },
      { to: "burnt", amount: digits(10) },
      { to: "griefer-1", amount: digits(0.5) },
    ],
    steps: [
      { height: 1_000, text: "griefer-1 opens the case: honest-1 against honest-2" },
      { height: 1_112, text: "sleeper-1 did not commit and pays 1 LUX; its seat is drawn anew" },
      { height: 1_233, text: "whale-1 agrees with no member: SPLIT, the case goes on to the panel" },
      ...panel.slice(0, 4).map((provider, index) => ({ height: 1_260 + index * 11, text: `${provider} commits to its output` })),
      ...panel
        .slice(0, 6)
        .map((provider, index) => ({ height: 1_320 + index * 4, text: `${provider} opens its output: AGREE with honest-1 and honest-2` })),
      { height: 1_346, text: "withholder-1 did not open and loses 25 LUX" },
      { height: 1_346, text: "the tally finds both clean; griefer-1 loses 10 LUX of its bond" },
    ],
  };
  const open: CaseStory = {
    id: 1,
    challenger: "griefer-2",
    openedAt: 5_905,
    outcome: "open",
    phases: [
      ...phases(5_905, [
        ["join", 0, 0, 5_915],
        ["draw", 0, 0, 5_917],
      ]),
      { phase: "commit", level: 0, round: 0, from: 5_917, to: undefined },
    ],
    members: clean.members.map((member) => ({ ...member, verdict: "none", ending: "none" })),
    seats: [{ provider: "honest-7", level: 0, round: 0, status: "drawn", comparisons: [], acts: [{ act: "drawn", height: 5917 }] }],
    payouts: [],
    steps: [
      { height: 5_905, text: "griefer-2 opens the case: honest-1 against honest-2" },
      { height: 5_917, text: "honest-7 is drawn" },
    ],
  };
  const record: RunRecord = {
    ...base("griefing", 7, 6_000),
    rulings: { R22: "no-penalty", R19: "uniform" },
    unsafe: ["ladder-last-level", "exposure-covers-bond"],
    transactions: {
      applied: 18_204,
      refused: { WINDOW_CLOSED: 41, BALANCE_TOO_LOW: 1_204, PHASE_WRONG: 3 },
      dropped: { NONCE_WRONG: 12, SOME_NEW_CODE: 1 },
    },
    attestations: { submitted: 849, final: 790, struck: 0, open: 59 },
    cases: { opened: 2, fault: 0, clean: 1, band: 0, void: 0, open: 1, blocksMax: 346 },
    slashes: [
      { provider: "sleeper-1", address: filled(18, 20), cause: "absent", amount: digits(1), height: "1112", case: "0" },
      { provider: "withholder-1", address: filled(20, 20), cause: "withheld", amount: digits(25), height: "1346", case: "0" },
    ],
    supply: {
      genesis: digits(1_000_000),
      balances: digits(995_000),
      stakes: digits(3_500),
      unbonding: digits(150),
      bonds: digits(14.4),
      escrows: digits(120),
      burnt: digits(1_215.5999),
    },
    agents: agents.map(agentOf),
    expectations: [
      {
        path: "agents[behaviour=griefer].profit.sum",
        op: "lte",
        value: "0",
        got: digits(-149.04),
        held: true,
        because: "griefing costs the griefer",
        line: 40,
      },
      {
        path: "agents[id=honest-1].profit",
        op: "gte",
        value: digits(10),
        got: digits(7.15),
        held: false,
        because: "the honest must not pay for being challenged",
        line: 44,
      },
      { path: "cases.clean", op: "gte", value: 3, got: 1, held: false, because: "three challenges are made", line: 47 },
    ],
    laws: LAWS.map(({ name }) => ({
      name,
      checked: 6_000,
      breached: name === "supply" ? [{ height: "4711", detail: "genesis 1000000000000000, found 999999999900000: 100000 nLUX are missing" }] : [],
    })),
  };
  return { record, about: "Griefers challenge honest providers again and again.", laws: LAWS, cases: [clean, open], series: agents.map(seriesOf) };
}

/** Three runs in full and two more: a fault, a void case that comes again, and griefing in which a law breaks. */
export function sampleInput(): ReportInput {
  const details = [liar(), reopened(), griefing()];
  const [fault, again, failed] = details.map(({ record }) => record);
  const more = [2, 3].map((seed): RunRecord => ({ ...fault!, seed, traceHash: filled(seed, 32) }));
  return {
    title: "achain run scenarios/*.yaml",
    version: "0.1.0",
    environment: "Node v20.19.0; linux x64; sha256, pairs, secp256k1, p256, bls by noble 2.4.0",
    runs: [fault!, ...more, again!, failed!],
    details,
    rulings: RULING_ROWS.map(([id, row]) => ({ id, question: row.question, default: row.default })),
  };
}
