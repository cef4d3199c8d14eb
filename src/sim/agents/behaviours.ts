import { absentProvider } from "./absent-provider.ts";
import type { Behaviour } from "./behaviour.ts";
import { cheatProvider } from "./cheat-provider.ts";
import { consumer } from "./consumer.ts";
import { griefer } from "./griefer.ts";
import { honestProvider } from "./honest-provider.ts";
import { withholdingProvider } from "./withholding-provider.ts";

/** Every behaviour that a scenario can name. A new one is one new file and one line here. */
// biome-ignore lint/suspicious/noExplicitAny: each behaviour has its own parameters, checked by its own schema
export const BEHAVIOURS: readonly Behaviour<any>[] = [honestProvider, cheatProvider, absentProvider, withholdingProvider, consumer, griefer];

/** A behaviour by its name. */
// biome-ignore lint/suspicious/noExplicitAny: see BEHAVIOURS
export function behaviourNamed(name: string): Behaviour<any> {
  const found = BEHAVIOURS.find((behaviour) => behaviour.name === name);
  if (found === undefined) throw new RangeError(`no behaviour ${name}`);
  return found;
}
