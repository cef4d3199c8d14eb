import { html, type Markup } from "./markup.ts";

/** Why stake was taken, in a clause that follows its owner's name. */
const CAUSES: { readonly [cause: string]: string } = {
  fault: "a majority of the open seats found its output at FAULT",
  "no-reveal": "nobody revealed the output that it attested to",
  withheld: "drawn as a seat, it committed to an output and did not open it",
  absent: "drawn as a seat, it did not commit in time",
  "seat-fault": "as a seat, its output was at FAULT with most of the last panel",
  equivocation: "it signed two bodies for one request",
  evidence: "its TEE evidence was shown bad after it was accepted (R48)",
};

/** The reason for a slash, in words where this version knows the cause. */
export function causeInWords(cause: string): string {
  return Object.hasOwn(CAUSES, cause) ? CAUSES[cause]! : cause;
}

/** How a case came out, in words. */
const OUTCOMES: { readonly [outcome: string]: string } = {
  fault: "at least one member at fault",
  clean: "every member clean",
  band: "differences within the band, nobody at fault",
  void: "nobody judged",
  open: "not over when the run ended",
};

/** The meaning of an outcome. */
export function outcomeInWords(outcome: string): string {
  return Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome]! : outcome;
}

/** Colour group of an outcome, a verdict, a comparison or an ending; `plain` where it has none. */
const TONES: { readonly [word: string]: string } = {
  fault: "bad",
  faulty: "bad",
  "no-reveal": "bad",
  withheld: "bad",
  absent: "bad",
  equivocation: "bad",
  "seat-fault": "bad",
  tainted: "warn",
  split: "warn",
  open: "warn",
  clean: "good",
  agree: "good",
  cleared: "good",
  unchallenged: "good",
  band: "mid",
};

/** A word of the protocol as a badge: colour helps, the word says it. */
export function badge(word: string, tone?: string): Markup {
  return html`<span class="badge ${tone ?? (Object.hasOwn(TONES, word) ? TONES[word]! : "plain")}">${word}</span>`;
}

/** Whether something held, with a sign and a word. Nothing is said of what was not judged. */
export function heldBadge(held: boolean | null): Markup {
  if (held === null) return html`<span class="badge warn">– not judged</span>`;
  return held ? html`<span class="badge good">✓ held</span>` : html`<span class="badge bad">✗ failed</span>`;
}

/** A hash or an address. */
export function hash(text: string): Markup {
  return html`<code class="hash">${text}</code>`;
}
