import type { Output } from "../../model/tolerance/output.ts";

/** What moving every output by a distance, against the decision that is taken by it, does to decisions. */
export interface SurfingHarm {
  /** How many outputs were moved: one for each input. */
  readonly inputs: number;
  /** How many of them decide otherwise. */
  readonly flipped: number;
  /** By how much the margin of a decision fell at most, in the output's own unit. */
  readonly moved: number;
}

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
  /** What a cheat that surfs does over all inputs; undefined for a platform that does not. */
  readonly harm?: (platform: string) => SurfingHarm | undefined;
  /** The output of `platform` (of either kind) for input `index`. */
  infer(platform: string, index: number): Output;
}

/** Finds a model's outputs by the name that a scenario gives; text says why there are none. */
export type FindSource = (outputs: string) => InferenceSource | string;
