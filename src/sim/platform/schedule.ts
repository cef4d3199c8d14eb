import type { Hex } from "../../model/encoding/hex.ts";
import type { LevelStatus } from "../../model/tee/evidence.ts";

/** The two kinds of trusted execution environment. */
export type Tee = "sgx" | "tdx";

/** Intel's two authorities for platforms: of servers with several packages, and of single ones. */
export type Authority = "platform" | "processor";

/** A better version of something, and what is said from then on of those before it. Times are seconds since 1970. */
export interface Recovery {
  /** When the version is there to be installed: the `tcbDate` of its level. */
  readonly at: number;
  /** When collateral that says so appears, with a higher evaluation number. */
  readonly publishedAt: number;
  /** What all that is older is from then on, where it is not worse already. */
  readonly older: LevelStatus;
  readonly advisories: readonly string[];
}

/** Machines with one FMSPC: one model of processor, as far as collateral tells. */
export interface Family {
  readonly name: string;
  /** 6 bytes, in lower case; unlike every other family's. */
  readonly fmspc: Hex;
  readonly authority: Authority;
  /** New firmware, in the order of `at`. Each raises SGX components 1 and 2 and TDX component 2 by one. */
  readonly recoveries: readonly Recovery[];
}

/** A machine. Where it is patched it installs what is there: firmware, and quoting enclaves; its keys are others then, and so is its certificate. */
export interface Machine {
  readonly name: string;
  /** The name of its family. */
  readonly family: string;
  readonly patchesAt: readonly number[];
}

/** A build of an enclave or trust domain, and how it is launched. */
export interface Enclave {
  readonly name: string;
  readonly tee: Tee;
  /** What is measured: two of one build have the same measurements, whether they are launched for debugging or not. */
  readonly build: string;
  /** Whether the attribute DEBUG is set: who runs the machine reads its memory. */
  readonly debug: boolean;
}

/** A certificate that is no longer to be believed. */
export interface Revocation {
  /** The name of a machine, all of whose certificates until the publication are meant, or one of the authorities. */
  readonly of: string;
  /** The date that the list says. */
  readonly at: number;
  /** When the list with it appears. */
  readonly publishedAt: number;
}

/** Intel, and all machines that it knows, over time. The same schedule gives the same bytes. */
export interface IntelSchedule {
  /** What keys, identifiers and measurements are derived from. */
  readonly seed: string;
  /** When it begins: the first collateral, the date of the first levels. */
  readonly origin: number;
  /** Seconds between two issues of TCB Info and QE Identity, and between two revocation lists; at most 30 days, for which each holds. */
  readonly issueEvery: number;
  readonly crlEvery: number;
  readonly families: readonly Family[];
  readonly machines: readonly Machine[];
  readonly enclaves: readonly Enclave[];
  /** Better quoting enclaves, in the order of `at`. Their levels know UpToDate, OutOfDate and Revoked. */
  readonly qe: Readonly<Record<Tee, readonly Recovery[]>>;
  readonly revocations: readonly Revocation[];
}

/** A day in seconds. */
export const DAY = 86_400;

/** How long TCB Info, QE Identity and revocation lists hold: seconds. */
export const ITEM_LIFE = 30 * DAY;

const AUTHORITY_NAMES: readonly string[] = ["platform", "processor"];
const QE_STATUSES: readonly LevelStatus[] = ["OutOfDate", "Revoked"];

const isTime = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function twice(what: string, names: readonly string[]): string | undefined {
  const second = names.find((name, index) => names.indexOf(name) !== index);
  return second === undefined ? undefined : `${what}: “${second}” stands twice`;
}

function recoveriesFlaw(where: string, recoveries: readonly Recovery[], origin: number): string | undefined {
  for (const [index, { at, publishedAt, older }] of recoveries.entries()) {
    const place = `${where}[${index}]`;
    if (!isTime(at) || at <= origin) return `${place}.at: ${at}, whole seconds after the origin (${origin}) wanted`;
    if (index > 0 && at <= recoveries[index - 1]!.at)
      return `${place}.at: ${at} is not after the recovery before it; put them in the order of their dates`;
    if (!isTime(publishedAt) || publishedAt < at) return `${place}.publishedAt: ${publishedAt}, not before its date (${at}) wanted`;
    if (index > 0 && publishedAt < recoveries[index - 1]!.publishedAt) return `${place}.publishedAt: ${publishedAt} is before the recovery before it`;
    if (older === "UpToDate") return `${place}.older: what is older is no longer UpToDate`;
  }
  return undefined;
}

const period = (name: string, seconds: number): string | undefined =>
  isTime(seconds) && seconds > 0 && seconds <= ITEM_LIFE
    ? undefined
    : `${name}: ${seconds}, 1 to ${ITEM_LIFE} seconds wanted, or there are gaps between items`;

/** What is wrong with a schedule, where, and what is wanted; undefined where it can be played. */
export function scheduleFlaw({ origin, issueEvery, crlEvery, families, machines, enclaves, qe, revocations }: IntelSchedule): string | undefined {
  if (!isTime(origin)) return `origin: ${origin}, whole seconds since 1970 wanted`;
  const families_ = families.map(({ name }) => name);
  const known = [...machines.map(({ name }) => name), ...AUTHORITY_NAMES];
  const flaws = [
    period("issueEvery", issueEvery),
    period("crlEvery", crlEvery),
    twice("families", families_),
    twice(
      "families, by FMSPC",
      families.map(({ fmspc }) => fmspc),
    ),
    twice("machines", known),
    twice(
      "enclaves",
      enclaves.map(({ name }) => name),
    ),
    ...families.map(({ name, fmspc }) =>
      /^0x[0-9a-f]{12}$/.test(fmspc) ? undefined : `families “${name}”.fmspc: “${fmspc}”, 0x and 12 hexadecimal digits in lower case wanted`,
    ),
    ...families.map(({ name, recoveries }) => recoveriesFlaw(`families “${name}”.recoveries`, recoveries, origin)),
    ...(["sgx", "tdx"] as const).map((tee) => recoveriesFlaw(`qe.${tee}`, qe[tee], origin)),
    ...(["sgx", "tdx"] as const).map((tee) =>
      qe[tee].every(({ older }) => QE_STATUSES.includes(older)) ? undefined : `qe.${tee}: quoting enclaves are OutOfDate or Revoked, nothing else`,
    ),
    ...machines.map(({ name, family }) => (families_.includes(family) ? undefined : `machines “${name}”.family: there is no family “${family}”`)),
    ...machines.map(({ name, patchesAt }) =>
      patchesAt.every((at, index) => isTime(at) && at > (patchesAt[index - 1] ?? origin))
        ? undefined
        : `machines “${name}”.patchesAt: whole seconds after the origin, rising, wanted`,
    ),
    ...revocations.map(({ of, at, publishedAt }, index) => {
      if (!known.includes(of)) return `revocations[${index}].of: there is no machine or authority “${of}”`;
      return isTime(at) && isTime(publishedAt) && at <= publishedAt ? undefined : `revocations[${index}]: the date is after the publication`;
    }),
  ];
  return flaws.find((flaw) => flaw !== undefined);
}
