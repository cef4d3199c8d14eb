import { boundedMemory } from "../../model/crypto/memory.ts";
import { fromHex } from "../../model/encoding/hex.ts";
import type { Authorities } from "./authorities.ts";
import { qeIdentityJson, tcbInfoJson } from "./collateral.ts";
import { revocationList } from "./crls.ts";
import { moduleIdentity } from "./description.ts";
import { AUTHORITIES } from "./evidence.ts";
import type { IntelItem } from "./items.ts";
import type { Key } from "./keys.ts";
import { edition, installedOn, listedAt, qeLevels, tcbLevels } from "./levels.ts";
import { familyOf, serialOf } from "./machines.ts";
import { makeJson, makeRevocationList } from "./making.ts";
import { type Authority, type IntelSchedule, ITEM_LIFE } from "./schedule.ts";

/** A certificate in a list: its serial number, and the date of its revocation. */
type Revoked = readonly [serial: Uint8Array, at: number];

/** All certificates that a machine had until a time. */
function serialsOf(schedule: IntelSchedule, machine: string, time: number): readonly Uint8Array[] {
  const { firmware } = installedOn(schedule.machines.find(({ name }) => name === machine)!, schedule, time);
  return Array.from({ length: firmware + 1 }, (_, version) => serialOf(schedule, machine, version));
}

/** The lists that are made at a time: the root's of authorities, and each authority's of machines. */
function listsAt(schedule: IntelSchedule, { keys, rootName, cas, serials }: Authorities, time: number): readonly IntelItem[] {
  const published = schedule.revocations.filter(({ publishedAt }) => publishedAt <= time);
  const list = (name: string, key: Key, revoked: readonly Revoked[]): Uint8Array => {
    const window = { from: time, to: time + ITEM_LIFE };
    const bare = revoked.map(([serial]) => serial);
    return makeRevocationList({ ...revocationList(name, key.publicKey, window, bare), revokedAt: revoked.map(([, at]) => at) }, key);
  };
  const machinesOf = (ca: Authority): readonly string[] =>
    schedule.machines.filter((machine) => familyOf(schedule, machine).authority === ca).map(({ name }) => name);
  const pckList = (ca: Authority): IntelItem => {
    const machines = machinesOf(ca);
    const revoked = published
      .filter(({ of }) => machines.includes(of))
      .flatMap(({ of, at, publishedAt }) => serialsOf(schedule, of, publishedAt).map((serial): Revoked => [serial, at]));
    return { kind: "pckCrl", crl: list(AUTHORITIES[ca], keys[ca], revoked), issuer: cas[ca] };
  };
  const authorities = published.flatMap(({ of, at }): Revoked[] => (of === "platform" || of === "processor" ? [[serials[of], at]] : []));
  return [{ kind: "rootCrl", crl: list(rootName, keys.root, authorities) }, pckList("platform"), pckList("processor")];
}

/** TCB Info of every family and QE Identity, for both kinds, as they are issued at a time. */
function levelsAt(schedule: IntelSchedule, { keys, signer, usual }: Authorities, time: number): readonly IntelItem[] {
  const { origin, families } = schedule;
  const { issuedAt, evaluationNumber } = edition(schedule, time);
  const common = { window: { from: issuedAt, to: issuedAt + ITEM_LIFE }, evaluationNumber };
  const modules = [moduleIdentity("TDX_01", [{ isvSvn: 6, date: origin, status: "UpToDate", advisories: [] }])];
  return (["sgx", "tdx"] as const).flatMap((tee): IntelItem[] => {
    const infos = families.map(({ fmspc, recoveries }): IntelItem => {
      const says = { ...usual[tee].tcbInfo, ...common, fmspc: fromHex(fmspc), modules, levels: tcbLevels(recoveries, origin, time) };
      const [body, signature] = makeJson(tcbInfoJson(says), keys.signer);
      return { kind: "tcbInfo", tee, fmspc, body, signature, signer };
    });
    const identity = { ...usual[tee].qeIdentity, ...common, levels: qeLevels(schedule.qe[tee], origin, time) };
    const [body, signature] = makeJson(qeIdentityJson(identity), keys.signer);
    return [...infos, { kind: "qeIdentity", tee, body, signature, signer }];
  });
}

/** What is served at a time: the last of each kind. Each edition is made once; no more than a few are kept. */
export function serviceOf(schedule: IntelSchedule, authorities: Authorities): (time: number) => readonly IntelItem[] {
  const editions = boundedMemory<readonly IntelItem[]>(64);
  return (time) => {
    if (!Number.isSafeInteger(time)) throw new RangeError(`${time} is no whole number of seconds: collateral is asked for at a unix time`);
    if (time < schedule.origin) return [];
    const listed = listedAt(schedule, time);
    const { issuedAt } = edition(schedule, time);
    return [
      ...editions.of(`lists/${listed}`, () => listsAt(schedule, authorities, listed)),
      ...editions.of(`levels/${issuedAt}`, () => levelsAt(schedule, authorities, issuedAt)),
    ];
  };
}
