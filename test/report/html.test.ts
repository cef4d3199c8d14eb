import { describe, expect, it } from "vitest";
import { PHASES, SLASH_CAUSES } from "../../src/model/events/events.ts";
import { type ReportInput, renderReport } from "../../src/report/html.ts";
import { causeInWords } from "../../src/report/words.ts";
import type { RunRecord, RunReport } from "../../src/sim/run/record.ts";
import { sampleInput } from "./sample.ts";

const input = sampleInput();
const page = renderReport(input);
const [liar, reopened, griefing] = input.details;

/** A report of one run alone. */
const alone = (report: RunReport): ReportInput => ({ ...input, runs: [report.record], details: [report] });

/** A run with a part of its record changed. */
const changed = (report: RunReport, record: Partial<RunRecord>): RunReport => ({ ...report, record: { ...report.record, ...record } });

/** The text between two marks of the page. */
const between = (text: string, from: string, to: string): string => text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from)));

/** A part of the only run of a report. */
const part = (text: string, name: string): string => between(text, `<section id="run-1-${name}">`, "</section>");

describe("the document", () => {
  it("is the same bytes for the same input", () => {
    expect(renderReport(sampleInput())).toBe(page);
    expect(renderReport(structuredClone(input))).toBe(page);
  });

  it("refers to nothing outside itself but namespaces, and runs nothing", () => {
    const addresses = page.match(/https?:[^"'\s)<]*/g) ?? [];
    expect([...new Set(addresses)]).toEqual(["http://www.w3.org/2000/svg"]);
    expect(page.match(/<script|<link|<img|<iframe|@import|url\(|src=|\son\w+=/i)).toBeNull();
  });

  it("closes what it opens, and gives every id once", () => {
    const open: string[] = [];
    for (const [, end, name, alone] of page.matchAll(/<(\/?)([a-z0-9]+)(?:"[^"]*"|[^">])*?(\/?)>/gi)) {
      if (alone === "/" || ["meta", "br"].includes(name!)) continue;
      if (end === "/") expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("links only to what is there", () => {
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/ href="#([^"]*)"/g)) expect(ids).toContain(target);
    expect(page.match(/ href="[^#]/)).toBeNull();
  });

  it("holds every part of every run told in full", () => {
    const parts = ["slashes", "cases", "money", "supply", "agents", "expectations", "laws", "rulings", "transactions", "replay"];
    for (const run of [1, 2, 3]) for (const name of parts) expect(page).toContain(`<section id="run-${run}-${name}">`);
  });

  it("can be made of nothing", () => {
    const empty = renderReport({ title: "", version: "", environment: "", runs: [], details: [], rulings: [] });
    expect(empty).toContain("No run.");
  });
});

describe("what comes from data", () => {
  const evil = `<script>alert("x")</script>'&`;
  const escaped = "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;";

  it("is escaped wherever it goes", () => {
    const cases = griefing!.cases.map((story) => ({
      ...story,
      challenger: evil,
      members: story.members.map((member) => ({ ...member, provider: evil, verdict: evil, ending: evil })),
      seats: story.seats.map((seat) => ({ ...seat, provider: evil, status: evil, comparisons: [evil, evil] })),
      phases: story.phases.map((span) => ({ ...span, phase: evil })),
      steps: [{ height: 1, text: evil }],
      payouts: [{ to: evil, amount: evil.length.toString() }],
    }));
    const texts = { file: evil, scenario: evil, preset: evil, unsafe: [evil], crypto: evil, tee: evil, replay: evil, rulings: { [evil]: evil } };
    const record: RunRecord = {
      ...griefing!.record,
      ...texts,
      time: evil,
      measures: { [evil]: { [evil]: evil } },
      transactions: { applied: 1, refused: { [evil]: 1 }, dropped: { [evil]: 1 } },
      slashes: griefing!.record.slashes.map((slash) => ({ ...slash, provider: evil, cause: evil, case: evil })),
      agents: griefing!.record.agents.map((agent) => ({ ...agent, id: evil, behaviour: evil })),
      expectations: [{ path: evil, op: "eq", value: { evil }, got: evil, held: false, because: evil, line: 1 }],
      laws: [{ name: evil, checked: 1, breached: [{ height: "1", detail: evil }] }],
    };
    const series = griefing!.series.map((one) => ({ ...one, id: evil, behaviour: evil }));
    const report = { record, about: evil, laws: [{ name: evil, sentence: evil }], cases, series };
    const text = renderReport({
      title: evil,
      version: evil,
      environment: evil,
      runs: [record],
      details: [report],
      rulings: [{ id: "R1", question: evil, default: evil }],
    });
    expect(text.match(/.{20}<script/)).toBeNull();
    expect(text.match(/="[^"]*alert\("x/)).toBeNull();
    expect(text.match(/<title>.*<\/title>/)?.[0]).toBe(`<title>${escaped}</title>`);
  });

  it("cannot pose as markup, nor as what HTML does not allow", () => {
    const run = changed(liar!, { scenario: "a\u0000b\ud800c", measures: { fake: { markup: "<b>x</b>" } } });
    const text = renderReport(alone(run));
    expect(text).toContain("a\ufffdb\ufffdc");
    expect(text).not.toContain("<b>");
  });
});

describe("the verdict", () => {
  it("is a sentence over all runs", () => {
    expect(page).toContain("The law supply was breached in 1 of 5 runs, and 2 of 13 expectations failed in 1 of 5 runs.");
    expect(renderReport({ ...input, runs: input.runs.slice(0, 4), details: input.details.slice(0, 2) })).toContain(
      "All 5 laws held in all 4 runs, and all 10 expectations held.",
    );
    expect(renderReport(alone(liar!))).toContain("All 5 laws and all 3 expectations held.");
  });

  it("does not call a run that was stopped held", () => {
    const expectations = liar!.record.expectations.map((row) => ({ ...row, got: undefined, held: null }));
    const text = renderReport(alone(changed(liar!, { partial: true, expectations })));
    expect(text).toContain("All 5 laws held, and no expectation was judged. The run stopped before its end.");
    expect(text).toContain("Stopped early.");
    expect(between(text, '<section id="runs">', "</section>")).not.toContain("✓ held");
  });

  it("puts failed runs first, and links to those told in full", () => {
    const rows = between(page, '<section id="runs">', "</section>").split("<tr");
    expect(rows[2]).toContain("✗ failed");
    expect(rows[2]).toContain('<a href="#run-3">griefing</a>');
    expect(rows.slice(3).every((row) => row.includes("✓ held"))).toBe(true);
  });
});

describe("what the protocol can say", () => {
  it.each(SLASH_CAUSES)("%s is a cause in words", (cause) => {
    expect(causeInWords(cause)).not.toBe(cause);
  });

  it.each(PHASES.filter((phase) => phase !== "settled" && phase !== "void"))("%s is a phase with a colour of its own", (phase) => {
    expect(page).toContain(`.phase-${phase} { fill: var(--phase-${phase}); }`);
    expect(page.match(new RegExp(`--phase-${phase}: #[0-9a-f]{6};`, "g"))).toHaveLength(2);
  });
});

describe("what went wrong", () => {
  const text = renderReport(alone(griefing!));

  it("stands at the head of its run", () => {
    const head = between(text, '<article class="run"', '<dl class="facts">');
    expect(head).toMatch(/The law <code>supply<\/code> was <strong class="bad-text">breached<\/strong> at height 4,711/);
    expect(head).toContain("100000 nLUX are missing");
    expect(head).toMatch(/<code>agents\[id=honest-1\]\.profit<\/code> ≥ .*10 LUX.*but got .*7\.15 LUX/);
  });

  it("stands in the tables of laws and expectations, first", () => {
    expect(part(text, "laws").split("<tr")[2]).toContain("✗ breached ×1");
    expect(part(text, "expectations").split("<tr")[2]).toContain("✗ failed");
  });

  it("shows money as money, also where it is summed up", () => {
    const rows = part(text, "expectations");
    expect(rows).toMatch(/profit\.sum<\/code>.*≤ <span class="money zero" title="0 nLUX">0 LUX.*-149\.04 LUX/);
    expect(rows).toMatch(/cases\.clean<\/code>.*≥ 3.*>1</);
  });

  it("stands under supply where money is missing", () => {
    expect(part(text, "supply")).toContain("✗ failed");
    expect(part(text, "supply")).toContain('title="-100000 nLUX">-0.0001 LUX');
    expect(part(renderReport(alone(liar!)), "supply")).toContain("✓ held");
  });
});

describe("a run in full", () => {
  it("warns of what is waived and assumed", () => {
    expect(renderReport(alone(liar!))).not.toContain('class="warning"');
    const text = renderReport(alone(reopened!));
    expect(text).toContain("Unsafe on purpose.");
    expect(text).toContain("TEE assumed.");
    expect(text).toContain("<code>tee-assumed</code>");
  });

  it("says who was slashed, by how much and why", () => {
    const slashes = part(renderReport(alone(reopened!)), "slashes");
    expect(slashes).toContain('2 providers lost <strong><span class="money" title="151000000000 nLUX">151 LUX');
    expect(slashes).toContain("nobody revealed the output that it attested to");
    expect(slashes).toContain("drawn as a seat, it did not commit in time");
    expect(part(renderReport(alone(changed(liar!, { slashes: [] }))), "slashes")).toContain("Nobody was slashed.");
  });

  it("tells a case: phases, marks, members, seats, payouts, steps", () => {
    const cases = part(renderReport(alone(liar!)), "cases");
    expect(cases).toContain('<tspan class="lane-name">commit</tspan><tspan class="lane-rest"> 57–97, 41 blocks</tspan>');
    expect(cases).toContain("<title>drawn at 56</title>");
    expect(cases).toContain("<title>committed at 97</title>");
    expect(cases).toContain("<title>tally</title>");
    expect(cases).toContain("24.825 LUX");
    expect(cases).toContain('title="114400000000 nLUX">114.4 LUX');
    expect(cases).toContain("liar-1&#39;s output is revealed by watcher-1");
  });

  it("shows rulings that were changed before the others", () => {
    const rulings = part(renderReport(alone(griefing!)), "rulings");
    expect(rulings.indexOf("no-penalty")).toBeLessThan(rulings.indexOf("<details"));
    expect(rulings).toContain("51 rulings at the default");
    expect(part(renderReport(alone(liar!)), "rulings")).toContain("Every ruling is at its default.");
  });

  it("sums up transactions by code, with what the code means", () => {
    const transactions = part(renderReport(alone(griefing!)), "transactions");
    expect(transactions).toContain("18,204 transactions applied, 1,248 refused, 13 dropped.");
    expect(transactions.indexOf("BALANCE_TOO_LOW")).toBeLessThan(transactions.indexOf("WINDOW_CLOSED"));
    expect(transactions).toContain("SOME_NEW_CODE");
  });

  it("stays small where series and cases are many", () => {
    const points = Array.from({ length: 10_000 }, (_, height) => ({
      height,
      stake: BigInt(height % 97) * 10n ** 9n,
      profit: BigInt(height % 89) * 10n ** 9n,
    }));
    const series = Array.from({ length: 20 }, (_, index) => ({ id: `a-${index}`, behaviour: "busy", points }));
    const cases = Array.from({ length: 1_000 }, (_, id) => ({ ...liar!.cases[0]!, id }));
    const text = renderReport(alone({ ...liar!, series, cases }));
    expect(text.length).toBeLessThan(2_500_000);
    expect(text).toContain("40 cases of 1,000 told in full");
  });
});
