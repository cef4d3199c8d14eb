import { toHex } from "../encoding/hex.ts";
import { type Certificate, certificateOf } from "./certificate.ts";
import { platformClaims } from "./claims.ts";
import type { PlatformClaims } from "./evidence.ts";
import type { Flaw } from "./flaw.ts";
import { parsed } from "./flaw.ts";
import { uintAt } from "./layout.ts";
import { pemBlocks } from "./pem.ts";
import { type Quote, quoteOf, type Section } from "./quote.ts";
import { formatRfc3339 } from "./time.ts";

/** A field of a quote: where it is, and what it says. Numbers are little-endian; bytes are hexadecimal. */
export interface InspectedField {
  readonly offset: number;
  readonly length: number;
  /** The part, a dot, the field. */
  readonly name: string;
  readonly value: number | string;
}

/** A certificate that a quote carries. */
export interface InspectedCertificate {
  readonly subject: string;
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly platform: PlatformClaims | null;
}

/** A quote field by field: every byte of it in exactly one field, and in their order. Of one that does not parse: the fields up to where it ends. */
export interface Inspection {
  readonly fields: readonly InspectedField[];
  readonly flaw: Flaw | null;
  /** Of certification data that holds a PEM chain; empty otherwise. */
  readonly certificates: readonly InspectedCertificate[];
  readonly certificatesFlaw: Flaw | null;
}

function fieldsOf(bytes: Uint8Array, section: Section): readonly InspectedField[] {
  if (!("layout" in section)) {
    const { name, at, length } = section;
    return [{ offset: at, length, name, value: toHex(bytes.subarray(at, at + length)) }];
  }
  const { layout, at } = section;
  return layout.fields.map(({ name, at: within, length, kind }) => {
    const offset = at + within;
    const value = kind === "uint" ? uintAt(bytes, offset, length) : toHex(bytes.subarray(offset, offset + length));
    return { offset, length, name: `${layout.title}.${name}`, value };
  });
}

const certificateIn = (certificate: Certificate): InspectedCertificate => ({
  subject: certificate.commonName,
  serial: toHex(certificate.serial),
  notBefore: formatRfc3339(certificate.notBefore),
  notAfter: formatRfc3339(certificate.notAfter),
  platform: platformClaims(certificate) ?? null,
});

const certificatesIn = ({ bytes, certificationType, certification: { start, end } }: Quote): readonly InspectedCertificate[] =>
  certificationType === 5 ? pemBlocks(bytes, start, end, "CERTIFICATE", 3).map((der) => certificateIn(certificateOf(der))) : [];

/** Takes a quote apart. Says nothing of whether it is genuine. */
export function inspectQuote(bytes: Uint8Array): Inspection {
  const sections: Section[] = [];
  const quote = parsed(() => quoteOf(bytes, sections));
  const fields = sections.flatMap((section) => fieldsOf(bytes, section));
  if (!quote.ok) return { fields, flaw: quote.flaw, certificates: [], certificatesFlaw: null };
  const certificates = parsed(() => certificatesIn(quote.value));
  return {
    fields,
    flaw: null,
    certificates: certificates.ok ? certificates.value : [],
    certificatesFlaw: certificates.ok ? null : certificates.flaw,
  };
}
