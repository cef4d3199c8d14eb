/** Exit codes of every command (docs/cli.md). */
export const EXIT = { done: 0, failed: 1, badInput: 2, bug: 3, toolMissing: 4, interrupted: 130 } as const;

/** Something wrong with what the user gave: what, where, what to do. */
export interface InputProblem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** `file:line:column`, a flag, or a path. */
  readonly where: string;
}

/** Bad input: the command ends with exit code 2. */
export class InputError extends Error {
  readonly problems: readonly InputProblem[];
  constructor(problems: readonly InputProblem[]) {
    super(problems.map(({ message }) => message).join("; "));
    this.name = "InputError";
    this.problems = problems;
  }
}

/** Something that the command needs is not there: it ends with exit code 4. */
export class ToolMissingError extends Error {
  readonly problems: readonly InputProblem[];
  constructor(problems: readonly InputProblem[]) {
    super(problems.map(({ message }) => message).join("; "));
    this.name = "ToolMissingError";
    this.problems = problems;
  }
}

/** Bad input with one problem. */
export function inputError(code: string, where: string, message: string, remedy: string): InputError {
  return new InputError([{ code, where, message, remedy }]);
}

/** A problem as people read it. */
export function problemText({ where, message, code, remedy }: InputProblem): string {
  return `${where}: ${message} (${code})\n    ${remedy}`;
}
