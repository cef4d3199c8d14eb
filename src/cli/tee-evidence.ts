/** Evidence from files: a bundle, or a folder of what Intel's PCS gives. What is malformed in it is refused as evidence, with the verifier's code. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { certificatesOf, crlDer, type Evidence, ITEMS, type Item, type Parsed, parseRfc3339, type Refusal, signedText } from "../model/tee/index.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { inputError } from "./exit.ts";
import { readBytes, readInput, readStrictJson } from "./input.ts";

/** Evidence that cannot be made of files because a part of it is malformed. */
export class MalformedEvidence extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.explanation);
    this.refusal = refusal;
  }
}

/** Evidence, and the times that a bundle names. */
export interface Found {
  readonly evidence: Evidence;
  readonly times: { readonly now?: number | undefined; readonly from?: number | undefined; readonly to?: number | undefined } | undefined;
}

/** Flags that say where evidence is. */
export interface EvidenceFlags {
  readonly bundle?: string;
  readonly collateral?: string;
  readonly root?: string;
  readonly pckChain?: string;
}

function wellFormed<T>(parsed: Parsed<T>, item: Item, file: string): T {
  if (parsed.ok) return parsed.value;
  const { code, offset, reason } = parsed.flaw;
  throw new MalformedEvidence({ code, item, explanation: `${ITEMS[item]} (${file}), byte ${offset}: ${reason}` });
}

const certificatesIn = (file: string, item: Item): readonly Uint8Array[] => wellFormed(certificatesOf(readInput(file)), item, file);

function oneCertificate(file: string): Uint8Array {
  const found = certificatesIn(file, "root");
  if (found.length !== 1)
    throw inputError("FILE_REFUSED", file, `${found.length} certificates, the root alone wanted`, "give the root certificate, DER or PEM");
  return found[0]!;
}

/** A chain to the root: where a file has the signer alone, the root is put behind it. */
const chainIn = (file: string, item: "tcbSigner" | "qeSigner", root: Uint8Array): readonly Uint8Array[] => {
  const found = certificatesIn(file, item);
  return found.length === 1 ? [found[0]!, root] : found;
};

/** A CRL's DER. What is in no known form stays as it is, and is refused as a CRL. */
function crlIn(file: string): Uint8Array {
  const bytes = readInput(file);
  const der = crlDer(bytes);
  return der.ok ? der.value : bytes;
}

/** JSON and its signature: of an envelope both, else the text, and the signature from its own file. */
function signedIn(file: string, item: "tcbInfo" | "qeIdentity", signatureFile: string): readonly [text: Uint8Array, signature: Uint8Array] {
  const { text, signature } = wellFormed(signedText(readInput(file), item === "tcbInfo" ? "tcbInfo" : "enclaveIdentity"), item, file);
  return [text, signature ?? readBytes(signatureFile, { hex: true })];
}

type Row = { readonly [key: string]: unknown };

/** The bundle `NAME` of `FILE#NAME`. */
function bundleOf(word: string): { readonly row: Row; readonly file: string; readonly name: string } {
  const hash = word.lastIndexOf("#");
  if (hash <= 0) throw inputError("FLAG_REFUSED", `--bundle ${word}`, "a file and a name wanted", "--bundle bundles.json#NAME");
  const [file, name] = [word.slice(0, hash), word.slice(hash + 1)];
  const rows = readStrictJson(file);
  if (!Array.isArray(rows) || rows.some((row) => typeof (row as Row | null)?.["name"] !== "string"))
    throw inputError("BUNDLE_MALFORMED", file, "a list of objects with names wanted", "each bundle is an object with name, quote, tcbInfo, …");
  const row = (rows as Row[]).find((candidate) => candidate["name"] === name);
  const names = (rows as Row[]).map((candidate) => String(candidate["name"]));
  if (row === undefined) throw inputError("BUNDLE_UNKNOWN", word, `there is no bundle “${name}”`, suggest(name, names));
  return { row, file, name };
}

