import { Command, CommanderError } from "commander";
import { EXIT, InputError, problemText, ToolMissingError } from "./exit.ts";
import { declareFuzz } from "./fuzzing.ts";
import { declareLooking } from "./looking.ts";
import type { RunFlags } from "./run.ts";
import { declareTee } from "./tees.ts";
import { declareTolerance } from "./tolerance.ts";
import { declareConformance } from "./vectors.ts";
import { VERSION } from "./version.ts";

const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];

const RUN_EXAMPLES = `
Examples:
  $ npx achain run scenarios/first-dispute.yaml
  $ npx achain run scenarios/*.yaml --seed 1..20 --json > summary.json
  $ npx achain run scenarios/first-dispute.yaml --set network.loss=0.1 --set 'network.jitter=2 s'
  $ npx achain run scenarios/first-dispute.yaml --out out --trace

Exit codes: 0 all laws and expectations held, 1 one did not, 2 bad input, 130 interrupted (what was finished is kept).
ACHAIN_BACKEND=noble computes hashes and signatures by the reference alone; the results are the same bytes.`;

/** Where to look after what commander refused: at the help of the command that was named. */
function whereFlagsAre(program: Command): string {
  let [named, path] = [program, "achain"];
  for (const word of process.argv.slice(2)) {
    const found = named.commands.find((command) => command.name() === word);
    if (found === undefined) break;
    [named, path] = [found, `${path} ${word}`];
  }
  return `${path} --help has the ${named.commands.length > 0 ? "commands" : "flags"}`;
}

function createProgram(setExit: (code: number) => void): Command {
  const program = new Command("achain")
    .description("The Lux A-chain (LP-0035, AI VM): a deterministic reference, and a laboratory to break it in")
    .version(VERSION, "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`achain: ${text.replace(/^error: /, "").trimEnd()} (FLAG_REFUSED)\n    ${whereFlagsAre(program)}\n`),
    })
    .addHelpText("after", "\nBegin with:\n  $ npx achain run scenarios/first-dispute.yaml\n\n`achain <command> --help` has examples.");
  program
    .command("run")
    .description("run scenarios: who attests, who cheats, who is slashed, and whether every law held")
    .argument("<file...>", "scenario files, YAML or JSON (schema: scenarios/schema.json)")
    .option("--seed <N|A..B>", "seed of the run's randomness, or a range of them", "1")
    .option("--set <path=value>", "override a value of the scenario; can be given again", collect, [])
    .option("--preset <name>", "run under another preset")
    .option("--until <height>", "stop at this height")
    .option("--out <dir>", "write summary.json and report.html there")
    .option("--jobs <n>", "threads (the results do not depend on it)")
    .option("--trace", "with --out: write trace.jsonl.gz, every block with its transactions and events")
    .option("--json", "print one JSON document (format achain/run/1)")
    .option("--quiet", "no progress")
    .addHelpText("after", RUN_EXAMPLES)
    .action(async (files: string[], flags: RunFlags) => {
      const { runCommand } = await import("./run.ts");
      setExit(await runCommand(files, flags));
    });
  declareFuzz(program, setExit);
  declareConformance(program, setExit);
  declareTolerance(program, setExit);
  declareLooking(program, setExit);
  declareTee(program, setExit);
  return program;
}

/** Says what went wrong, and with which code the process ends. */
function failure(error: unknown, argv: readonly string[]): number {
  if (error instanceof InputError || error instanceof ToolMissingError) {
    for (const problem of error.problems) process.stderr.write(`${problemText(problem)}\n`);
    if (argv.includes("--json")) process.stdout.write(`${JSON.stringify({ format: `achain/${argv[2] ?? "run"}/1`, errors: error.problems })}\n`);
    return error instanceof InputError ? EXIT.badInput : EXIT.toolMissing;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `This is a bug in achain ${VERSION}; nothing was written.\n${text}\nPlease report it with this command: achain ${argv.slice(2).join(" ")}\n`,
  );
  return EXIT.bug;
}

async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.done);
    process.stderr.write(`stdout: it cannot be written: ${error.code} (STDOUT_NOT_WRITABLE)\n    make room, or send it elsewhere\n`);
    process.exit(EXIT.badInput);
  });
  let code: number = EXIT.done;
  try {
    await createProgram((result) => {
      code = result;
    }).parseAsync(argv);
  } catch (error) {
    code = failure(error, argv);
  }
  process.exitCode = code;
}

await main(process.argv);
