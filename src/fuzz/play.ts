import { apply } from "../model/chain/apply.ts";
import { transactionCodec } from "../model/chain/transactions.ts";
import { decode } from "../model/encoding/codec.ts";
import { codeOfNumber } from "../model/errors/codes.ts";
import type { FindSource } from "../sim/numerics/source.ts";
import { createRun, type RunOptions } from "../sim/run/run.ts";
import { type LoadedScenario, loadScenario } from "../sim/scenario/load.ts";
import type { BlockView, World } from "../sim/world/world.ts";
import { hostileAnswers } from "./hostile.ts";
import { type SwarmOptions, scenarioOf, type Written } from "./swarm.ts";

/** How often things happened, by name. */
export type Tally = Map<string, number>;

/** What a run met. */
export interface Met {
  readonly transactions: Tally;
  readonly codes: Tally;
  readonly rulings: Tally;
  readonly faults: Tally;
  readonly goals: Tally;
}

/** A law that did not hold, or what was thrown. */
export interface Breach {
  /** The law's name; `no-exception`, `build-is-apply`, or `refuses-the-wrong`. */
  readonly law: string;
  readonly detail: string;
  readonly height: number;
}

/** A run of a fuzz: how far it came, what it met, and the first breach. */
export interface Play {
  readonly seed: number;
  readonly written: Written;
  readonly blocks: number;
  readonly met: Met;
  readonly breach: Breach | undefined;
}

/** How a scenario of a fuzz is played. */
export interface PlayOptions {
  readonly findSource: FindSource;
  /** A broken transition in the place of the model's. */
  readonly transition?: RunOptions["transition"];
}

/** Configurations of one seed that are tried until one can be played. */
const ATTEMPTS_MAX = 40;
/** Blocks between two that are applied as well as built. */
const APPLIED_EVERY = 16;

const count = (tally: Tally, name: string, by = 1): void => void tally.set(name, (tally.get(name) ?? 0) + by);

/** The scenario of a seed that can be played. */
export function loadedOf(written: Written, { findSource }: PlayOptions): LoadedScenario | undefined {
  const loading = loadScenario(JSON.stringify(written), [], findSource);
  return loading.ok ? loading.loaded : undefined;
}

/** Notes what a block met. */
function note({ transactions, codes, goals }: Met, { built }: BlockView): void {
  for (const [index, { code }] of built.receipts.entries()) {
    const decoded = decode(transactionCodec, built.block.transactions[index]!);
    if (decoded.ok) count(transactions, decoded.value.payload.kind);
    if (code !== 0) count(codes, codeOfNumber(code)!);
  }
  for (const { refusal } of built.dropped) count(codes, refusal.code);
  for (const event of built.events) {
    if (event.kind === "phaseBegan" && (event.phase === "settled" || event.phase === "void" || event.phase === "appeal"))
      count(goals, `a case: ${event.phase}`);
    else if (event.kind === "slashed") count(goals, `a slash for ${event.cause}`);
    else count(goals, event.kind);
  }
}

/** Plays one scenario, every law after every block, to its end or its first breach. */
export function play(seed: number, written: Written, options: PlayOptions): Play | undefined {
  const loaded = loadedOf(written, options);
  if (loaded === undefined) return undefined;
  const met: Met = { transactions: new Map(), codes: new Map(), rulings: new Map(), faults: new Map(), goals: new Map() };
  const { scenario } = loaded;
  for (const [id, choice] of Object.entries(scenario.rulings)) count(met.rulings, `${id}=${choice}`);
  for (const { kind } of scenario.faults) count(met.faults, kind);
  let height = 0;
  let broken: Breach | undefined;
  const watch = (view: BlockView, { cast }: World): void => {
    height = view.height;
    note(met, view);
    if (view.height % APPLIED_EVERY !== 0 || options.transition !== undefined) return;
    for (const { wanted, got } of hostileAnswers(view, cast.members[1]!.signer)) {
      count(met.codes, got);
      if (wanted !== got) broken ??= { law: "refuses-the-wrong", detail: `${wanted} wanted, ${got} got`, height };
    }
    const applied = apply(view.before, view.built.block);
    const differs = !applied.ok ? applied.refusal.code : applied.state.head.hash === view.built.state.head.hash ? undefined : "another head";
    if (differs !== undefined) broken ??= { law: "build-is-apply", detail: differs, height };
  };
  try {
    const run = createRun({ loaded, seed, file: "", replay: "", until: undefined, onBlock: watch, transition: options.transition });
    while (broken === undefined && run.step()) broken ??= breachOf(run.breached(), height);
  } catch (error) {
    broken = { law: "no-exception", detail: error instanceof Error ? (error.stack ?? error.message) : String(error), height };
  }
  return { seed, written, blocks: height, met, breach: broken };
}

const breachOf = (breached: readonly { readonly name: string; readonly detail: string }[], height: number): Breach | undefined =>
  breached.map(({ name, detail }): Breach => ({ law: name, detail, height }))[0];

/** The run of a seed: the first of its configurations that can be played. */
export function playSeed(seed: number, swarm: SwarmOptions, options: PlayOptions): Play {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const played = play(seed, scenarioOf(seed, attempt, swarm), options);
    if (played !== undefined) return played;
  }
  throw new Error(`seed ${seed}: none of ${ATTEMPTS_MAX} configurations can be played`);
}
