import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Markup, rawMarkup } from "./markup.ts";
import { decimals } from "./numbers.ts";

const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif";

/** Coordinates to a tenth of a pixel; text is left alone. */
function shorten(svg: string): string {
  const tenth = (number: string): string => decimals(Number(number), 1);
  return svg.replace(/ (?:d|transform|[xy][12]?)="[^"]*"/g, (attribute) => attribute.replace(/\d+\.\d{2,}/g, tenth));
}

/** Runs Plot over a document of its own, with nothing taken from the surroundings; gives an inline SVG in the colours of the page. */
export function drawing(label: string, options: Plot.PlotOptions): Markup {
  const { document } = parseHTML("<!doctype html><html></html>");
  const svg = Plot.plot({
    document: document as never,
    style: { font: FONT, background: "none", color: "var(--ink-2)" } as never,
    ...options,
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.querySelector("style")?.remove();
  return rawMarkup(shorten(svg.outerHTML));
}
