/** Vectors of Warp: each kind of lookup in both forms accepted, every refusal of a message and of a set beside them, and a set that changed. */
import type { AttestationRecord } from "../../model/attestation/records.ts";
import type { State } from "../../model/chain/state.ts";
import { concat } from "../../model/crypto/hash.ts";
import type { Json } from "../../model/encoding/codec.ts";
import { type Hex, toHex } from "../../model/encoding/hex.ts";
import { type Proof, proofCodec } from "../../model/state/proof.ts";
import {
  aggregated,
  answerOf,
  bitsOf,
  decodeAvalanche,
  decodeZap,
  encodeAvalanche,
  encodeCall,
  encodeLookup,
  encodeZap,
  type Lookup,
  lookupCodec,
  unsignedLookup,
  type WarpCode,
  type WarpValidator,
} from "../../model/warp/index.ts";
import { attest, attestationOf } from "../acts.ts";
import { type Chain, digestOf, play, SHORT, skip, WARP_NAMES, warpSet, warpSignerOf } from "../chain.ts";
import { marketUnder, type Stage, usualMarket } from "../scene.ts";
import { part, slug, type Vector, vectorOf } from "./vector.ts";
import { type GivenWarp, setsCodec, shownRecordCodec, type WarpParts, warpOf } from "./warp-verdict.ts";

const NETWORK = 1;
const FORMS = ["avalanche", "zap"] as const;
type Form = (typeof FORMS)[number];
const NO_BYTES = new Uint8Array(0);
const NOTHING = digestOf("no attestation");
const WEIGHTS = { vera: 10n, vic: 30n, viv: 30n, vlad: 30n };

/** What a vector is made of. */
interface Drafted {
  readonly given: GivenWarp;
  readonly parts: WarpParts;
  /** What was signed, for reading; undefined where the bytes are no message of one. */
  readonly lookup: Lookup | undefined;
}

/** A chain on which an attestation was open and is final, with validators that say so. */
interface Setting {
  readonly stage: Stage;
  readonly open: State;
  readonly final: State;
  readonly id: Hex;
  readonly set: readonly WarpValidator[];
}

const attested = (stage: Stage): Chain => play(stage.of(usualMarket), attest(stage.of(usualMarket), "ann"));
const rootMarket = marketUnder({ rulings: { R28: "state-root" } });
const rooted = (stage: Stage): Chain => play(stage.of(rootMarket), attest(stage.of(rootMarket), "ann"));

function settingOf(stage: Stage, begun: (stage: Stage) => Chain): Setting {
  const open = stage.of(begun);
  const final = skip(open, SHORT.challengeWindow + SHORT.openWindow + 1);
  return { stage, open: open.state, final: final.state, id: attestationOf(open, "ann"), set: warpSet(stage.keyring, WEIGHTS) };
}

/** A message of a lookup, signed by these places of the set; by all where none are said. */
function signed({ stage, set, final }: Setting, form: Form, lookup: Lookup, { places, network = NETWORK, chain }: Said = {}): Uint8Array {
  const unsigned = unsignedLookup(form, network, chain ?? final.chain.chainId, lookup);
  const signers = WARP_NAMES.map((name) => warpSignerOf(stage.keyring, name));
  const signing = places ?? set.map((_, place) => place);
  const parts = signing.map((place) => [place, signers.find(({ publicKey }) => publicKey === set[place]!.publicKey)!.sign(unsigned.signed)] as const);
  return aggregated(stage.keyring.crypto.multi, unsigned, parts);
}

/** What a message says that it need not. */
interface Said {
  readonly places?: readonly number[];
  readonly network?: number;
  readonly chain?: Hex;
}

/** A vector that is accepted: what the chain answers at a state, asked for as it is. */
function answered(setting: Setting, form: Form, state: State, id = setting.id): Drafted {
  const { lookup, witness } = answerOf(state, id)!;
  const record = witness === undefined ? (lookup.kind === "attestation" ? lookup.record : undefined) : witness.record;
  const { chainId: chainID } = state.chain;
  const head = setting.final.head.height;
  return {
    given: { networkID: NETWORK, chainID, head, retention: 1000, attestation: id, status: record?.status ?? "absent", notBefore: 0, fields: {} },
    parts: { message: signed(setting, form, lookup), sets: [{ from: 0, validators: setting.set }], proof: witness?.proof, record: witness?.record },
    lookup,
  };
}

