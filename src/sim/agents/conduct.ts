import type { Profile } from "../../model/staking/records.ts";
import type { Output } from "../../model/tolerance/output.ts";
import type { Micros } from "../kernel/kernel.ts";
import type { KnownModel } from "./agent.ts";
import type { Common } from "./behaviour.ts";
import { type Prove, proveHonestly } from "./proof.ts";

/** An output for one of a model's inputs. */
export type Compute = (model: KnownModel, sample: number) => Output;

/** What sets one kind of provider apart from another. */
export interface Conduct {
  /** The output that it attests to. */
  readonly compute: Compute;
  /** The output that it gives as a seat. */
  readonly judge: Compute;
  /** How long it computes. */
  readonly latency: Micros;
  /** Whether it shows its output, to the consumer and in a case. */
  readonly shows: boolean;
  /** Whether it takes its seats at this height. */
  readonly sits: (height: number) => boolean;
  /** Whether it appeals against a tally that finds it at fault. */
  readonly appeals: boolean;
  /** The numeric profile that it declares (R33). */
  readonly profile: Profile | undefined;
  /** Whether it takes over the outputHash of an answer that is on the chain already, and computes nothing. */
  readonly copies: boolean;
  /** What it gives the consumer instead, under a second signed body; nothing where it signs once. */
  readonly second: Compute | undefined;
  /** Whether it shows both outputs where it is reported for two bodies. */
  readonly answers: boolean;
  /** How it comes by the reports that a model with a TEE asks for. */
  readonly prove: Prove;
}

/** A platform computes the same bits every time: what its name is worth, honest providers of it agree on. */
const profileOf = ({ platform }: Common): Profile => ({ name: platform, deterministic: true });

/** The output of one platform, honest or not, whatever the provider's own is. */
export const computeOn =
  (platform: string): Compute =>
  (model, sample) =>
    model.source.infer(platform, sample);

/** The conduct of a provider that computes on its platform and does all that the protocol asks. */
export function honestConduct(common: Common, latency: Micros): Conduct {
  const compute = computeOn(common.platform);
  return {
    compute,
    judge: compute,
    latency,
    shows: true,
    sits: () => true,
    appeals: true,
    profile: profileOf(common),
    copies: false,
    second: undefined,
    answers: true,
    prove: proveHonestly,
  };
}