/** The evidence of a bundle: paths relative to its file; a CRL that is null is none. */
function fromBundle(word: string, quote: string | undefined, flags: EvidenceFlags): Found {
  const { row, file, name } = bundleOf(word);
  const optional = (key: string): string | undefined => {
    const value = row[key];
    if (value === null || value === undefined) return undefined;
    if (typeof value !== "string") throw inputError("BUNDLE_MALFORMED", `${file}: ${name}.${key}`, "a path wanted", "paths are relative to the file");
    return resolve(dirname(file), value);
  };
  const path = (key: string): string => {
    const found = optional(key);
    if (found === undefined)
      throw inputError("BUNDLE_MALFORMED", `${file}: ${name}.${key}`, "it is missing", "name the file, relative to the bundle's");
    return found;
  };
  const time = (key: string): number | undefined => {
    const value = row[key];
    if (value !== undefined && !Number.isSafeInteger(value))
      throw inputError("BUNDLE_MALFORMED", `${file}: ${name}.${key}`, "unix seconds wanted", "give a whole number");
    return value as number | undefined;
  };
  const root = oneCertificate(flags.root ?? path("rootCa"));
  const chainFile = /^embedded/.test(String(row["pckChain"] ?? "embedded")) ? undefined : path("pckChain");
  const crl = (key: string): Uint8Array => {
    const found = optional(key);
    return found === undefined ? new Uint8Array() : crlIn(found);
  };
  const [tcbInfo, tcbInfoSignature] = signedIn(path("tcbInfo"), "tcbInfo", path("tcbInfoSig"));
  const [qeIdentity, qeIdentitySignature] = signedIn(path("qeIdentity"), "qeIdentity", path("qeIdentitySig"));
  const collateral = {
    ...{ tcbInfo, tcbInfoSignature, tcbInfoChain: chainIn(path("tcbSigningCert"), "tcbSigner", root) },
    ...{ qeIdentity, qeIdentitySignature, qeIdentityChain: chainIn(path("qeSigningCert"), "qeSigner", root) },
    ...{ rootCrl: crl("rootCrl"), pckCrl: crl("pckCrl") },
  };
  return {
    evidence: { quote: readBytes(quote ?? path("quote")), collateral, root, ...givenChain(flags.pckChain ?? chainFile) },
    times: { now: time("now"), from: time("validFrom"), to: time("validTo") },
  };
}

function givenChain(file: string | undefined): Pick<Evidence, "pckChain"> {
  return file === undefined ? {} : { pckChain: certificatesIn(file, "pckLeaf") };
}

const EXTENSIONS = ["pem", "der", "crt", "cer", "crl", "hex", "txt"];

/** The evidence of a folder: see `achain tee verify --help`. */
function fromFolder(folder: string, quote: string, flags: EvidenceFlags): Found {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw inputError("FOLDER_NOT_FOUND", `--collateral ${folder}`, "there is no such folder", "name the folder with tcb-info.json and the rest");
  const names = readdirSync(folder);
  const optional = (stem: string): string | undefined => {
    const found = names.filter((name) => EXTENSIONS.some((extension) => name === `${stem}.${extension}`));
    if (found.length > 1) throw inputError("FILE_AMBIGUOUS", folder, `${found.join(" and ")} are one item`, "leave one of them");
    return found[0] && join(folder, found[0]);
  };
  const path = (stem: string): string => {
    const found = optional(stem);
    if (found === undefined)
      throw inputError("FILE_NOT_FOUND", join(folder, stem), `there is no ${stem}.pem, .der or .hex`, "achain tee verify --help has the names");
    return found;
  };
  const [rootFile, tcbChain, rootCrl, pckCrl] = [flags.root ?? path("root"), path("tcb-info-chain"), path("root-crl"), path("pck-crl")];
  const root = oneCertificate(rootFile);
  const [tcbInfo, tcbInfoSignature] = signedIn(join(folder, "tcb-info.json"), "tcbInfo", join(folder, "tcb-info.sig.hex"));
  const [qeIdentity, qeIdentitySignature] = signedIn(join(folder, "qe-identity.json"), "qeIdentity", join(folder, "qe-identity.sig.hex"));
  const collateral = {
    ...{ tcbInfo, tcbInfoSignature, tcbInfoChain: chainIn(tcbChain, "tcbSigner", root) },
    ...{ qeIdentity, qeIdentitySignature, qeIdentityChain: chainIn(optional("qe-identity-chain") ?? tcbChain, "qeSigner", root) },
    ...{ rootCrl: crlIn(rootCrl), pckCrl: crlIn(pckCrl) },
  };
  return { evidence: { quote: readBytes(quote), collateral, root, ...givenChain(flags.pckChain) }, times: undefined };
}

/** The evidence that the flags name. Bad input where files are missing; `MalformedEvidence` where a part of it is malformed. */
export function readEvidence(quote: string | undefined, flags: EvidenceFlags): Found {
  const { bundle, collateral } = flags;
  if ((bundle === undefined) === (collateral === undefined))
    throw inputError("FLAG_REFUSED", "--bundle, --collateral", "one of the two wanted", "--collateral DIR, or --bundle FILE#NAME");
  if (bundle !== undefined) return fromBundle(bundle, quote, flags);
  if (quote === undefined) throw inputError("FLAG_REFUSED", "QUOTE", "a quote wanted", "name its file; only a bundle names its own");
  return fromFolder(collateral!, quote, flags);
}

/** The time that `--at` names: unix seconds, RFC 3339, or a time of the bundle. */
export function timeOf(word: string, times: Found["times"]): number {
  const bad = (message: string): Error =>
    inputError("FLAG_REFUSED", `--at ${word}`, message, "unix seconds, YYYY-MM-DDTHH:MM:SSZ, or with --bundle now, from, to");
  if (word === "now" || word === "from" || word === "to") {
    const time = times?.[word];
    if (time === undefined) throw bad(times === undefined ? "only a bundle names times" : "the bundle does not name this time");
    return time;
  }
  const time = /^[0-9]+$/.test(word) ? Number(word) : parseRfc3339(word);
  if (time === undefined || !Number.isSafeInteger(time)) throw bad("this is no time");
  return time;
}
