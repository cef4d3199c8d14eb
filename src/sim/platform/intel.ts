import { boundedMemory } from "../../model/crypto/memory.ts";
import { fromHex } from "../../model/encoding/hex.ts";
import { authorityCertificate, leafCertificate, signerCertificate } from "./certificates.ts";
import { qeIdentityJson, tcbInfoJson } from "./collateral.ts";
import { revocationList } from "./crls.ts";
import { moduleIdentity, type Platform, platformOf } from "./description.ts";
import { AUTHORITIES, PCK_CRL_URI, ROOT_CRL_URI } from "./evidence.ts";
import { type AttestationKey, forgeQuote, type PckKey, type Report, vouchedFor } from "./forging.ts";
import type { IntelItem, Wanted } from "./items.ts";
import { bytesFor, type Key, keyFor, type P256Signers, realSigners } from "./keys.ts";
import { edition, type Installed, installedOn, listedAt, PCE_SVN, qeIsvSvn, qeLevels, sgxComponents, tcbLevels, teeTcbSvn } from "./levels.ts";
import { makeCertificate, makeJson, makeRevocationList } from "./making.ts";
import { sgxExtension } from "./pck-extension.ts";
import { pemChain } from "./quotes.ts";
import type { EnclaveReport } from "./reports.ts";
import { type Authority, DAY, type IntelSchedule, ITEM_LIFE, type Machine, scheduleFlaw, type Tee } from "./schedule.ts";

/** A simulated Intel with the machines that it knows. All times are seconds since 1970; the same arguments have the same bytes, in whatever order. */
export interface Intel {
  readonly schedule: IntelSchedule;
  /** The root's certificate, DER. */
  readonly root: Uint8Array;
  /** The items of collateral that are served at a time: none before the origin. Not to be written to. */
  itemsAt(time: number): readonly IntelItem[];
  /** Which collateral quotes of a machine need. */
  wantedFor(machine: string, tee: Tee): Wanted;
  /** What a machine reports of an enclave: its measurements are those of the enclave's build. */
  reportOf(machine: string, enclave: string, time: number): Report;
  /** A quote with 64 bytes of report data: honest, by the key that the machine has at that time. */
  quote(machine: string, enclave: string, reportData: Uint8Array, time: number): Uint8Array;
  /** The attestation key that a machine has at a time. Who calls this for another than the machine has extracted it. */
  attestationKey(machine: string, tee: Tee, time: number): AttestationKey;
  /** The provisioning certification key that a machine has at a time; likewise. */
  pckKey(machine: string, time: number): PckKey;
}

const YEAR = 365 * DAY;
const TEES = ["sgx", "tdx"] as const;

