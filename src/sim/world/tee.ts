import type { Genesis } from "../../model/chain/genesis.ts";
import type { Keyring } from "../../model/crypto/crypto.ts";
import { fromHex, type Hex } from "../../model/encoding/hex.ts";
import { type PostedItem, rootId } from "../../model/evidence/collateral.ts";
import type { Denial } from "../../model/governance/records.ts";
import type { Measurement } from "../../model/registry/measurement.ts";
import { inspectQuote } from "../../model/tee/index.ts";
import type { CollateralItem } from "../../model/tee/items.ts";
import { type Kernel, PRIORITY, SECOND } from "../kernel/kernel.ts";
import { certifyKey, forgeQuote } from "../platform/forging.ts";
import { type Intel, simulatedIntel } from "../platform/intel.ts";
import type { IntelItem } from "../platform/items.ts";
import type { Scenario, Step } from "../scenario/schema.ts";
import type { GivenEvidence } from "../tee/given.ts";
import type { Launch, Stolen, TeePort } from "../tee/port.ts";
import { enclaveOf, fmspcOf, scheduleOf } from "./intel-schedule.ts";

/** Counts of a run's evidence that no block tells. */
export interface TeeTally {
  /** Quotes that agents made; those of them that no enclave made. */
  quotes: number;
  forged: number;
  /** Ids of agents that read what their enclaves are given. */
  readonly leaking: Set<string>;
}

/** Platforms and their maker, beside a chain. */
export interface Tee {
  readonly tally: TeeTally;
  /** What genesis says of evidence. */
  readonly genesis: Pick<Genesis, "roots" | "collateral">;
  /** The port of an agent, by its id. */
  portOf(id: string, isOnline: () => boolean): TeePort;
  /** What a model's enclave is measured as. */
  measurementOf(model: string, launch: Launch): Measurement;
  /** What a step denies, without a height. */
  denied(step: Step & { readonly do: "denyPlatform" }): Pick<Denial, "what" | "value">;
  /** Items that are served at a time. */
  itemsAt(time: number): readonly PostedItem[];
  readonly root: Hex;
}

/** What evidence needs of its world. */
export interface TeeWorld {
  readonly scenario: Scenario;
  readonly kernel: Kernel;
  readonly keyring: Keyring;
  readonly genesisTime: number;
  /** Evidence of models that was made elsewhere, by their ids. */
  readonly given: { readonly [model: string]: GivenEvidence };
}

/** A field of a quote's report by its name. */
function reported(quote: Uint8Array, field: string): Hex {
  const found = inspectQuote(quote).fields.find(({ name }) => name.endsWith(`.${field}`));
  if (found === undefined) throw new RangeError(`the quote reports no ${field}`);
  return found.value as Hex;
}

/** What a quote's enclave or trust domain is measured as, whole (R10). */
function measurementIn(quote: Uint8Array): Measurement {
  const isTd = inspectQuote(quote).fields.some(({ name }) => name.endsWith(".mrTd"));
  if (!isTd) return { kind: "enclave", mrenclave: reported(quote, "mrEnclave") };
  const rtmrs = ["rtmr0", "rtmr1", "rtmr2", "rtmr3"].map((name) => reported(quote, name));
  const attributesMask: Hex = `0x${"ff".repeat(8)}`;
  return { kind: "domain", mrtd: reported(quote, "mrTd"), rtmrs, attributesMask, attributes: reported(quote, "tdAttributes") };
}

const postable = (item: IntelItem): CollateralItem => {
  if (item.kind !== "tcbInfo" && item.kind !== "qeIdentity") return item;
  const { kind, body, signature, signer } = item;
  return { kind, body, signature, signer };
};

/** Where evidence comes from: quotes, items at a time, and the root of both. */
interface Source {
  readonly root: Uint8Array;
  itemsAt(time: number): readonly CollateralItem[];
  quote(agent: string, model: string, launch: Launch, reportData: Uint8Array, time: number): Uint8Array;
  /** Signed by keys of a machine; where the agent makes up an attestation key, it is the agent's own. */
  forge(agent: string, model: string, stolen: Stolen, reportData: Uint8Array, time: number): Uint8Array;
  patches(agent: string): readonly number[];
}