/** The same envelope with something of it other than it was. */
function remade(
  form: Form,
  message: Uint8Array,
  change: { signers?: Uint8Array; signature?: Hex; payload?: Uint8Array; pulse?: Uint8Array },
): Uint8Array {
  if (form === "zap") {
    const envelope = decodeZap(message);
    if ("ok" in envelope) throw new Error(envelope.explanation);
    const { payload = envelope.message.payload, ...rest } = change;
    return encodeZap({ ...envelope, ...rest, message: { ...envelope.message, payload } });
  }
  const decoded = decodeAvalanche(message);
  if ("ok" in decoded) throw new Error(decoded.explanation);
  const { pulse: _, ...rest } = change;
  return encodeAvalanche({ ...decoded, ...rest });
}

type Change = { readonly given?: Partial<GivenWarp>; readonly parts?: Partial<WarpParts> };
type Row = readonly [code: WarpCode, wrong: string, change: Change];

const message = (bytes: Uint8Array): Change => ({ parts: { message: bytes } });

/** What is wrong with a message, or with what is asked of it; one thing in each. */
function messageRows(setting: Setting, form: Form): readonly Row[] {
  const { final, open, id, set } = setting;
  const lookup = answerOf(final, id)!.lookup;
  const good = signed(setting, form, lookup);
  const order = form === "zap" ? "little-endian" : "big-endian";
  const bits = bitsOf([0, 1, 2, 3], order);
  const padded = form === "zap" ? concat(bits, new Uint8Array(1)) : concat(new Uint8Array(1), bits);
  const account = encodeCall({ source: new Uint8Array(20), payload: encodeLookup(lookup) });
  const change = (of: Parameters<typeof remade>[2]): Change => message(remade(form, good, of));
  const { height } = final.head;
  return [
    ["WARP_ENVELOPE", "a byte after the end", message(concat(good, Uint8Array.of(0)))],
    ...(form === "zap" ? ([["WARP_LANES", "signatures of another scheme", change({ pulse: Uint8Array.of(1) })]] as const) : []),
    ["WARP_NETWORK", "another network", message(signed(setting, form, lookup, { network: NETWORK + 1 }))],
    ["WARP_CHAIN", "another chain", message(signed(setting, form, lookup, { chain: NOTHING }))],
    ["WARP_SOURCE", "an account's words", change({ payload: account })],
    ["WARP_PAYLOAD", "no lookup", change({ payload: encodeCall({ source: NO_BYTES, payload: Uint8Array.of(1, 9) }) })],
    ["WARP_SET_UNKNOWN", "a height before every known set", { parts: { sets: [{ from: height + 1, validators: set }] } }],
    ["WARP_SET_RETIRED", "a height older than messages are judged", { given: { head: height + 1001 } }],
    ["WARP_SIGNERS_PADDED", "padding in the bits", change({ signers: padded })],
    ["WARP_SIGNERS_BEYOND", "a bit beyond the set", change({ signers: bitsOf([0, 1, 2, 3, 4], order) })],
    ["WARP_SIGNERS_NONE", "no signers", change({ signers: NO_BYTES })],
    ["WARP_QUORUM", "too little weight", message(signed(setting, form, lookup, { places: [0] }))],
    ["WARP_SIGNATURE_FORM", "the point at infinity", change({ signature: `0xc0${"00".repeat(95)}` })],
    ["WARP_SIGNATURE", "fewer signed than are named", message(remade(form, signed(setting, form, lookup, { places: [1, 2, 3] }), { signers: bits }))],
    ["WARP_HEIGHT", "an older message", { given: { notBefore: height + 1 } }],
    ["WARP_ATTESTATION", "another attestation", { given: { attestation: NOTHING } }],
    ["WARP_STATUS", "open, where final is asked for", message(signed(setting, form, answerOf(open, id)!.lookup))],
    ["WARP_FIELD", "another output", { given: { fields: { outputHash: NOTHING } } }],
  ];
}

/** What is wrong with what stands beside a root. */
function rootRows({ open, final, id }: Setting): readonly Row[] {
  const witness = answerOf(final, id)!.witness as { readonly record: AttestationRecord; readonly proof: Proof };
  return [
    ["WARP_ATTESTATION", "a record of another", { given: { attestation: NOTHING } }],
    ["WARP_PROOF_MISSING", "a root alone", { parts: { proof: undefined, record: undefined } }],
    ["WARP_PROOF", "a proof under an older root", { parts: { proof: answerOf(open, id)!.witness!.proof } }],
    ["WARP_PROOF", "a record altered", { parts: { record: { ...witness.record, base: witness.record.base + 1n } } }],
    ["WARP_PROOF", "absence of what is there", { given: { status: "absent" }, parts: { record: undefined } }],
    ["WARP_STATUS", "final, where open is asked for", { given: { status: "open" } }],
  ];
}