/** One of a list by name. Throws where there is none. */
function named<T extends { readonly name: string }>(what: string, all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no ${what} “${name}” in the schedule; there is ${all.map((one) => one.name).join(", ")}`);
  return found;
}

/** 48 bytes of a measurement. */
const measurement = (seed: string, label: string): Uint8Array =>
  new Uint8Array([...bytesFor(seed, `${label}/0`, 32), ...bytesFor(seed, `${label}/1`, 16)]);

/** A flag set in the first byte. */
function flagged(attributes: Uint8Array, flag: number): Uint8Array {
  const other = attributes.slice();
  other[0] = other[0]! | flag;
  return other;
}

/** A simulated Intel. Throws where the schedule cannot be played, and says why. */
export function simulatedIntel(schedule: IntelSchedule, signers: P256Signers = realSigners): Intel {
  const flaw = scheduleFlaw(schedule);
  if (flaw !== undefined) throw new RangeError(`schedule of Intel: ${flaw}`);
  const { seed, origin, families, machines, enclaves, revocations } = schedule;
  const usual: Readonly<Record<Tee, Platform>> = { sgx: platformOf("sgx-v3", { seed, signers }), tdx: platformOf("tdx-v4", { seed, signers }) };
  const key = (label: string): Key => keyFor(seed, label, signers);
  const keys = { root: key("root"), signer: key("signer"), platform: key("platform"), processor: key("processor") };
  const years = (before: number, after: number) => ({ from: Math.max(0, origin - before * YEAR), to: origin + after * YEAR });

  const { rootName } = usual.sgx;
  const underRoot = { issuerName: rootName, issuerKey: keys.root, crlUri: ROOT_CRL_URI };
  const rootSays = authorityCertificate({ name: rootName, key: keys.root, window: years(8, 30), ...underRoot }, 1);
  const root = makeCertificate(rootSays, keys.root);
  const signerSays = signerCertificate({ name: "Intel SGX TCB Signing", key: keys.signer, window: years(1, 20), ...underRoot });
  const signer = makeCertificate(signerSays, keys.root);
  const caSays = (ca: Authority) => authorityCertificate({ name: AUTHORITIES[ca], key: keys[ca], window: years(7, 25), ...underRoot }, 0);
  const cas = { platform: makeCertificate(caSays("platform"), keys.root), processor: makeCertificate(caSays("processor"), keys.root) };

  const familyOf = ({ family }: Machine) => named("family", families, family);
  const serialOf = (machine: string, firmware: number): Uint8Array => bytesFor(seed, `${machine}/pck/${firmware}/serial`, 20);

  /** What a machine's certificates of a firmware vouch for. */
  const pckKeys = boundedMemory<PckKey>(1024);
  const attestationKeys = boundedMemory<AttestationKey>(2048);
  const editions = boundedMemory<readonly IntelItem[]>(64);

  function qeReport(tee: Tee, version: number, firmware: number): EnclaveReport {
    return { ...usual[tee].qe, isvSvn: qeIsvSvn(version), cpuSvn: Uint8Array.from(sgxComponents(firmware)) };
  }

  function pckKeyOf(machine: Machine, { since, firmware, qe }: Installed): PckKey {
    return pckKeys.of(JSON.stringify([machine.name, firmware, qe.sgx, qe.tdx]), () => {
      const { fmspc, authority } = familyOf(machine);
      const own = key(`${machine.name}/pck/${firmware}`);
      const says = leafCertificate(
        {
          ...{ name: "Intel SGX PCK Certificate", key: own, window: { from: since, to: since + 7 * YEAR } },
          ...{ issuerName: AUTHORITIES[authority], issuerKey: keys[authority], crlUri: `${PCK_CRL_URI}${authority}&encoding=der` },
        },
        serialOf(machine.name, firmware),
        sgxExtension(
          {
            ...usual.sgx.machine,
            ...{
              fmspc: fromHex(`0x${fmspc}`),
              components: sgxComponents(firmware),
              cpuSvn: Uint8Array.from(sgxComponents(firmware)),
              pceSvn: PCE_SVN,
            },
            ...{ ppid: bytesFor(seed, `${machine.name}/ppid`, 16), instanceId: bytesFor(seed, `${machine.name}/instance`, 16) },
          },
          authority === "platform",
        ),
      );
      return {
        key: own,
        certification: pemChain([makeCertificate(says, keys[authority]), cas[authority], root]),
        pceSvn: PCE_SVN,
        quotingEnclaves: { sgx: qeReport("sgx", qe.sgx, firmware), tdx: qeReport("tdx", qe.tdx, firmware) },
      };
    });
  }

  function attestationKeyOf(machine: Machine, tee: Tee, installed: Installed): AttestationKey {
    const label = `${machine.name}/${tee}/${installed.firmware}/${installed.qe[tee]}`;
    return attestationKeys.of(label, () => {
      const userData = new Uint8Array([...bytesFor(seed, `${machine.name}/user-data`, 16), 0, 0, 0, 0]);
      return vouchedFor(pckKeyOf(machine, installed), tee, key(`${label}/attestation`), userData);
    });
  }

  function reportOf(machine: Machine, enclave: string, time: number): Report {
    const { tee, build, debug } = named("enclave", enclaves, enclave);
    const { firmware } = installedOn(machine, schedule, time);
    if (tee === "sgx") {
      const { enclave: report } = usual.sgx;
      const measured = { mrEnclave: bytesFor(seed, `${build}/mrenclave`, 32), mrSigner: bytesFor(seed, "vendor/mrsigner", 32) };
      const attributes = debug ? flagged(report.attributes, 2) : report.attributes;
      return { tee, report: { ...report, ...measured, attributes, cpuSvn: Uint8Array.from(sgxComponents(firmware)) } };
    }
    const { td } = usual.tdx;
    const measured = { mrTd: measurement(seed, `${build}/mrtd`), rtmrs: [0, 1, 2, 3].map((index) => measurement(seed, `${build}/rtmr${index}`)) };
    const tdAttributes = debug ? flagged(td.tdAttributes, 1) : td.tdAttributes;
    return { tee, report: { ...td, ...measured, tdAttributes, teeTcbSvn: teeTcbSvn(firmware) } };
  }

  /** Machines' certificates, or authorities', that lists name at a time: all that a machine had until it was published. */
  function revoked(isListed: (of: string) => boolean, time: number): readonly (readonly [serial: Uint8Array, at: number])[] {
    return revocations
      .filter(({ of, publishedAt }) => publishedAt <= time && isListed(of))
      .flatMap(({ of, at, publishedAt }) => {
        if (of === "platform" || of === "processor") return [[caSays(of).serial, at] as const];
        const { firmware } = installedOn(named("machine", machines, of), schedule, publishedAt);
        return Array.from({ length: firmware + 1 }, (_, version) => [serialOf(of, version), at] as const);
      });
  }

  function listsAt(time: number): readonly IntelItem[] {
    const window = { from: time, to: time + ITEM_LIFE };
    const list = (name: string, own: Key, named: ReturnType<typeof revoked>): Uint8Array => {
      const says = revocationList(
        name,
        own.publicKey,
        window,
        named.map(([serial]) => serial),
      );
      return makeRevocationList({ ...says, revokedAt: named.map(([, at]) => at) }, own);
    };
    const isOf =
      (ca: Authority) =>
      (of: string): boolean =>
        machines.some((machine) => machine.name === of && familyOf(machine).authority === ca);
    const pckList = (ca: Authority): IntelItem => ({
      kind: "pckCrl",
      crl: list(AUTHORITIES[ca], keys[ca], revoked(isOf(ca), time)),
      issuer: cas[ca],
    });
    const rootCrl = list(
      rootName,
      keys.root,
      revoked((of) => of === "platform" || of === "processor", time),
    );
    return [{ kind: "rootCrl", crl: rootCrl }, pckList("platform"), pckList("processor")];
  }

  function editionAt(time: number): readonly IntelItem[] {
    const { issuedAt, evaluationNumber } = edition(schedule, time);
    const common = { window: { from: issuedAt, to: issuedAt + ITEM_LIFE }, evaluationNumber };
    const modules = [moduleIdentity("TDX_01", [{ isvSvn: 6, date: origin, status: "UpToDate", advisories: [] }])];
    return TEES.flatMap((tee): IntelItem[] => {
      const infos = families.map(({ fmspc, recoveries }): IntelItem => {
        const says = { ...usual[tee].tcbInfo, ...common, fmspc: fromHex(`0x${fmspc}`), modules, levels: tcbLevels(recoveries, origin, time) };
        const [body, signature] = makeJson(tcbInfoJson(says), keys.signer);
        return { kind: "tcbInfo", tee, fmspc, body, signature, signer };
      });
      const identity = { ...usual[tee].qeIdentity, ...common, levels: qeLevels(schedule.qe[tee], origin, time) };
      const [body, signature] = makeJson(qeIdentityJson(identity), keys.signer);
      return [...infos, { kind: "qeIdentity", tee, body, signature, signer }];
    });
  }

  const machineOf = (name: string): Machine => named("machine", machines, name);
  const keyOf = (name: string, tee: Tee, time: number): AttestationKey => {
    const machine = machineOf(name);
    return attestationKeyOf(machine, tee, installedOn(machine, schedule, time));
  };
  return {
    schedule,
    root,
    itemsAt(time) {
      if (!Number.isSafeInteger(time)) throw new RangeError(`${time} is no whole number of seconds`);
      if (time < origin) return [];
      const made = listedAt(schedule, time);
      const { issuedAt } = edition(schedule, time);
      return [...editions.of(`lists/${made}`, () => listsAt(made)), ...editions.of(`levels/${issuedAt}`, () => editionAt(issuedAt))];
    },
    wantedFor(name, tee) {
      const { fmspc, authority } = familyOf(machineOf(name));
      return { tee, fmspc, issuer: cas[authority] };
    },
    reportOf: (name, enclave, time) => reportOf(machineOf(name), enclave, time),
    quote(name, enclave, reportData, time) {
      const report = reportOf(machineOf(name), enclave, time);
      return forgeQuote(keyOf(name, report.tee, time), report, reportData);
    },
    attestationKey: keyOf,
    pckKey(name, time) {
      const machine = machineOf(name);
      return pckKeyOf(machine, installedOn(machine, schedule, time));
    },
  };
}
