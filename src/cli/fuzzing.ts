/** What `achain fuzz` takes; what it does is in fuzz.ts. */
import type { Command } from "commander";
import type { FuzzFlags } from "./fuzz.ts";

const EXAMPLES = `
Examples:
  $ npx achain fuzz --runs 20
  $ npx achain fuzz --for 20s --preset reference --json
  $ npx achain fuzz --canary mint --out out/canary
  $ npx achain fuzz --canaries …

A run is a scenario that its seed makes: rulings, numbers, agents, faults, evidence, and transactions of every kind by chance; every law is asked after
every block. A breach is made small and kept as a scenario file (--out). A canary is a bug on purpose, which the laws have to find (docs/fuzz.md).

Exit codes: 0 no breach, or the canary was found; 1 a breach, a canary not found, or something that a run of this length has to meet was not met;
2 bad input; 130 interrupted (what was found is kept).`;

/** Puts `achain fuzz` among the commands. */
export function declareFuzz(program: Command, setExit: (code: number) => void): void {
  program
    .command("fuzz")
    .description("look for a breach: scenarios by chance, hostile transactions, every law after every block")
    .option("--runs <n>", "how many runs; 100 where neither this nor --for is given")
    .option("--for <time>", "for how long, as 90s, 10m, 2h")
    .option("--seed <n>", "seed of the first run; the next ones follow", "1")
    .option("--blocks <n>", "heights of each run", "200")
    .option("--preset <name>", "every run under this preset, without variants")
    .option("--canary <name>", "with this bug in the transition: exit 0 where it is found")
    .option("--canaries", "how many runs each canary takes, from ten seeds each")
    .option("--replay <file>", "play a scenario that a fuzz has kept, with --seed and --canary as it says")
    .option("--out <dir>", "write the scenario of each breach there")
    .option("--json", "print one JSON document (format achain/fuzz/1)")
    .option("--quiet", "no progress")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: FuzzFlags) => {
      const { fuzzCommand } = await import("./fuzz.ts");
      setExit(await fuzzCommand(flags));
    });
}
