/** Witnesses of the rulings on bytes, hashes, and what identifies things. */
import { attestations } from "../../model/attestation/records.ts";
import { build, proposerAt } from "../../model/chain/apply.ts";
import { beaconDigest } from "../../model/chain/block.ts";
import { genesisState } from "../../model/chain/genesis.ts";
import { signTransaction } from "../../model/chain/transactions.ts";
import { showAddress } from "../../model/crypto/address.ts";
import { idealKeyring } from "../../model/crypto/ideal.ts";
import { cases } from "../../model/dispute/records.ts";
import { encode } from "../../model/encoding/codec.ts";
import { accounts } from "../../model/ledger/records.ts";
import { LUX } from "../../model/params/parameters.ts";
import { lineageId } from "../../model/registry/register-model.ts";
import { requestCodec } from "../../model/tolerance/output.ts";
import { aggregated, answerOf, setsOfGenesis, unsignedLookup, verifyAttestationMessage, withHead } from "../../model/warp/index.ts";
import {
  attest,
  attestationOf,
  attestedPair,
  claim,
  committed,
  contested,
  market,
  openCase,
  outputOf,
  recordOf,
  registerModel,
  until,
  WEIGHTS,
} from "../acts.ts";
import {
  act,
  addressOf,
  applied,
  begin,
  buildNext,
  bytesOf,
  type ChainOptions,
  codesOf,
  digestOf,
  play,
  playAny,
  signed,
  skip,
  smallGenesis,
  warpSet,
  warpSignerOf,
} from "../chain.ts";
import { fate, pairOf, type Witness } from "./witness.ts";

const send = (from: string) => act(from, { kind: "transfer", to: addressOf("dan"), amount: 1n });

/** A key pays on a chain whose genesis funds its address. */
function payment({ rulings }: ChainOptions): string {
  const form = rulings?.R02 === "lux-bech32" ? "ripemd" : "keccak";
  const keyring = idealKeyring(form);
  const signer = keyring.signer(new Uint8Array(32).fill(7));
  const beacon = keyring.beaconSigner(new Uint8Array(32).fill(8));
  const genesis = {
    ...smallGenesis(rulings === undefined ? {} : { rulings }, beacon.publicKey),
    accounts: [{ address: signer.address, balance: LUX }],
  };
  const begun = genesisState(genesis, keyring.crypto);
  if (!begun.ok) throw new Error(begun.refusal.detail);
  const { state } = begun;
  const { chainId } = state.chain;
  const payload = { kind: "transfer", to: signer.address, amount: 1n } as const;
  const transactions = [signTransaction(signer, { chainId, nonce: 0, feeLimit: LUX, payload })];
  const time = state.head.time + 1;
  const built = build(state, { time, proposer: proposerAt(state, 1), beacon: beacon.sign(beaconDigest(chainId, 1)), transactions });
  return `${showAddress(signer.address, form)} ${built.receipts[0]!.code === 0 ? "pays" : "does not pay"}`;
}

/** A valid block of three transactions, and under its header the last of them once more. */
function doubled(options: ChainOptions): string {
  const chain = begin(options);
  const { block } = buildNext(chain, signed(chain, [send("eve"), send("cora"), send("ann")]));
  const again = applied(chain, { ...block, transactions: [...block.transactions, block.transactions[2]!] });
  return again.ok ? "applied" : again.refusal.code;
}

/** A second version of a model is registered; a provider attests to the id of the first. */
function versions(options: ChainOptions): string {
  const modelID = options.rulings?.R04 === "lineage" ? lineageId(addressOf("olga"), "detector") : WEIGHTS;
  const first = play(begin(options), act("olga", registerModel()));
  const staked = play(first, act("ann", { kind: "registerProvider", owner: addressOf("ann"), consent: undefined, stake: 100n * LUX }));
  const second = play(staked, act("olga", registerModel({ version: 2n, weightHash: digestOf("other weights") })));
  const attested = play(second, attest(second, "ann", { modelID }));
  return `an attestation to version ${attestations.all(attested.state.store)[0]!.version}`;
}

/** Ann signs the same output twice, salted and dated otherwise; both are shown. */
function signedTwice(options: ChainOptions): string {
  const chain = play(market(options), attest(market(options), "ann"));
  const again = attest(chain, "ann", { timestamp: chain.state.head.time });
  if (again.payload.kind !== "attest") throw new Error("an attestation is an attestation");
  const { kind: _, ...other } = again.payload;
  const id = attestationOf(chain, "ann");
  const reported = playAny(chain, [act("eve", { kind: "reportEquivocation", attestation: id, other })]);
  if (codesOf(reported)[0] !== "applied") return codesOf(reported)[0]!;
  const answer = { kind: "answerEquivocation", attestation: id, salt: digestOf("salt of ann"), output: outputOf(0) } as const;
  const answered = playAny(reported, [act("ann", { ...answer, other: false }), act("ann", { ...answer, other: true })]);
  const { status, how } = recordOf(answered, "ann");
  return how === "none" ? status : how;
}

/** Eve opens with the attested input, and another seed. */
function reseeded(options: ChainOptions): string {
  const chain = attestedPair(market(options), 0, 10);
  const other = encode(requestCodec, { input: bytesOf("sound"), parameters: new Uint8Array(), seed: 8n, nonce: 0n });
  const claimed = play(chain, claim(chain, "eve", ...pairOf(chain)));
  return fate(claimed, openCase("eve", ...pairOf(chain), other));
}

