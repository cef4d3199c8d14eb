import { absentProvider } from "./absent-provider.ts";
import type { Behaviour } from "./behaviour.ts";
import { bribedProvider } from "./bribed-provider.ts";
import { cheatProvider } from "./cheat-provider.ts";
import { collateralPoster } from "./collateral-poster.ts";
import { collateralStaller } from "./collateral-staller.ts";
import { consumer } from "./consumer.ts";
import { copierProvider } from "./copier-provider.ts";
import { equivocatorProvider } from "./equivocator-provider.ts";
import { evidenceWatcher } from "./evidence-watcher.ts";
import { extractedKeyProvider } from "./extracted-key-provider.ts";
import { frontRunner } from "./front-runner.ts";
import { fuzzer } from "./fuzzer.ts";
import { griefer } from "./griefer.ts";
import { grinder } from "./grinder.ts";
import { honestProvider } from "./honest-provider.ts";
import { joiner } from "./joiner.ts";
import { leakyProvider } from "./leaky-provider.ts";
import { cautiousConsumer, hastyConsumer } from "./relying-consumer.ts";
import { replayingProvider } from "./replaying-provider.ts";
import { withholdingProvider } from "./withholding-provider.ts";

/** A behaviour whatever its parameters, which its own schema checks. */
// biome-ignore lint/suspicious/noExplicitAny: each behaviour has its own parameters
export type AnyBehaviour = Behaviour<any>;

/** Every behaviour that a scenario can name without `use`. A new one is one new file and one line here. */
export const BEHAVIOURS: readonly AnyBehaviour[] = [
  honestProvider,
  cheatProvider,
  absentProvider,
  withholdingProvider,
  bribedProvider,
  copierProvider,
  equivocatorProvider,
  consumer,
  griefer,
  grinder,
  frontRunner,
  joiner,
  cautiousConsumer,
  hastyConsumer,
  extractedKeyProvider,
  replayingProvider,
  leakyProvider,
  collateralPoster,
  collateralStaller,
  evidenceWatcher,
  fuzzer,
];

/** A behaviour by its name, which the scenario's schema has checked. */
export function behaviourNamed(behaviours: readonly AnyBehaviour[], name: string): AnyBehaviour {
  const found = behaviours.find((behaviour) => behaviour.name === name);
  if (found === undefined) throw new RangeError(`no behaviour ${name}`);
  return found;
}
