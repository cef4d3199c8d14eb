import type { Output } from "../../model/tolerance/output.ts";

/** A model's outputs as the simulator knows them: what a platform, honest or not, gives for one of the inputs. */
export interface InferenceSource {
  readonly name: string;
  readonly inputs: number;
  /** Platforms that compute with the registered weights. */
  readonly honest: readonly string[];
  /** What a cheat computes with instead. */
  readonly cheats: readonly string[];
  /** Whether it knows a cheat that is in no list, because its name holds a number. */
  readonly takesCheat?: (platform: string) => boolean;
  /** The output of `platform` (of either kind) for input `index`. */
  infer(platform: string, index: number): Output;
}

/** Finds a model's outputs by the name that a scenario gives; text says why there are none. */
export type FindSource = (outputs: string) => InferenceSource | string;