/** Ben attests to the hash that Ann attested to, and shows what she showed. */
function copied(options: ChainOptions): string {
  const begun = market(options);
  const first = play(begun, attest(begun, "ann"));
  const { outputHash } = recordOf(first, "ann");
  const chain = play(first, attest(first, "ben", { outputHash }));
  const revealing = until(committed(contested(chain), 0), "reveal");
  const attestation = attestationOf(revealing, "ben");
  return fate(revealing, act("ben", { kind: "revealOutput", case: 0, attestation, salt: digestOf("any salt"), output: outputOf(0) }));
}

/** What is left of Ann's attestation and of the case on it, long after. */
function remembered(options: ChainOptions): string {
  const begun = market(options);
  const ended = skip(play(begun, attest(begun, "ann")), 30);
  const kept = attestations.all(ended.state.store).length + cases.all(ended.state.store).length;
  return kept === 0 ? "its hash" : "the record";
}

/** All validators sign what the chain answers of Ann's attestation; a consumer elsewhere is given the message alone, so many blocks later. */
function heardElsewhere(options: ChainOptions, later = 0): string {
  const keyring = options.keyring ?? idealKeyring();
  const set = warpSet(keyring, { vera: 1n, vic: 1n });
  const begun = market({ ...options, keyring, validators: { networkID: 1, set } });
  const { state } = play(begun, attest(begun, "ann"));
  const attestation = attestations.all(state.store)[0]!.id;
  const { chainId: chainID } = state.chain;
  const { multi } = keyring.crypto;
  const known = setsOfGenesis(multi, set, begun.genesis.protocol.parameters.warpRetention);
  if (!known.ok) throw new Error(known.explanation);
  const unsigned = unsignedLookup("avalanche", 1, chainID, answerOf(state, attestation)!.lookup);
  const signers = ["vera", "vic"].map((name) => warpSignerOf(keyring, name));
  const parts = set.map(({ publicKey }, place) => [place, signers.find((signer) => signer.publicKey === publicKey)!.sign(unsigned.signed)] as const);
  const heard = withHead(known.sets, state.head.height + later);
  const verdict = verifyAttestationMessage(multi, aggregated(multi, unsigned, parts), heard, { networkID: 1, chainID, attestation, status: "open" });
  return verdict.ok ? "accepted" : verdict.code;
}

const proposerGain = (options: ChainOptions): string => {
  const chain = begin(options);
  const proposer = proposerAt(chain.state, 1);
  const after = play(chain, send("eve"));
  return (accounts.get(after.state.store, proposer)?.balance ?? 0n) > 0n ? "the proposer has them" : "nobody has them";
};

/** See `Witness`. */
export const IDENTITY_WITNESSES: readonly Witness[] = [
  {
    ruling: "R02",
    variant: "lux-bech32",
    sentence: "the same key is another account, so nothing that was sent to the one can be spent from the other",
    ends: ["0x4a62316623ad457F02cDC5D997deD67a383EC569 pays", "lux150rtrmj2f8vl9tem8qpfw36ylw5jg9j2ucl6nh pays"],
    play: payment,
  },
  {
    ruling: "R03",
    variant: "odd-leaf-doubled",
    sentence: "a block and the same block with its last transaction twice have one hash: who has seen the bad one refuses the good one unread",
    ends: ["BLOCK_TRANSACTIONS_ROOT_WRONG", "NONCE_WRONG"],
    play: doubled,
  },
  {
    ruling: "R04",
    variant: "lineage",
    sentence:
      "what a provider signed while version 1 was the model counts for version 2, because the LP's attestation names the model and no version",
    ends: ["an attestation to version 1", "an attestation to version 2"],
    play: versions,
  },
  {
    ruling: "R06",
    variant: "any-two-bodies",
    sentence: "an honest provider that signs one output twice, with another salt or time, is struck and slashed",
    ends: ["open", "equivocation"],
    play: signedTwice,
  },
  {
    ruling: "R06",
    variant: "none",
    sentence: "nobody can report a provider that signs two answers",
    ends: ["open", "RULING_FORBIDS"],
    play: signedTwice,
  },
  {
    ruling: "R07",
    variant: "ignored",
    sentence: "an attestation of long ago is taken as one of now",
    ends: ["TIMESTAMP_TOO_OLD", "applied"],
    play: (options) => fate(market(options), attest(market(options), "ann", { timestamp: 1 })),
  },
  {
    ruling: "R28",
    variant: "state-root",
    sentence: "a message says nothing by itself: who has it and not the proof beside it learns nothing of the attestation",
    ends: ["accepted", "WARP_PROOF_MISSING"],
    play: (options) => heardElsewhere(options),
  },
  {
    ruling: "R29",
    variant: "plain-input",
    sentence: "whoever opens a case chooses the seed and the decoding parameters, and so what an honest output is",
    ends: ["INPUT_MISMATCH", "applied"],
    play: reseeded,
  },
  {
    ruling: "R38",
    variant: "plain-output",
    sentence: "a provider that computes nothing attests to the hash that another attested to, and passes as having computed",
    ends: ["OUTPUT_MISMATCH", "applied"],
    play: copied,
  },
  {
    ruling: "R49",
    variant: "numbers",
    sentence: "a replaced set is forgotten sooner, and what it signed is judged no longer",
    numbers: { warpRetention: 5 },
    ends: ["accepted", "WARP_SET_RETIRED"],
    play: (options) => heardElsewhere(options, 6),
  },
  {
    ruling: "R52",
    variant: "pruned",
    sentence: "some time after its end an attestation is known by its hash alone, and what it said must come from elsewhere",
    given: { parameters: { retention: 5 } },
    ends: ["the record", "its hash"],
    play: remembered,
  },
  {
    ruling: "R53",
    variant: "proposer",
    sentence: "who proposes earns the fees of what it lets in",
    ends: ["nobody has them", "the proposer has them"],
    play: proposerGain,
  },
];
