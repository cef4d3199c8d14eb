/** What `achain conformance` takes; what it does is in conformance.ts. */
import type { Command } from "commander";
import type { GenerateFlags, ReplayFlags } from "./conformance.ts";

const GENERATE_EXAMPLES = `
Examples:
  $ npx achain conformance generate --check
  $ npx achain conformance generate --out out/vectors --json

Exit codes: 0 done, or all current; 1 with --check: some are stale; 2 bad input.`;

const RUN_EXAMPLES = `
Examples:
  $ npx achain conformance run
  $ npx achain conformance run fixtures/vectors --family attest --json

Exit codes: 0 all as they say, 1 one differs (it is named), 2 a file is missing or is not what the index says (it is named).`;

/** Puts `achain conformance` among the commands. */
export function declareConformance(program: Command, setExit: (code: number) => void): void {
  const conformance = program.command("conformance").description("vectors for clients in any language: make them, replay them");
  conformance
    .command("generate")
    .description("write the vectors of fixtures/vectors; removes those that no longer exist")
    .option("--check", "write nothing: say which are stale, and exit with 1 where any is")
    .option("--out <dir>", "another folder than fixtures/vectors")
    .option("--json", "print one JSON document (format achain/conformance/1), with what the vectors cover")
    .option("--quiet", "no progress")
    .addHelpText("after", GENERATE_EXAMPLES)
    .action(async (flags: GenerateFlags) => {
      const { generateCommand } = await import("./conformance.ts");
      setExit(await generateCommand(flags));
    });
  conformance
    .command("run")
    .description("replay vectors through the model, byte for byte")
    .argument("[dir]", "the folder that holds index.json; fixtures/vectors where it is not said")
    .option("--family <name>", "of one family only")
    .option("--case <name>", "one of that family only")
    .option("--json", "print one JSON document (format achain/conformance/1)")
    .option("--quiet", "no progress")
    .addHelpText("after", RUN_EXAMPLES)
    .action(async (folder: string | undefined, flags: ReplayFlags) => {
      const { replayCommand } = await import("./conformance.ts");
      setExit(await replayCommand(folder, flags));
    });
}
