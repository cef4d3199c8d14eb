import { type Cursor, close, contentsAre, open, type Span, TAG, take, takeBoolean, takeNumber, takeOctets } from "./der.ts";
import { fail } from "./flaw.ts";

/** Processors: without SGX memory integrity trees beyond EPC of old, with scalable memory, with that and integrity (PCK profile, 1.3.5). */
export const SGX_TYPES = ["standard", "scalable", "scalableWithIntegrity"] as const;

/**
 * What Intel says of a platform in its PCK certificate, extension 1.2.840.113741.1.13.1 (Intel SGX PCK Certificate and CRL Profile Specification,
 * 1.3.5). Spans are places in the certificate's DER.
 */
export interface SgxExtension {
  /** 16 bytes. */
  readonly ppid: Span;
  /** SVNs of TCB components 1 to 16. */
  readonly components: Uint8Array;
  readonly pceSvn: number;
  /** 16 bytes. */
  readonly cpuSvn: Span;
  /** 2 bytes. */
  readonly pceId: Span;
  /** 6 bytes. */
  readonly fmspc: Span;
  readonly sgxType: (typeof SGX_TYPES)[number];
  /** 16 bytes; platforms of several packages only. */
  readonly platformInstanceId: Span | undefined;
  readonly configuration: { dynamicPlatform?: boolean; cachedKeys?: boolean; smtEnabled?: boolean } | undefined;
}

/** 1.2.840.113741.1.13.1. */
export const SGX_OID: Uint8Array = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01);

/** The last arc of the next object identifier, which must be that of the parent and one arc of one byte. */
function arcOf(cursor: Cursor, parent: readonly number[]): number {
  const at = cursor.at;
  const { start, end } = take(cursor, TAG.oid, "an object identifier of the SGX extension");
  const isOfParent =
    end - start === SGX_OID.length + parent.length + 1 &&
    contentsAre(cursor.bytes, { start, end: start + SGX_OID.length }, SGX_OID) &&
    parent.every((arc, index) => cursor.bytes[start + SGX_OID.length + index] === arc);
  const arc = cursor.bytes[end - 1]!;
  if (!isOfParent || arc === 0 || arc > 127) fail("CERT_SGX_EXTENSION", at, "an object identifier that the profile does not know");
  return arc;
}

/** Pairs of an object identifier and a value, in any order, each at most once; says which arcs there were, as bits. */
function pairs(list: Cursor, parent: readonly number[], read: (arc: number, value: Cursor) => void): number {
  let seen = 0;
  while (list.at < list.end) {
    const at = list.at;
    const pair = open(list, TAG.sequence, "a pair of the SGX extension");
    const arc = arcOf(pair, parent);
    if (arc > 18 || (seen & (1 << arc)) !== 0) fail("CERT_SGX_EXTENSION", at, arc > 18 ? `arc ${arc} is unknown` : `arc ${arc} stands twice`);
    seen |= 1 << arc;
    read(arc, pair);
    close(pair, "a pair of the SGX extension");
  }
  return seen;
}

const bitsFrom = (first: number, last: number): number => ((1 << (last + 1)) - 1) & ~((1 << first) - 1);

function readTcb(list: Cursor, at: number): Pick<SgxExtension, "components" | "pceSvn" | "cpuSvn"> {
  const components = new Uint8Array(16);
  let pceSvn = 0;
  let cpuSvn: Span = { start: 0, end: 0 };
  const seen = pairs(list, [2], (arc, value) => {
    if (arc <= 16) components[arc - 1] = takeNumber(value, `TCB component ${arc}`, 255);
    else if (arc === 17) pceSvn = takeNumber(value, "PCESVN", 0xffff);
    else cpuSvn = takeOctets(value, "CPUSVN", 16);
  });
  if (seen !== bitsFrom(1, 18)) fail("CERT_SGX_EXTENSION", at, "the TCB lacks a component, PCESVN or CPUSVN");
  return { components, pceSvn, cpuSvn };
}

function readConfiguration(list: Cursor): SgxExtension["configuration"] {
  const configuration: SgxExtension["configuration"] = {};
  pairs(list, [7], (arc, value) => {
    const flag = takeBoolean(value, "a flag of the configuration");
    if (arc === 1) configuration.dynamicPlatform = flag;
    else if (arc === 2) configuration.cachedKeys = flag;
    else if (arc === 3) configuration.smtEnabled = flag;
    else fail("CERT_SGX_EXTENSION", value.at, `flag ${arc} of the configuration is unknown`);
  });
  return configuration;
}

/** Reads the extension's value. Fails with `CERT_SGX_EXTENSION` where a field is missing, twice there or unknown, and with `DER_…`. */
export function readSgxExtension(bytes: Uint8Array, { start, end }: Span): SgxExtension {
  const outer: Cursor = { bytes, at: start, end };
  const list = open(outer, TAG.sequence, "the SGX extension");
  close(outer, "the SGX extension");
  const spans: (Span | undefined)[] = [];
  let tcb: ReturnType<typeof readTcb> | undefined;
  let type = 0;
  let configuration: SgxExtension["configuration"];
  const seen = pairs(list, [], (arc, value) => {
    if (arc === 1) spans[1] = takeOctets(value, "PPID", 16);
    else if (arc === 2) tcb = readTcb(open(value, TAG.sequence, "the TCB"), value.at);
    else if (arc === 3) spans[3] = takeOctets(value, "PCE id", 2);
    else if (arc === 4) spans[4] = takeOctets(value, "FMSPC", 6);
    else if (arc === 5) type = takeNumber(value, "the SGX type", SGX_TYPES.length - 1, TAG.enumerated);
    else if (arc === 6) spans[6] = takeOctets(value, "the platform instance id", 16);
    else if (arc === 7) configuration = readConfiguration(open(value, TAG.sequence, "the configuration"));
    else fail("CERT_SGX_EXTENSION", value.at, `field ${arc} is unknown`);
  });
  if ((seen & bitsFrom(1, 5)) !== bitsFrom(1, 5) || tcb === undefined)
    fail("CERT_SGX_EXTENSION", start, "PPID, TCB, PCE id, FMSPC or SGX type is missing");
  const [, ppid, , pceId, fmspc, , platformInstanceId] = spans;
  return { ppid: ppid!, ...tcb, pceId: pceId!, fmspc: fmspc!, sgxType: SGX_TYPES[type]!, platformInstanceId, configuration };
}
