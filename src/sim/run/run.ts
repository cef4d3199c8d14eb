import { type AttestationRecord, attestations } from "../../model/attestation/records.ts";
import { receiptCodec } from "../../model/chain/block.ts";
import { showAddress } from "../../model/crypto/address.ts";
import { concat, sha256 } from "../../model/crypto/hash.ts";
import { cases } from "../../model/dispute/records.ts";
import { encode } from "../../model/encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../../model/encoding/hex.ts";
import { codeOfNumber } from "../../model/errors/codes.ts";
import { PARAMETER_ROWS, type Parameters } from "../../model/params/parameters.ts";
import { RULING_ROWS } from "../../model/params/rulings.ts";
import { providers } from "../../model/staking/records.ts";
import { storeRoot } from "../../model/state/store.ts";
import { createMonitors, LAWS } from "../monitors/laws.ts";
import { recount } from "../monitors/supply.ts";
import { judge, PathError, valueAtPath } from "../scenario/expectations.ts";
import type { LoadedScenario } from "../scenario/load.ts";
import { formatTime } from "../units.ts";
import type { CastMember } from "../world/cast.ts";
import { type BlockView, createWorld, type World, type WorldOptions } from "../world/world.ts";
import { createBooks } from "./books.ts";
import { Counts } from "./counts.ts";
import { createEvidenceNotes } from "./evidence.ts";
import type { AgentRecord, RunRecord, RunReport, SlashRecord } from "./record.ts";
import { createStories, outcomeOf } from "./stories.ts";
import { warpRecord } from "./warp.ts";

/** How a run is to be made. */
export interface RunOptions extends WorldOptions {
  readonly loaded: LoadedScenario;
  readonly seed: number;
  /** How the record names the scenario's file. */
  readonly file: string;
  /** The command that gives the same bytes again. */
  readonly replay: string;
  /** Stop at this height, before the scenario's end. */
  readonly until: number | undefined;
  /** Called with every block, for a trace. */
  readonly onBlock?: (view: BlockView, world: World) => void;
}

/** A run under way. */
export interface Run {
  readonly height: () => number;
  readonly lastHeight: number;
  /** One more block; false when there is none left. */
  readonly step: () => boolean;
  /** Laws that have been breached so far, each with what was seen first. */
  readonly breached: () => readonly { readonly name: string; readonly detail: string }[];
  /** What it came to, here and now. */
  readonly report: () => RunReport;
}

