/** `achain errors`: what a refusal means, what to do, and who gives it in which order. */
import { BLOCK_CHECKS } from "../conformance/block-checks.ts";
import { TRANSACTIONS } from "../model/chain/transactions.ts";
import { CODES, type Code, codeOfNumber } from "../model/errors/codes.ts";
import { WARP_CODES } from "../model/errors/warp-codes.ts";
import { TEE_CODES } from "../model/tee/codes.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { EXIT, inputError } from "./exit.ts";
import { printDocument } from "./input.ts";
import { paintFor } from "./print.ts";

/** One place where a code is given: the checks of a transaction, of a block or of a genesis, of which it is one. */
interface Given {
  /** The kind of transaction, `block`, or `genesis`. */
  readonly by: string;
  /** Its place among the checks, from 1. */
  readonly place: number;
  readonly of: number;
  /** All of them, in the order of precedence. */
  readonly order: readonly Code[];
}

const ORDERS: readonly (readonly [by: string, order: readonly Code[]])[] = [
  ["genesis", ["GENESIS_MALFORMED", "PARAMETER_REFUSED"]],
  ["block", BLOCK_CHECKS],
  ...Object.values(TRANSACTIONS).map(({ name, codes }) => [name, codes] as const),
];

const givenOf = (code: Code): readonly Given[] =>
  ORDERS.filter(([, order]) => order.includes(code)).map(([by, order]) => ({ by, place: order.indexOf(code) + 1, of: order.length, order }));

/** Codes that are not the chain's: of a verifier's verdict, by who gives it. They have no number. */
const VERDICTS: readonly (readonly [
  by: string,
  page: string,
  codes: { readonly [code: string]: { readonly meaning: string; readonly remedy: string } },
])[] = [
  ["achain tee verify", "docs/spec/tee.md", TEE_CODES],
  ["a consumer of Warp messages", "docs/spec/warp.md", WARP_CODES],
];

/** What a code of a verdict is; undefined where there is none of this name. */
function verdictCode(word: string) {
  for (const [by, page, codes] of VERDICTS) {
    const code = word.toUpperCase();
    if (Object.hasOwn(codes, code)) return { code, ...codes[code]!, by, page };
  }
  return undefined;
}

function codeOf(word: string): Code {
  const names = Object.keys(CODES) as Code[];
  const found = /^[0-9]+$/.test(word) ? codeOfNumber(Number(word)) : names.find((name) => name === word.toUpperCase());
  const all = [...names, ...VERDICTS.flatMap(([, , codes]) => Object.keys(codes))];
  if (found === undefined) throw inputError("CODE_UNKNOWN", word, `there is no code “${word}”`, suggest(word.toUpperCase(), all));
  return found;
}

function detail(code: Code): string {
  const { number, meaning, remedy } = CODES[code];
  const paint = paintFor(process.stdout);
  const given = givenOf(code).map(({ by, place, of, order }) => {
    const marked = order.map((other) => (other === code ? paint("bold", other) : other));
    return `  ${by}, check ${place} of ${of}: ${marked.join(", ")}`;
  });
  return [`${paint("bold", code)} (${number}): ${meaning}`, `  what to do: ${remedy}`, "given by, in this order of precedence:", ...given].join("\n");
}

/** `achain errors [CODE]`. */
export function errorsCommand(word: string | undefined, flags: { readonly json?: boolean }): number {
  const verdict = word === undefined ? undefined : verdictCode(word);
  if (verdict !== undefined) {
    const { code, meaning, remedy, by, page } = verdict;
    if (flags.json === true) printDocument("errors", { errors: [{ code, number: null, meaning, remedy, given: [{ by, page }] }] });
    else
      process.stdout.write(
        `${paintFor(process.stdout)("bold", code)}: ${meaning}\n  what to do: ${remedy}\ngiven by ${by}; the order of its checks: ${page}\n`,
      );
    return EXIT.done;
  }
  const codes = word === undefined ? (Object.keys(CODES) as Code[]) : [codeOf(word)];
  if (flags.json === true) printDocument("errors", { errors: codes.map((code) => ({ code, ...CODES[code], given: givenOf(code) })) });
  else if (word !== undefined) process.stdout.write(`${detail(codes[0]!)}\n`);
  else for (const code of codes) process.stdout.write(`${String(CODES[code].number).padStart(3)} ${code.padEnd(30)} ${CODES[code].meaning}\n`);
  return EXIT.done;
}
