/** What the commands take that look at what a chain holds and means; each is a file of its own. */
import type { Command } from "commander";
import type { CodecFlags } from "./codec.ts";

const JSON_FLAG = ["--json", "print one JSON document"] as const;

const CODEC_EXAMPLES = `
Examples:
  $ npx achain codec decode block fixtures/vectors/transfer/valid-one-nlux/block.bin
  $ echo 0x0100000000000000030000000000000005 | npx achain codec decode account
  $ npx achain codec encode account fixtures/vectors/codec/account/value.json

KIND is a top-level object, payload, event, or a table of the state (its record):
`;

function declareCodec(program: Command, setExit: (code: number) => void): void {
  const codec = program
    .command("codec")
    .description("canonical bytes and their JSON form, either way")
    .hook("preSubcommand", async (_, subcommand) => {
      const { kindsText } = await import("./codec.ts");
      subcommand.addHelpText("after", CODEC_EXAMPLES + kindsText());
    });
  codec
    .command("decode")
    .description("bytes in, hexadecimal or raw; JSON out")
    .argument("<kind>", "what the bytes are")
    .argument("[file]", "a file, or - for stdin", "-")
    .option("--hex", "the input is hexadecimal, whatever it looks like")
    .option("--raw", "the input is raw bytes, whatever it looks like")
    .option(...JSON_FLAG)
    .action(async (kind: string, file: string, flags: CodecFlags) => {
      const { decodeCommand } = await import("./codec.ts");
      setExit(decodeCommand(kind, file, flags));
    });
  codec
    .command("encode")
    .description("JSON in (as decode prints it, with --json or without); hexadecimal out")
    .argument("<kind>", "what the JSON is")
    .argument("[file]", "a file, or - for stdin", "-")
    .option("--raw", "write raw bytes")
    .option(...JSON_FLAG)
    .action(async (kind: string, file: string, flags: CodecFlags) => {
      const { encodeCommand } = await import("./codec.ts");
      setExit(encodeCommand(kind, file, flags));
    });
}

/** Before what hashes or verifies much: the fastest backend. */
async function hurry(): Promise<void> {
  const { useBackend } = await import("./backend.ts");
  await useBackend();
}

const STATE_EXAMPLES = `
Examples:
  $ npx achain state get fixtures/vectors/codec/snapshot-genesis/value.bin
  $ npx achain state get fixtures/vectors/codec/snapshot-genesis/value.bin account 0x0613ef78cb4f0c39c88e98e0d6a276aaa996f29f
  $ npx achain state prove fixtures/vectors/codec/snapshot-genesis/value.bin ledger > proof.json
  $ npx achain state verify proof.json --root 0x…

SNAPSHOT is the bytes of a snapshot, such as fixtures/vectors/states/*/state.bin. KEY is the parts of a record's key, in order: an address,
0x… bytes, or a number. Exit codes: 0 there, or the proof holds; 1 not there, or it does not; 2 bad input.`;

function declareState(program: Command, setExit: (code: number) => void): void {
  const state = program
    .command("state")
    .description("records of a state, and proofs that they are in it or are not")
    .addHelpText("after", STATE_EXAMPLES)
    .hook("preAction", hurry);
  state
    .command("get")
    .description("a record, the records whose keys begin so, or what is there")
    .argument("<snapshot>", "a snapshot's file, or - for stdin")
    .argument("[table]", "the table; left out: how many records each has")
    .argument("[key...]", "the parts of the key, or the first of them")
    .option(...JSON_FLAG)
    .addHelpText("after", STATE_EXAMPLES)
    .action(async (snapshot: string, table: string | undefined, key: string[], flags: { json?: boolean }) => {
      const { getCommand } = await import("./state.ts");
      setExit(getCommand(snapshot, table, key, flags));
    });
  state
    .command("prove")
    .description("the proof that a record is, or is not, under the state's root: a JSON document")
    .argument("<snapshot>", "a snapshot's file, or - for stdin")
    .argument("<table>", "the table")
    .argument("[key...]", "the parts of the key")
    .option(...JSON_FLAG)
    .addHelpText("after", STATE_EXAMPLES)
    .action(async (snapshot: string, table: string, key: string[]) => {
      const { proveCommand } = await import("./state.ts");
      setExit(proveCommand(snapshot, table, key));
    });
  state
    .command("verify")
    .description("whether a proof holds under a root that you trust")
    .argument("<proof>", "a document of `state prove`, or - for stdin")
    .requiredOption("--root <hash>", "the state root, 0x and 64 digits")
    .option(...JSON_FLAG)
    .addHelpText("after", STATE_EXAMPLES)
    .action(async (proof: string, flags: { root: string; json?: boolean }) => {
      const { verifyCommand } = await import("./state.ts");
      setExit(verifyCommand(proof, flags));
    });
}

/** Puts `achain codec`, `state`, `errors` and `rulings` among the commands. */
export function declareLooking(program: Command, setExit: (code: number) => void): void {
  declareCodec(program, setExit);
  declareState(program, setExit);
  program
    .command("errors")
    .description("what a refusal means, what to do, and who gives it")
    .argument("[code]", "its name or its number; left out: all")
    .option(...JSON_FLAG)
    .addHelpText("after", "\nExamples:\n  $ npx achain errors BALANCE_TOO_LOW\n  $ npx achain errors 120 --json")
    .action(async (code: string | undefined, flags: { json?: boolean }) => {
      const { errorsCommand } = await import("./errors.ts");
      setExit(errorsCommand(code, flags));
    });
  program
    .command("rulings")
    .description("what LP-0035 leaves open, and what the reference takes")
    .argument("[id]", "R01 and so on; left out: all")
    .option(...JSON_FLAG)
    .option("--run", "play the least play of every variant, and say how it ended")
    .addHelpText("after", "\nExamples:\n  $ npx achain rulings R19\n  $ npx achain rulings --run\n  $ npx achain rulings --json")
    .action(async (id: string | undefined, flags: { json?: boolean; run?: boolean }) => {
      const { rulingsCommand } = await import("./rulings.ts");
      if (flags.run === true) await hurry();
      setExit(rulingsCommand(id, flags));
    });
}
