/** What a user has to know before taking thresholds from a recording. */
import type { Judged } from "./fitness.ts";
import { commonSpecials, type Measured } from "./measured.ts";
import type { Wish } from "./risk.ts";
import { RULE } from "./rule.ts";
import { coverageShown } from "./statistics.ts";
import type { Twins } from "./twins.ts";

/** What warnings are made of. */
export interface Findings {
  readonly measured: Measured;
  readonly comparators: readonly Judged[];
  readonly recommended: Judged | undefined;
  readonly twins: Twins;
  readonly wish: Wish;
  readonly isGiven: boolean;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

function aboutClasses({ measured: { classes, samples }, twins }: Findings): string[] {
  const warnings: string[] = [];
  if (classes.length === 1) {
    warnings.push(
      "ALL_EQUAL: every honest platform gave the same bits, so nothing is known of how honest machines differ; thresholds are those of one rounding",
    );
  }
  if (classes.length < RULE.classesWanted)
    warnings.push(
      [
        `FEW_CLASSES: ${classes.length} different platform${classes.length === 1 ? "" : "s"}, fewer than five (5):`,
        "a machine that was not measured may well be farther away; measure more kinds of them",
      ].join(" "),
    );
  else if (twins.different < RULE.classesWanted)
    warnings.push(`FEW_CLASSES: ${classes.length} classes, but with near-twins counted once only ${twins.different}, fewer than five (5)`);
  for (const [one, other] of twins.pairs)
    warnings.push(
      `NEAR_TWINS: ${one} and ${other} differ by less than a tenth of what is usual here: together they say little more than one of them`,
    );
  if (classes.length === 2)
    warnings.push("NO_LEAVE_ONE_OUT: with two platforms none can be left out, so nothing checks the thresholds; two near-twins would look the same");
  if (samples < 10)
    warnings.push(`FEW_SAMPLES: ${samples} sample${samples === 1 ? "" : "s"}: rare inputs on which machines part farther are not seen`);
  return warnings;
}

function aboutRisk({ measured: { classes }, wish, isGiven }: Findings): string[] {
  const shown = coverageShown(Math.floor(classes.length / 2), wish.confidence);
  if (shown >= wish.coverage || isGiven) return [];
  return [
    `COVERAGE_NOT_SHOWN: ${classes.length} classes do not show a coverage of ${percent(wish.coverage)}`.concat(
      ` with ${percent(wish.confidence)} confidence; the safety factor stands in for it`,
    ),
  ];
}

function aboutCheats({ measured, recommended }: Findings): string[] {
  if (measured.cheats.length === 0) return ["NO_CHEATS: the folder has no cheats, so nothing is known of what these thresholds let through"];
  if (recommended === undefined) return [];
  return recommended.cheats.flatMap(({ name, separable, atAgree, inBand, atFault, min }) => {
    if (separable) return [];
    const same = min === 0 ? "; some of its outputs are those of an honest platform to the bit" : "";
    const meaning = atAgree > 0 ? "it hides among honest machines" : "nobody is slashed for what is in the band";
    const shares = `${percent(atAgree)} AGREE, ${percent(inBand)} in the band, ${percent(atFault)} at FAULT`;
    return [`NOT_SEPARABLE: ${name} is not always at FAULT under ${recommended.name}: ${shares}: ${meaning}${same}`];
  });
}

function aboutComparators({ comparators, recommended, isGiven }: Findings): string[] {
  if (isGiven) return [];
  const unfit = comparators.filter(({ unfit }) => unfit.length > 0);
  return [
    ...(recommended === undefined ? ["NOTHING_RECOMMENDED: no comparator is fit for these outputs"] : []),
    ...unfit.map(({ name, unfit: reasons }) => `UNFIT: ${name} is not fit for these outputs: ${reasons.join("; ")}`),
  ];
}

function aboutRejection({ recommended }: Findings): string[] {
  if (recommended === undefined) return [];
  const { honest, leaveOneOut } = recommended;
  const left = leaveOneOut.filter(({ falseRejection }) => falseRejection > 0.01);
  return [
    ...(honest.atFault > 0 ? [`HONEST_AT_FAULT: ${percent(honest.atFault)} of honest comparisons are at FAULT under these thresholds`] : []),
    ...(1 - honest.atAgree > 0.01
      ? [`HONEST_NOT_AGREED: ${percent(1 - honest.atAgree)} of honest comparisons do not AGREE under these thresholds`]
      : []),
    ...left.map(
      ({ class: name, falseRejection, atFault }) =>
        `LEFT_OUT: calibrated without ${name}, ${percent(falseRejection)} of its honest comparisons would not AGREE, ${percent(atFault)} would be at FAULT`,
    ),
  ];
}

function aboutData({ measured }: Findings): string[] {
  const specials = commonSpecials(measured);
  const nans = measured.cheats.filter(({ views }) => views.some(({ values }) => values.some((value) => !Number.isFinite(value))));
  const silent = measured.classes[0]!.views.flatMap(({ values }, sample) =>
    values.length > 0 && values.every((value) => value === 0) ? [sample] : [],
  );
  return [
    ...(specials > 0
      ? [`NOT_FINITE: ${specials} elements are NaN or infinite on every honest platform alike; they are left out, as the comparators do`]
      : []),
    ...(nans.length > 0 && specials === 0
      ? [`NOT_FINITE: ${nans.map(({ name }) => name).join(", ")} gave NaN or infinities, which is FAULT at any threshold`]
      : []),
    ...(silent.length > 0
      ? [`ALL_ZERO: samples ${silent.slice(0, 5).join(", ")} are all zeros on ${measured.classes[0]!.name}: relative measures say nothing there`]
      : []),
  ];
}

/** Every warning, each with its code in front. */
export function warningsOf(findings: Findings): string[] {
  return [aboutData, aboutClasses, aboutRisk, aboutRejection, aboutCheats, aboutComparators].flatMap((about) => about(findings));
}