/** What is wrong with a set. */
function setRows({ set }: Setting): readonly Row[] {
  const [a, b, c, d] = set as [WarpValidator, WarpValidator, WarpValidator, WarpValidator];
  const known = (...validators: readonly WarpValidator[]): Change => ({ parts: { sets: [{ from: 0, validators }] } });
  return [
    ["WARP_KEYS_EMPTY", "nobody", known()],
    ["WARP_KEYS_ORDER", "keys that do not rise", known(b, a, c, d)],
    ["WARP_KEYS_TWICE", "a key twice", known(a, b, b, c, d)],
    ["WARP_WEIGHT_ZERO", "a validator without weight", known(a, { ...b, weight: 0n }, c, d)],
    ["WARP_WEIGHT_OVERFLOW", "weights of 2^64 and more", known(a, b, c, { ...d, weight: 2n ** 64n - 1n })],
    ["WARP_KEY", "the point at infinity", known({ ...a, publicKey: `0xc0${"00".repeat(47)}` }, b, c, d)],
    ["WARP_POSSESSION", "another's proof", known({ ...a, possession: b.possession }, b, c, d)],
  ];
}

const changed = ({ given, parts }: Drafted, change: Change): Drafted => ({
  given: { ...given, ...change.given },
  parts: { ...parts, ...change.parts },
  lookup: undefined,
});

function vectorOfDraft({ keyring }: Stage, name: string, about: string, { given, parts, lookup }: Drafted): Vector {
  const { message: bytes, sets, proof, record } = parts;
  return vectorOf("warp", {
    ...{ name, about, ruling: ["R28", "R49"], lp: "Verification Protocol 3", shape: "warp" as const },
    given: given as unknown as { readonly [name: string]: Json },
    expected: warpOf(keyring.crypto, given, parts),
    parts: {
      message: { bytes, json: toHex(bytes) },
      sets: part(setsCodec, { sets }),
      ...(record && { record: part(shownRecordCodec, record) }),
      ...(proof && { proof: part(proofCodec, proof) }),
    },
    ...(lookup && { reading: { "lookup.json": lookupCodec.toJson(lookup) } }),
  });
}

/** Two sets, the second from the height of the message on: each signs, and that of the height is believed. */
function byHeight(setting: Setting, form: Form): readonly Vector[] {
  const { stage, final, id, open } = setting;
  const next = warpSet(stage.keyring, { vera: 1n, vlad: 1n });
  const sets = [
    { from: 0, validators: setting.set },
    { from: final.head.height, validators: next },
  ];
  return ([setting.set, next] as const).flatMap((set, which) =>
    [open, final].map((state) => {
      const { lookup } = answerOf(state, id)!;
      const drafted = answered(setting, form, state);
      const [who, when] = [which === 0 ? "the earlier set" : "the later set", state === open ? "a height of the earlier" : "a height of the later"];
      const parts = { ...drafted.parts, sets, message: signed({ ...setting, set }, form, lookup) };
      return vectorOfDraft(stage, slug(form, who, "at", when), `${form}: signed by ${who}, at ${when}`, { ...drafted, parts });
    }),
  );
}

/** Messages, sets, and verdicts. */
export function warpVectors(stage: Stage): readonly Vector[] {
  const [plain, root] = [settingOf(stage, attested), settingOf(stage, rooted)];
  const accepted = (setting: Setting, form: Form): readonly Vector[] =>
    (
      [
        ["open", setting.open, setting.id],
        ["final", setting.final, setting.id],
        ["absent", setting.final, NOTHING],
      ] as const
    ).map(([what, state, id]) => {
      const by = setting === root ? "a root and a proof" : "a lookup";
      return vectorOfDraft(stage, slug(form, by, what), `${form}: ${what}, by ${by}`, answered(setting, form, state, id));
    });
  const refusals = (setting: Setting, form: Form, rows: readonly Row[]): readonly Vector[] =>
    rows.map(([code, wrong, change]) => {
      const vector = vectorOfDraft(
        stage,
        slug(form, code.slice(5), wrong),
        `${form}: ${wrong}`,
        changed(answered(setting, form, setting.final), change),
      );
      const { verdict } = vector.about.expected;
      if (verdict !== code) throw new Error(`${form}, ${wrong}: ${code} wanted, ${String(verdict)} got`);
      return vector;
    });
  return [
    ...FORMS.flatMap((form) => [...accepted(plain, form), ...accepted(root, form), ...refusals(plain, form, messageRows(plain, form))]),
    ...FORMS.flatMap((form) => [...refusals(root, form, rootRows(root)), ...byHeight(plain, form)]),
    ...refusals(plain, "avalanche", setRows(plain)),
  ];
}
