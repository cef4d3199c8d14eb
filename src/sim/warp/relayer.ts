import type { State } from "../../model/chain/state.ts";
import type { MultiSignatures, MultiSigner } from "../../model/crypto/multisignature.ts";
import { type Hex, toHex } from "../../model/encoding/hex.ts";
import { type ValidatorSetRecord, validatorSets } from "../../model/validators/records.ts";
import { aggregated, type Unsigned, unsignedLookup } from "../../model/warp/envelope.ts";
import { signingSet } from "../../model/warp/lookup.ts";
import { encodeLookup } from "../../model/warp/payload.ts";
import { type Kernel, type Micros, PRIORITY } from "../kernel/kernel.ts";
import type { Link } from "../network/network.ts";
import { type Conduct, type Question, type Statement, statementsOf } from "./conduct.ts";

/** A validator of a run: its key, how it behaves, and its own connection. */
export interface Validator {
  readonly id: string;
  readonly conduct: Conduct;
  /** The height from which it behaves so; before, it is honest. */
  readonly since: number;
  readonly signer: MultiSigner;
  readonly link: Link;
}

/** What relayers need of their world. */
export interface RelayerWorld {
  readonly kernel: Kernel;
  readonly validators: readonly Validator[];
  readonly signatures: MultiSignatures;
  readonly networkID: number;
  readonly chainID: Hex;
  /** The state at a height, where a node still has it. */
  readonly stateAt: (height: number) => State | undefined;
  /** How long a relayer waits before it asks those again that did not answer. */
  readonly retryAfter: Micros;
}

/** A statement with the signatures on it so far. */
interface Pile {
  readonly statement: Statement;
  readonly unsigned: Unsigned;
  readonly parts: Map<Hex, Hex>;
  isSent: boolean;
}

/** A message as a relayer puts it together; `isWhole` where a quorum of some set signed it. */
export interface Relayed {
  readonly statement: Statement;
  readonly message: Uint8Array;
  readonly isWhole: boolean;
}

/** How often those are asked that did not answer. */
const ROUNDS = 4;

/** The weight of a set, and of those in it that signed, with their places. */
function supportIn({ validators }: ValidatorSetRecord, parts: ReadonlyMap<Hex, Hex>) {
  const placed = validators.flatMap(({ publicKey }, place) => {
    const signature = parts.get(publicKey);
    return signature === undefined ? [] : [[place, signature] as const];
  });
  const total = validators.reduce((sum, { weight }) => sum + weight, 0n);
  const weight = placed.reduce((sum, [place]) => sum + validators[place]!.weight, 0n);
  return { placed, isWhole: placed.length > 0 && 67n * total <= 100n * weight };
}

/** The sets in which signatures could count: that of the height, then the others that the chain keeps, the newest first. */
function setsBy(state: State): readonly ValidatorSetRecord[] {
  const signing = signingSet(state);
  const others = validatorSets.all(state.store).filter(({ from }) => from !== signing?.from);
  return [...(signing === undefined ? [] : [signing]), ...others.reverse()];
}

/**
 * Asks every validator to sign how things stand at a height, over links that delay and lose, and asks those again that are silent. Gives a
 * message once a quorum has signed one statement; at the end also what fell short of it, for consumers to refuse. Validators that
 * contradict each other make several piles, each its own message.
 */
export function collect(world: RelayerWorld, link: Link, height: number, question: Question, give: (relayed: Relayed) => void): void {
  const { kernel, validators, signatures, networkID, chainID, stateAt, retryAfter } = world;
  const asked = stateAt(height);
  if (asked === undefined) return;
  const sets = setsBy(asked);
  const piles = new Map<string, Pile>();
  const heard = new Set<string>();

  function send(pile: Pile, places: ReturnType<typeof supportIn>): void {
    pile.isSent = true;
    give({ statement: pile.statement, message: aggregated(signatures, pile.unsigned, places.placed), isWhole: places.isWhole });
  }

  function receive({ id, signer }: Validator, statement: Statement, signature: Hex): void {
    heard.add(id);
    const key = toHex(encodeLookup(statement.lookup));
    const unsigned = unsignedLookup("avalanche", networkID, chainID, statement.lookup);
    const pile = piles.get(key) ?? { statement, unsigned, parts: new Map<Hex, Hex>(), isSent: false };
    piles.set(key, pile);
    pile.parts.set(signer.publicKey, signature);
    if (pile.isSent) return;
    const whole = sets.map((set) => supportIn(set, pile.parts)).find(({ isWhole }) => isWhole);
    if (whole !== undefined) send(pile, whole);
  }

  function answer(validator: Validator): void {
    const state = stateAt(height);
    if (state === undefined) return;
    const conduct = height < validator.since ? "honest" : validator.conduct;
    for (const statement of statementsOf(conduct, validator.signer.publicKey, state, question)) {
      const signature = validator.signer.sign(unsignedLookup("avalanche", networkID, chainID, statement.lookup).signed);
      validator.link.deliver(() => receive(validator, statement, signature));
    }
  }

  function round(left: number): void {
    if (left === 0) {
      for (const pile of piles.values()) {
        const most = sets.map((set) => supportIn(set, pile.parts)).find(({ placed }) => placed.length > 0);
        if (!pile.isSent && most !== undefined) send(pile, most);
      }
      return;
    }
    for (const validator of validators) if (!heard.has(validator.id)) link.deliver(() => answer(validator));
    kernel.schedule(kernel.now() + retryAfter, PRIORITY.agent, () => round(left - 1));
  }

  round(ROUNDS);
}