function simulated({ scenario, keyring, genesisTime }: TeeWorld): Source {
  const intel: Intel = simulatedIntel(scheduleOf(scenario, genesisTime), keyring.p256Signer);
  const tees = new Set(scenario.models.filter(({ teeRequired }) => teeRequired).map(({ enclave }) => enclave ?? "sgx"));
  const authorities = new Set(intel.schedule.families.map(({ authority }) => authority));
  const issuers = intel.schedule.machines.map(({ name }) => intel.wantedFor(name, "sgx").issuer);
  const isWanted = (item: IntelItem): boolean => {
    if (item.kind === "rootCrl") return true;
    if (item.kind !== "pckCrl") return tees.has(item.tee);
    return authorities.size === 2 || issuers.includes(item.issuer);
  };
  const kept = new Map<readonly IntelItem[], readonly CollateralItem[]>();
  return {
    root: intel.root,
    itemsAt(time) {
      const served = intel.itemsAt(time);
      const known = kept.get(served) ?? served.filter(isWanted).map(postable);
      kept.set(served, known);
      return known;
    },
    quote: (agent, model, launch, reportData, time) => intel.quote(agent, enclaveOf(model, launch), reportData, time),
    forge(agent, model, { key, of }, reportData, time) {
      const report = intel.reportOf(of, enclaveOf(model, "release"), time);
      const taken =
        key === "attestation"
          ? intel.attestationKey(of, report.tee, time)
          : certifyKey(intel.pckKey(of, time), report.tee, agent, keyring.p256Signer);
      return forgeQuote(taken, report, reportData);
    },
    patches: (agent) => intel.schedule.machines.find(({ name }) => name === agent)?.patchesAt ?? [],
  };
}

/** Evidence that was made elsewhere: whatever is asked for, a model's quote is the one that there is. */
function given({ given: all }: TeeWorld): Source {
  const each = Object.values(all);
  const quoteOf = (model: string): Uint8Array => all[model]!.quote;
  return {
    root: each[0]!.root,
    itemsAt: () => each.flatMap(({ items }) => items),
    quote: (_, model) => quoteOf(model),
    forge: (_, model) => quoteOf(model),
    patches: () => [],
  };
}

/** Sets up a scenario's platforms; undefined where its evidence is assumed or not spoken of, and then nothing of them is there. */
export function createTee(world: TeeWorld): Tee | undefined {
  const { scenario, kernel, genesisTime } = world;
  if (scenario.tee !== "software" && scenario.tee !== "evidence") return undefined;
  const source = scenario.tee === "software" ? simulated(world) : given(world);
  const tally: TeeTally = { quotes: 0, forged: 0, leaking: new Set() };
  const now = (): number => genesisTime + Math.floor(kernel.now() / SECOND);
  const root = rootId(source.root);
  const itemsAt = (time: number): readonly PostedItem[] => source.itemsAt(time) as readonly PostedItem[];
  const [anyone] = scenario.providers.map(({ id, count }) => (count === undefined ? id : `${id}-1`));
  const sample = (model: string, launch: Launch): Uint8Array => source.quote(anyone!, model, launch, new Uint8Array(64), genesisTime);

  const atGenesis = scenario.intel?.atGenesis !== false;
  return {
    tally,
    root,
    itemsAt,
    genesis: { roots: [source.root], collateral: atGenesis ? itemsAt(genesisTime).map((item) => ({ root, item })) : [] },
    measurementOf: (model, launch) => measurementIn(sample(model, launch)),
    denied({ what, name }) {
      if (what === "family") return { what: "fmspc", value: fromHex(fmspcOf(name)) };
      if (what === "machine") {
        const quote = source.quote(name, scenario.models[0]!.id, "release", new Uint8Array(64), genesisTime);
        return { what: "ppid", value: fromHex(inspectQuote(quote).certificates[0]!.platform!.ppid) };
      }
      const measured = measurementIn(sample(name, "release"));
      return { what: "measurement", value: fromHex(measured.kind === "domain" ? measured.mrtd : (measured as { mrenclave: Hex }).mrenclave) };
    },
    portOf(id, isOnline) {
      const isProvider = scenario.providers.some((group) => id === group.id || id.startsWith(`${group.id}-`));
      return {
        root,
        itemsAt,
        quote(model, reportData, launch = "release") {
          tally.quotes += 1;
          return source.quote(id, model, launch, fromHex(reportData), now());
        },
        forge(model, reportData, stolen) {
          tally.quotes += 1;
          tally.forged += 1;
          return source.forge(id, model, stolen, fromHex(reportData), now());
        },
        patches: isProvider ? source.patches(id).map((at) => (at - genesisTime) * SECOND) : [],
        every(blocks, act) {
          const step = blocks * scenario.blockTime;
          const again = (): void => {
            kernel.schedule(kernel.now() + step, PRIORITY.agent, () => {
              if (isOnline()) act();
              again();
            });
          };
          again();
        },
        leaks: () => void tally.leaking.add(id),
      };
    },
  };
}