/** Sets up a run; nothing has happened yet. */
export function createRun(options: RunOptions): Run {
  const { loaded, seed, until } = options;
  const { scenario } = loaded;
  const world = createWorld(loaded, seed, options);
  const { cast } = world;
  const { addresses } = world.state().chain.crypto;
  const nameOf = (address: Hex): string => cast.byAddress.get(address)?.id ?? showAddress(address, addresses);
  const behaviours = new Map(cast.members.map(({ id, behaviour }) => [id, behaviour]));
  const behaviourOf = (id: string): string => behaviours.get(id)!;
  const { protocol } = world.genesis;
  const genesisState = world.state();
  const monitors = createMonitors({ genesis: genesisState, protocol, scenario, cast });
  const books = createBooks(cast);
  const stories = createStories(nameOf);
  const evidence = world.tee && createEvidenceNotes(world.tee, genesisState, (address) => cast.byAddress.get(address)?.id);
  const refused = new Counts();
  const dropped = new Counts();
  const slashes: SlashRecord[] = [];
  let applied = 0;
  let trace: Uint8Array = new Uint8Array(32);

  function note({ built, height }: BlockView): void {
    for (const { code } of built.receipts) {
      if (code === 0) applied += 1;
      else refused.add(codeOfNumber(code)!);
    }
    for (const { refusal } of built.dropped) dropped.add(refusal.code);
    for (const event of built.events)
      if (event.kind === "slashed")
        slashes.push({
          provider: nameOf(event.provider),
          address: showAddress(event.provider, addresses),
          cause: event.cause,
          amount: String(event.amount),
          height: String(height),
          case: event.case === undefined ? null : String(event.case),
        });
    const receipts = built.receipts.map((receipt) => sha256(encode(receiptCodec, receipt)));
    trace = sha256(concat(trace, fromHex(built.state.head.hash), ...receipts, fromHex(built.block.header.stateRoot)));
  }

  const lastHeight = Math.min(scenario.blocks, until ?? scenario.blocks);

  /** What an agent's moving of outputs does, where it moves them. */
  function harmOf({ group, platform }: CastMember): AgentRecord["harm"] {
    const models = group === undefined ? [] : (group.models ?? scenario.models.map(({ id }) => id));
    return models.flatMap((model) => {
      const harm = loaded.sources[model]!.harm?.(platform);
      return harm === undefined ? [] : [{ model, ...harm }];
    });
  }

  function agents(all: readonly AttestationRecord[]): AgentRecord[] {
    const byProvider = new Map<Hex, AttestationRecord[]>(cast.members.map(({ signer }) => [signer.address, []]));
    for (const attestation of all) byProvider.get(attestation.provider)?.push(attestation);
    const lostBy = new Map<string, bigint>();
    for (const { provider, amount } of slashes) lostBy.set(provider, (lostBy.get(provider) ?? 0n) + BigInt(amount));
    return cast.members.map((member) => {
      const { id, behaviour, signer } = member;
      const { address } = signer;
      const harm = harmOf(member);
      const own = byProvider.get(address) ?? [];
      const lost = lostBy.get(id) ?? 0n;
      return {
        id,
        address: showAddress(address, addresses),
        behaviour,
        profit: String(books.profit(address)),
        stake: String(books.stake(address)),
        attested: own.length,
        struck: own.filter(({ status }) => status === "struck").length,
        slashed: String(lost),
        ...(harm !== undefined && harm.length > 0 && { harm }),
      };
    });
  }

  function record(): RunRecord {
    const { head, store } = world.state();
    const all = attestations.all(store);
    const everyCase = cases.all(store);
    const outcomes = everyCase.map(outcomeOf);
    const count = (outcome: string): number => outcomes.filter((other) => other === outcome).length;
    const supply = recount(store);
    const isPartial = head.height < scenario.blocks;
    const facts = {
      file: options.file,
      scenario: scenario.name,
      seed,
      configHash: loaded.configHash,
      preset: scenario.preset,
      rulings: Object.fromEntries(RULING_ROWS.flatMap(([id]) => (protocol.rulings[id] === "default" ? [] : [[id, protocol.rulings[id]]]))),
      params: changedParameters(protocol.parameters),
      unsafe: protocol.unsafe,
      crypto: scenario.crypto,
      tee: scenario.tee ?? "absent",
      height: String(head.height),
      time: formatTime(head.time),
      timeUnix: String(head.time),
      stateRoot: toHex(storeRoot(store)),
      traceHash: toHex(trace),
      transactions: { applied, refused: refused.sorted(), dropped: dropped.sorted() },
      attestations: {
        submitted: all.length,
        final: all.filter(({ status }) => status === "final").length,
        struck: all.filter(({ status }) => status === "struck").length,
        open: all.filter(({ status }) => status === "open" || status === "contested").length,
      },
      cases: {
        opened: everyCase.length,
        fault: count("fault"),
        clean: count("clean"),
        band: count("band"),
        void: count("void"),
        open: count("open"),
        blocksMax: Math.max(0, ...everyCase.map(({ openedAt, endedAt }) => (endedAt ?? head.height) - openedAt)),
      },
      slashes,
      supply: {
        genesis: String(cast.members.reduce((sum, { balance }) => sum + balance, 0n)),
        balances: String(supply.balance),
        stakes: String(supply.stake),
        unbonding: String(supply.unbonding),
        bonds: String(supply.bond),
        escrows: String(supply.escrow),
        burnt: String(supply.burnt),
      },
      agents: agents(all),
      ...(world.warp && { warp: warpRecord(world.warp.tally, world.state(), behaviourOf) }),
      ...(world.faults && { faults: { ...world.faults, reserved: String(providers.all(store).reduce((sum, { reserved }) => sum + reserved, 0n)) } }),
      ...(evidence && { evidence: evidence.tell() }),
    };
    const measures = Object.fromEntries(scenario.measures.map(({ name, path }) => [name, measured(facts, path)]));
    const judged = { ...facts, measures };
    return {
      ...judged,
      expectations: scenario.expect.map((expectation, index) => judge(expectation, loaded.expectationLines[index]!, judged, isPartial)),
      laws: monitors.records(),
      partial: isPartial,
      replay: options.replay,
    };
  }

  return {
    height: () => world.state().head.height,
    lastHeight,
    step() {
      if (world.state().head.height >= lastHeight) return false;
      const view = world.nextBlock();
      books.observe(view);
      monitors.observe(view);
      stories.observe(view);
      evidence?.observe(view);
      note(view);
      options.onBlock?.(view, world);
      return true;
    },
    breached: () => monitors.records().flatMap(({ name, breached: [first] }) => (first === undefined ? [] : [{ name, detail: first.detail }])),
    report: () => ({
      record: record(),
      about: scenario.about,
      laws: LAWS.map(({ name, sentence }) => ({ name, sentence })),
      cases: stories.tell(world.state()),
      series: books.series(),
    }),
  };
}

/** The parameters that are not at their default, as a record says them. */
function changedParameters(parameters: Parameters): RunRecord["params"] {
  const digits = (value: bigint | number | readonly (number | string)[]) => (typeof value === "object" ? value.map(String) : String(value));
  const changed = PARAMETER_ROWS.filter(([name, row]) => String(parameters[name]) !== String(row.default));
  return Object.fromEntries(changed.map(([name]) => [name, digits(parameters[name])]));
}

function measured(facts: unknown, path: string): unknown {
  try {
    return valueAtPath(facts, path);
  } catch (error) {
    if (error instanceof PathError) return null;
    throw error;
  }
}
