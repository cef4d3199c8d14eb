/** What `achain tolerance` takes; what it does is in calibrate.ts and compare.ts. */
import type { Command } from "commander";
import type { CalibrateFlags } from "./calibrate.ts";
import type { CompareFlags } from "./compare.ts";

const CALIBRATE_EXAMPLES = `
Examples:
  $ npx achain tolerance calibrate fixtures/float/silero-vad-v5
  $ npx achain tolerance calibrate fixtures/float/silero-vad-v5 --out out --json
  $ npx achain tolerance calibrate fixtures/float/silero-vad-v5 --thresholds out/tolerance.yaml

DIR holds index.json and a file of values for each platform (docs/cli.md), or is a network of the simulator (generated:mlp,
generated:transformer:bf16; docs/numerics.md). Exit codes: 0 done; 1 with --thresholds: an honest pair is at FAULT,
or more of them than 1 − coverage do not AGREE; 2 bad input (the file is named).`;

const COMPARE_EXAMPLES = `
Examples:
  $ npx achain tolerance compare fixtures/float/silero-vad-v5/avx2.f32 fixtures/float/silero-vad-v5/sse.f32 --model scenarios/first-dispute.yaml
  $ npx achain tolerance compare a.f32 b.f32 --thresholds out/tolerance.yaml --json

A and B are files of little-endian values named after their type (.f32, .f16, .bf16, .i32), or an output in its canonical bytes. Files that
an index.json beside them names are compared sample by sample. Exit codes: 0 AGREE or BAND, 1 FAULT, 2 bad input.`;

/** Puts `achain tolerance` among the commands. */
export function declareTolerance(program: Command, setExit: (code: number) => void): void {
  const tolerance = program.command("tolerance").description("thresholds for a model's outputs: choose them from measured ones, try them");
  tolerance
    .command("calibrate")
    .description("from outputs measured on honest platforms and of cheats to thresholds, with what they are worth")
    .argument("<dir>", "a folder of measured outputs, or generated:NETWORK:CLASS")
    .option("--coverage <share>", "share of pairs of platforms that the thresholds should cover", ".99")
    .option("--confidence <share>", "how sure to be of it", ".95")
    .option("--thresholds <file>", "judge the outputs by these thresholds, and choose none")
    .option("--out <dir>", "write tolerance.yaml, report.html and calibration.json there")
    .option("--json", "print one JSON document (format achain/tolerance/1)")
    .option("--quiet", "do not say what was written")
    .addHelpText("after", CALIBRATE_EXAMPLES)
    .action(async (folder: string, flags: CalibrateFlags) => {
      const { calibrateCommand } = await import("./calibrate.ts");
      setExit(await calibrateCommand(folder, flags));
    });
  tolerance
    .command("compare")
    .description("two outputs under a tolerance: AGREE, BAND or FAULT, and the number that decided")
    .argument("<a>", "a file of outputs")
    .argument("<b>", "another")
    .option("--model <file>", "a scenario, whose model's tolerance is taken; FILE#ID where it has several")
    .option("--thresholds <file>", "a file with a tolerance, as calibrate writes it")
    .option("--json", "print one JSON document (format achain/tolerance/1)")
    .addHelpText("after", COMPARE_EXAMPLES)
    .action(async (a: string, b: string, flags: CompareFlags) => {
      const { compareCommand } = await import("./compare.ts");
      setExit(compareCommand(a, b, flags));
    });
}
