/** Rows of the transactions on evidence: post collateral, report evidence. */
import { attestationOf } from "../acts.ts";
import { type Act, act, type Chain, type Name, play } from "../chain.ts";
import { ITEM_KINDS, later, posting, proven, provenMarket, revoking, trusting } from "../evidence.ts";
import { type Alter, after, type DomainRows, instead, on, type Stage, says, scene, twice } from "../scene.ts";
import { provenStage } from "./attestation.ts";
import { STRANGE } from "./registry.ts";

const bare = (stage: Stage): Chain => trusting({ keyring: stage.keyring });
const posted = (stage: Stage): Chain => play(stage.of(bare), ...ITEM_KINDS.map((kind) => posting(stage.of(bare), kind)));
const pinned = (stage: Stage): Chain => trusting({ keyring: stage.keyring, rulings: { R12: "pinned" } });

const first = (kind: (typeof ITEM_KINDS)[number]) => (stage: Stage) => scene(stage.of(bare), posting(stage.of(bare), kind));
const newer = (kind: (typeof ITEM_KINDS)[number]) => (stage: Stage) => scene(stage.of(posted), posting(stage.of(posted), kind, later(1)));
/** The item with a byte of what was signed, or of the signature, turned. */
const turned: Alter = (valid, stage) => {
  const { payload } = valid.act;
  if (payload.kind !== "postCollateral" || !("crl" in payload.item)) throw new Error("no list");
  const { crl } = payload.item;
  return says({ item: { ...payload.item, crl: crl.with(crl.length - 1, crl.at(-1)! ^ 1) } })(valid, stage);
};

/** Ann attested with a quote, and the machine's certificate was revoked since; Eve reports it. */
function attestedRevoked(stage: Stage, rulings: object = {}): Chain {
  const chain = Object.keys(rulings).length === 0 ? stage.of(provenStage) : provenMarket({ keyring: stage.keyring, rulings });
  const attested = play(chain, proven(chain, "ann"));
  return play(attested, posting(attested, "pckCrl", revoking(attested)));
}
const reported = (stage: Stage): Chain => attestedRevoked(stage);
const report = (chain: Chain, name: Name = "ann"): Act => act("eve", { kind: "reportEvidence", attestation: attestationOf(chain, name) });
const unrevoked = (stage: Stage): Chain => play(stage.of(provenStage), proven(stage.of(provenStage), "ann"));
const unproven = (stage: Stage): Chain => {
  const chain = provenMarket({ keyring: stage.keyring, unsafe: ["tee-assumed"] });
  return play(chain, proven(chain, "ann"));
};
const finalOnly = (stage: Stage): Chain => attestedRevoked(stage, { R48: "final" });

/** See `TransactionRows`. */
export const EVIDENCE_ROWS: DomainRows<"postCollateral" | "reportEvidence"> = {
  postCollateral: {
    lp: "Verification Protocol 2",
    rulings: ["R12"],
    valid: [
      ["the first root CRL", first("rootCrl")],
      ["the first PCK CRL", first("pckCrl")],
      ["the first TCB Info", first("tcbInfo")],
      ["the first QE Identity", first("qeIdentity")],
      ["a list that was issued a second later", newer("rootCrl")],
      ["TCB Info of a higher evaluation number", newer("tcbInfo")],
      [
        "TCB Info of a higher evaluation number that was issued earlier",
        (stage) => scene(stage.of(posted), posting(stage.of(posted), "tcbInfo", later(-1))),
      ],
    ],
    refused: [
      ["RULING_FORBIDS", "under R12 pinned", on(pinned)],
      ["COLLATERAL_ROOT_UNKNOWN", "under a root that nobody trusts", says({ root: STRANGE })],
      ["COLLATERAL_REFUSED", "with a signature that is not the root's", turned],
      ["COLLATERAL_REFUSED", "that is no list at all", says({ item: { kind: "rootCrl", crl: Uint8Array.of(0x30, 0) } })],
      ["COLLATERAL_NOT_NEWER", "again", twice],
      ["COLLATERAL_NOT_NEWER", "older than what is in force", after(({ chain }) => posting(chain, "rootCrl", later(1)))],
      [
        "COLLATERAL_NOT_NEWER",
        "TCB Info of a lower evaluation number, though issued later",
        instead((stage) => scene(stage.of(posted), posting(stage.of(posted), "tcbInfo", later(60, 17)))),
      ],
    ],
    impossible: {
      "COLLATERAL_ROOT_UNKNOWN COLLATERAL_REFUSED": "an item is genuine under a root that is trusted, or not",
      "COLLATERAL_REFUSED COLLATERAL_NOT_NEWER": "what is not genuine is of no time",
    },
  },
  reportEvidence: {
    lp: "Verification Protocol 2",
    rulings: ["R48"],
    valid: [["of a machine that was revoked since", (stage) => scene(stage.of(reported), report(stage.of(reported)))]],
    refused: [
      ["RULING_FORBIDS", "under R48 final", instead((stage) => scene(stage.of(finalOnly), report(stage.of(finalOnly))))],
      ["ATTESTATION_UNKNOWN", "of nothing", says({ attestation: STRANGE })],
      ["ATTESTATION_NOT_OPEN", "again", twice],
      ["EVIDENCE_ABSENT", "of what was accepted unread", instead((stage) => scene(stage.of(unproven), report(stage.of(unproven))))],
      ["EVIDENCE_HOLDS", "before the revocation is posted", on(unrevoked)],
    ],
    impossible: {
      "ATTESTATION_UNKNOWN ATTESTATION_NOT_OPEN": "what is not there is in no state",
    },
  },
};
