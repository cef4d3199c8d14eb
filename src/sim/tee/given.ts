import type { CollateralItem } from "../../model/tee/items.ts";
import { pemBlocks } from "../../model/tee/pem.ts";
import { quoteOf } from "../../model/tee/quote.ts";

/** Evidence that was made elsewhere: a quote, the items of collateral that it is judged by, and their root, DER. */
export interface GivenEvidence {
  readonly quote: Uint8Array;
  readonly root: Uint8Array;
  readonly items: readonly CollateralItem[];
}

/** Finds evidence by its name, or says why there is none. */
export type FindEvidence = (name: string) => GivenEvidence | string;

/** The certificate of the PCK CA that a quote carries, DER: the second of its chain. Throws a `RangeError` where it carries none. */
export function authorityOf(quote: Uint8Array): Uint8Array {
  const { certification } = quoteOf(quote);
  const [, authority] = pemBlocks(quote, certification.start, certification.end, "CERTIFICATE", 3);
  if (authority === undefined) throw new RangeError("the quote carries no chain of certificates");
  return authority;
}
