/** Marks text that is HTML already. A symbol: no JSON can hold one, so no data can pose as markup. */
const MARKUP = Symbol("markup");

/** A piece of HTML. Only `html` and `rawMarkup` make one. */
export interface Markup {
  readonly [MARKUP]: string;
}

/** What can stand in a template: markup as it is, anything else as escaped text; nothing for `undefined` and `false`. */
export type Child = Markup | string | number | bigint | undefined | false | readonly Child[];

const ENTITIES: { readonly [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Code points that HTML does not allow: controls other than tab and newline, and lone surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_HTML = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Surrogate}/gu;

/** Text without what HTML does not allow, for a library that escapes the rest itself. */
export function plainText(text: string): string {
  return text.replace(NOT_HTML, "\ufffd");
}

/** Text as it may stand between tags and within quoted attributes. */
export function escapeText(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const isMarkup = (child: object): child is Markup => MARKUP in child;

function render(child: Child): string {
  if (child === undefined || child === false) return "";
  if (typeof child !== "object") return escapeText(String(child));
  return isMarkup(child) ? child[MARKUP] : child.map(render).join("");
}

/** A template whose values are escaped, so that forgetting to is not possible. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Markup {
  const text = parts.map((part, index) => (index === 0 ? part : render(children[index - 1]) + part)).join("");
  return { [MARKUP]: text };
}

/** Text that is HTML and comes from no data: a style sheet, a chart. */
export function rawMarkup(text: string): Markup {
  return { [MARKUP]: text };
}

/** The text of a piece of HTML. */
export function markupText(markup: Markup): string {
  return markup[MARKUP];
}

/** Prose in which `backticks` set code. */
export function prose(text: string): Markup {
  const pieces = text.split(/`([^`\n]+)`/);
  return html`${pieces.map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : piece))}`;
}

/** Prose whose paragraphs are parted by empty lines. */
export function paragraphs(text: string): Markup {
  const blocks = text.split(/\n\s*\n/).map((block) => block.trim());
  return html`${blocks.filter((block) => block !== "").map((block) => html`<p>${prose(block.replace(/\s+/g, " "))}</p>`)}`;
}
