/** Verdicts and inspections as people read them. */
import { formatRfc3339, type Inspection, ITEMS, TEE_CODES, type Verdict } from "../model/tee/index.ts";
import type { Paint } from "./print.ts";

const list = (words: readonly string[]): string => (words.length === 0 ? "none" : words.join(", "));

function intelLine({ intel }: Verdict): string {
  if (intel === null) return "Intel's rules: not reached; signatures, chains, CRLs and times come first";
  const { tcbStatus, platformStatus, moduleStatus, qeStatus, advisoryIDs, tcbDate, evaluationNumber } = intel;
  const parts = [`platform ${platformStatus ?? "–"}`, ...(moduleStatus === null ? [] : [`TDX module ${moduleStatus}`]), `QE ${qeStatus ?? "–"}`];
  const said = `${parts.join(", ")}; level of ${tcbDate ?? "–"}; evaluation number ${evaluationNumber}`;
  return `Intel's rules: ${tcbStatus ?? "–"} (${said}); advisories: ${list(advisoryIDs)}`;
}

function policyLine({ policy, intel }: Verdict): string {
  if (policy.codes.length > 0) return `policy: ${policy.codes.join(", ")}`;
  return policy.accepted ? "policy: accepts" : `policy: not reached${intel === null ? "" : "; Intel's rules refuse first"}`;
}

function shortLines({ short, intel }: Verdict): readonly string[] {
  if (short.length === 0) return [];
  const said = short.map(({ component, have, need, status }) => `${component}: has ${have}, ${status} needs ${need}`);
  return [`short: ${said.join("; ")}${intel !== null && intel.advisoryIDs.length > 0 ? `; advisories ${list(intel.advisoryIDs)}` : ""}`];
}

function windowLine({ window }: Verdict): readonly string[] {
  if (window === null) return [];
  const { from, to, fromItem, toItem } = window;
  return [`holds from ${formatRfc3339(from)} (${ITEMS[fromItem]}); next expiry ${formatRfc3339(to)} of ${ITEMS[toItem]}`];
}

function claimLines({ claims }: Verdict): readonly string[] {
  if (claims === null) return [];
  const platform = claims.fmspc === undefined ? "" : `, FMSPC ${claims.fmspc}, PPID ${claims.ppid}`;
  const head = `${claims.tee.toUpperCase()} quote, version ${claims.version}${claims.debug ? ", DEBUG" : ""}${platform}`;
  if (claims.tee === "sgx")
    return [
      head,
      `MRENCLAVE ${claims.mrenclave}`,
      `MRSIGNER ${claims.mrsigner}, product ${claims.productId}, SVN ${claims.isvSvn}`,
      `report data ${claims.reportData}`,
    ];
  return [head, `MRTD ${claims.mrtd}`, ...claims.rtmrs.map((rtmr, index) => `RTMR${index} ${rtmr}`), `report data ${claims.reportData}`];
}

/** A verdict: whether, why, what is short, until when, and what the quote says. */
export function verdictText(verdict: Verdict, paint: Paint): string {
  const { accepted, code, item, explanation } = verdict;
  const head = accepted ? paint("green", "ACCEPTED") : `${paint("red", "REFUSED")} ${code}${item === null ? "" : ` (${ITEMS[item]})`}`;
  const remedy = code === null ? [] : [`${TEE_CODES[code].meaning}`, `what to do: ${TEE_CODES[code].remedy}`];
  const facts = [...shortLines(verdict), intelLine(verdict), policyLine(verdict), ...windowLine(verdict)];
  const said = claimLines(verdict).map((line) => paint("dim", line));
  return `${[head, ...[explanation, ...remedy, ...facts, ...said].map((line) => `  ${line}`)].join("\n")}\n`;
}

/** A quote field by field: offset, length, name, value. */
export function inspectionText({ fields, flaw, certificates, certificatesFlaw }: Inspection, paint: Paint): string {
  const width = Math.max(0, ...fields.map(({ name }) => name.length));
  const value = (text: string | number): string =>
    typeof text === "string" && text.length > 140 ? `${text.slice(0, 130)}… (${text.length / 2 - 1} bytes)` : String(text);
  const lines = fields.map(
    ({ offset, length, name, value: said }) => `${String(offset).padStart(6)} ${String(length).padStart(5)}  ${name.padEnd(width)}  ${value(said)}`,
  );
  const carried = certificates.map(({ subject, serial, notBefore, notAfter, platform }) => {
    const said = platform === null ? "" : `, FMSPC ${platform.fmspc}, PCESVN ${platform.pceSvn}`;
    return `certificate: ${subject}, serial ${serial}, ${notBefore} to ${notAfter}${said}`;
  });
  const flaws = [flaw, certificatesFlaw].flatMap((found) =>
    found === null ? [] : [paint("red", `${found.code}, byte ${found.offset}: ${found.reason}`)],
  );
  return `${[`${"offset".padStart(6)} ${"bytes".padStart(5)}  ${"field".padEnd(width)}  value`, ...lines, ...carried, ...flaws].join("\n")}\n`;
}
