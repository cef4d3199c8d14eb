import { criticalExtension, type Extension, extension } from "./certificates.ts";
import { boolean, type Der, enumerated, integer, octetString, oid, sequence } from "./der-writer.ts";

/** Where Intel's identifiers of what a PCK certificate says of its platform begin. */
export const SGX_EXTENSION = "1.2.840.113741.1.13.1";

/** The machine that a PCK certificate describes (Intel SGX PCK Certificate and CRL Profile Specification, 1.3.5). */
export interface Machine {
  /** 16 bytes. */
  readonly ppid: Uint8Array;
  /** 6 bytes. */
  readonly fmspc: Uint8Array;
  /** 2 bytes, as they stand in certificates and in TCB Info. */
  readonly pceId: Uint8Array;
  /** 16 numbers, each 0 to 255. */
  readonly components: readonly number[];
  readonly pceSvn: number;
  /** 16 bytes. */
  readonly cpuSvn: Uint8Array;
  /** 0 standard, 1 scalable, 2 scalable with integrity. */
  readonly sgxType: number;
  /** 16 bytes; only certificates of the Platform CA have it. */
  readonly instanceId: Uint8Array;
  /** Dynamic platform, cached keys, SMT enabled; only certificates of the Platform CA have them. */
  readonly configuration: readonly [dynamicPlatform: boolean, cachedKeys: boolean, smtEnabled: boolean];
}

const pair = (arcs: string, value: Der): Der => sequence(oid(`${SGX_EXTENSION}.${arcs}`), value);

/** The fields of the extension in Intel's order; the last two only where the Platform CA signs. */
export function sgxFields(machine: Machine, isOfPlatformCa: boolean): readonly Der[] {
  const tcb = [
    ...machine.components.map((svn, index) => pair(`2.${index + 1}`, integer(svn))),
    pair("2.17", integer(machine.pceSvn)),
    pair("2.18", octetString(machine.cpuSvn)),
  ];
  return [
    pair("1", octetString(machine.ppid)),
    pair("2", sequence(...tcb)),
    pair("3", octetString(machine.pceId)),
    pair("4", octetString(machine.fmspc)),
    pair("5", enumerated(machine.sgxType)),
    ...(isOfPlatformCa
      ? [
          pair("6", octetString(machine.instanceId)),
          pair("7", sequence(...machine.configuration.map((flag, index) => pair(`7.${index + 1}`, boolean(flag))))),
        ]
      : []),
  ];
}

/** The extension 1.2.840.113741.1.13.1, not critical, as Intel writes it. */
export function sgxExtension(machine: Machine, isOfPlatformCa: boolean): Extension {
  return extension(SGX_EXTENSION, sequence(...sgxFields(machine, isOfPlatformCa)));
}

/** An extension of no meaning that must be understood. */
export const UNKNOWN_CRITICAL: Extension = criticalExtension(`${SGX_EXTENSION}.99`, sequence());
