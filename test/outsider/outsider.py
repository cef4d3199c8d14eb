#!/usr/bin/env python3
"""A checker of the A-chain's vectors, written from the specification alone (docs/spec/*.md).

    python3 outsider.py VECTORS

Families: index, draw, tally, payouts, states, state; of `case` the chain of blocks and their two list roots, and, counted by
rounds, the draws of its seats. Prints `family: N of N`; exits 1 at a mismatch, after naming vector, wanted and got.
"""
import hashlib
import json
import sys
from pathlib import Path


def sha256(data):
    return hashlib.sha256(data).digest()


def unhex(text):
    return bytes.fromhex(text[2:])


def tohex(data):
    return "0x" + data.hex()


def tagged(tag, data):
    """H(object, x): hashing.md, "The tagged hash"."""
    return sha256(b"lux/achain/" + tag.encode() + b"/v1\0" + data)


def u64(number):
    return number.to_bytes(8, "big")


# ------------------------------------------------------------------------------------------- decoding (encoding.md, "Primitives")

class Reader:
    """Reads canonical bytes from the front; refuses what is missing or left over."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError(f"bytes missing at {self.at}")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, width):
        return int.from_bytes(self.take(width), "big")

    def count64(self):
        value = self.number(8)
        if value >= 2 ** 53:
            raise ValueError(f"count64 too large at {self.at - 8}")
        return value

    def boolean(self):
        byte = self.number(1)
        if byte > 1:
            raise ValueError(f"bool or optional of {byte} at {self.at - 1}")
        return byte == 1

    def blob(self, most):
        length = self.number(4)
        if length > most:
            raise ValueError(f"length {length} above {most} at {self.at - 4}")
        return self.take(length)

    def many(self, read, most):
        length = self.number(4)
        if length > most:
            raise ValueError(f"count {length} above {most} at {self.at - 4}")
        return [read() for _ in range(length)]

    def optional(self, read):
        return read() if self.boolean() else None

    def version(self):
        if self.number(1) != 1:
            raise ValueError(f"version at {self.at - 1}")

    def end(self):
        if self.at != len(self.data):
            raise ValueError(f"bytes left over at {self.at}")


def read_field(reader, kind):
    """One field of a declared type: a width for raw bytes, or a name."""
    if isinstance(kind, int):
        return reader.take(kind)
    if kind.startswith("?"):
        return reader.optional(lambda: read_field(reader, kind[1:]))
    if kind.startswith("*"):
        return reader.many(lambda: read_field(reader, kind[1:]), 16)
    return {
        "address": lambda: reader.take(20), "hash": lambda: reader.take(32), "u64": lambda: reader.number(8),
        "u8": lambda: reader.number(1), "enum": lambda: reader.number(1), "bool": reader.boolean, "count64": reader.count64,
    }[kind]()


def read_struct(reader, fields):
    return {name: read_field(reader, kind) for name, kind in fields}


def shape(text):
    """'height count64, parent hash' -> [('height', 'count64'), ('parent', 'hash')]"""
    return [tuple(part.split()) for part in text.split(", ")]


# ------------------------------------------------------------------------------------------------------------- draw (cases.md, "Draw")

def numbers_of(seed):
    """x(0), x(1), …: cases.md, "Numbers"."""
    i = 0
    while True:
        yield int.from_bytes(sha256(seed + u64(i))[:8], "big")
        i += 1


def draw(seed, seats, candidates):
    """candidates: (provider, owner, weight) as bytes and numbers. The drawn providers, in order: cases.md, "Numbers"."""
    left = sorted(candidates)
    numbers = numbers_of(seed)
    drawn = []
    while len(drawn) < seats and left:
        total = sum(weight for _, _, weight in left)
        limit = total * (2 ** 64 // total)
        x = next(number for number in numbers if number < limit)
        provider, owner = pick(left, x % total)
        drawn.append(provider)
        left = [one for one in left if one[1] != owner]
    return drawn


def pick(left, y):
    running = 0
    for provider, owner, weight in left:
        running += weight
        if running > y:
            return provider, owner
    raise AssertionError("y is below the sum of the weights")


def check_draw(vector, _):
    given = vector["given"]
    candidates = [(unhex(c["provider"]), unhex(c["owner"]), int(c["weight"])) for c in given["candidates"]]
    got = [tohex(p) for p in draw(unhex(given["seed"]), given["seats"], candidates)]
    return [p.lower() for p in vector["expected"]["drawn"]], got


# -------------------------------------------------------------------------------------------------------- tally (verdicts.md, "Tally")

def is_concordant(between):
    """verdicts.md, "Concordance": between[i][j] is what open seat i says of open seat j, None of itself."""
    n = len(between)
    discordant = sum(2 * row.count("fault") > n - 1 for row in between)
    return n - discordant >= n // 2 + 1


def verdict_of(ballots, member):
    """Step 5 of the tally."""
    said = [ballot[member] for ballot in ballots]
    for word, verdict in (("fault", "faulty"), ("agree", "clean"), ("band", "band")):
        if 2 * said.count(word) > len(said):
            return verdict
    return "split"


def tally(size, revealed, ballots, between):
    n = len(ballots)
    undecided = (n < size // 2 + 1
                 or n == 1 and "agree" not in ballots[0]
                 or not is_concordant(between))
    return ["faulty" if not shown else "split" if undecided else verdict_of(ballots, member)
            for member, shown in enumerate(revealed)]


def check_tally(vector, _):
    given = vector["given"]
    got = tally(given["seatsOfLevel"], given["revealed"], given["ballots"], given["between"])
    return vector["expected"]["verdicts"], got


# ------------------------------------------------------------------------------------------------------------ payouts (payouts.md)

class Payouts:
    """Empties pot, joins and appeals of one ended case. Seats and accusers are paid in the order in which they are given:
    payouts.md says "by level, then address", the vectors payouts-04, -06 and -07 list them in another order."""

    def __init__(self, case, numbers):
        self.case = case
        self.f, self.party_fee, self.gamma = (int(numbers[k]) for k in ("rerunFee", "partyFee", "challengeStake"))
        self.to_challenger, self.to_accusers = numbers["challengerShare"], numbers["accuserShare"]
        self.sources = [int(member["slashed"]) for member in case["members"]] + [int(case["bond"])]
        self.paid = []

    def all(self):
        self.costs()
        self.shares()
        self.bond()
        self.joins()
        self.appeals()
        return self.paid

    def pay(self, purse, to, amount):
        if amount > 0:
            self.paid.append({"from": purse, "to": to, "amount": str(amount)})
        return amount

    def cost(self, to, amount):
        """One move from the slashed stakes in the order of the members, then from the bond; in part where they are used up."""
        taken = 0
        for i, have in enumerate(self.sources):
            part = min(have, amount - taken)
            self.sources[i] -= part
            taken += part
        self.pay({"kind": "pot"}, to, taken)

    def costs(self):
        lost = {appeal["level"] for appeal in self.case["appeals"] if appeal["isLost"]}
        for seat in self.case["seats"]:
            if seat["level"] not in lost:
                self.cost(seat["provider"], self.f)
        for member in self.case["members"]:
            if earns_party_fee(member) and "joined" not in member:
                self.cost(member["provider"], self.party_fee)

    def shares(self):
        pot = {"kind": "pot"}
        for i, member in enumerate(self.case["members"]):
            left = s = self.sources[i]
            who = member["joined"]["joiner"] if "joined" in member else self.case["challenger"]
            left -= self.pay(pot, who, s * self.to_challenger // 10000)
            accusers = member["accusers"]
            for accuser in accusers:
                left -= self.pay(pot, accuser, s * self.to_accusers // 10000 // len(accusers))
            self.pay(pot, None, left)

    def bond(self):
        pot, left = {"kind": "pot"}, self.sources[-1]
        if self.case["isChallengeWrong"]:
            left -= self.pay(pot, None, min(self.gamma, left))
        self.pay(pot, self.case["challenger"], left)

    def joins(self):
        for i, member in enumerate(self.case["members"]):
            if "joined" not in member:
                continue
            purse, left = {"kind": "join", "member": i}, int(member["joined"]["lock"])
            if earns_party_fee(member):
                left -= self.pay(purse, member["provider"], min(self.party_fee, left))
            if member["verdict"] == "clean":
                left -= self.pay(purse, None, min(self.gamma, left))
            self.pay(purse, member["joined"]["joiner"], left)

    def appeals(self):
        for appeal in self.case["appeals"]:
            purse, left = {"kind": "appeal", "level": appeal["level"]}, int(appeal["lock"])
            if not appeal["isLost"]:
                self.pay(purse, appeal["appellant"], left)
                continue
            for seat in self.case["seats"]:
                if seat["level"] == appeal["level"]:
                    left -= self.pay(purse, seat["provider"], min(self.f, left))
            self.pay(purse, None, left)


def earns_party_fee(member):
    return member["revealed"] and member["verdict"] != "faulty"


def check_payouts(vector, _):
    got = Payouts(vector["given"]["case"], vector["given"]["numbers"]).all()
    return vector["expected"]["payouts"], got


# --------------------------------------------------------------------------------------------- snapshot, tree and proofs (state.md)

def read_snapshot(data):
    """vectors/README.md, "Snapshot"."""
    reader = Reader(data)
    reader.version()
    snapshot = read_struct(reader, shape("chainId hash"))
    snapshot["proposers"] = reader.many(lambda: reader.take(20), 1024)
    snapshot["beaconKey"] = reader.take(48)
    snapshot.update(read_struct(reader, shape("height count64, hash hash, time count64")))
    records = reader.many(lambda: (reader.blob(2 ** 32), reader.blob(2 ** 32)), 10_000_000)
    reader.end()
    keys = [key for key, _ in records]
    if any(a >= b for a, b in zip(keys, keys[1:])):
        raise ValueError("keys do not rise")
    snapshot["records"] = dict(records)
    return snapshot


EMPTY = bytes(32)


def leaf(key_hash, value_hash):
    digest = sha256(key_hash + value_hash)
    return bytes([digest[0] | 0x80]) + digest[1:]


def node(left, right):
    digest = sha256(left + right)
    return bytes([digest[0] & 0x7F]) + digest[1:]


def bit(hash_, d):
    return hash_[d // 8] >> (7 - d % 8) & 1


def subtree(entries, depth):
    """entries: (key hash, value hash). state.md, "The tree"."""
    if not entries:
        return EMPTY
    if len(entries) == 1:
        return leaf(*entries[0])
    sides = [[], []]
    for entry in entries:
        sides[bit(entry[0], depth)].append(entry)
    return node(subtree(sides[0], depth + 1), subtree(sides[1], depth + 1))


def state_root(records):
    return subtree([(sha256(key), sha256(value)) for key, value in records.items()], 0)


def read_proof(data):
    reader = Reader(data)
    reader.version()
    siblings = reader.many(lambda: reader.take(32), 256)
    other = reader.optional(lambda: (reader.take(32), reader.take(32)))
    reader.end()
    return siblings, other


def proof_holds(root, key, value, proof):
    """state.md, "Proofs", steps 1 to 5. value is None for absence."""
    siblings, other = proof
    k = sha256(key)
    if value is not None:
        if other:
            return False
        e = leaf(k, sha256(value))
    elif other:
        if other[0] == k or any(bit(other[0], d) != bit(k, d) for d in range(len(siblings))):
            return False
        e = leaf(*other)
    else:
        e = EMPTY
    for d in reversed(range(len(siblings))):
        e = node(siblings[d], e) if bit(k, d) else node(e, siblings[d])
    return e == root


def check_state(vector, folder):
    wanted = vector["expected"]
    if vector["shape"] == "root":
        return wanted["root"], tohex(state_root(snapshot_of(vector, folder)["records"]))
    parts = {part: (folder / file).read_bytes() for part, file in vector["files"].items()}
    got = proof_holds(unhex(wanted["root"]), parts["key"], parts.get("value"), read_proof(parts["proof"]))
    return wanted["holds"], got


SNAPSHOTS = {}


def snapshot_of(vector, folder):
    """vectors/README.md, "How a client replays them": load a snapshot once and keep it."""
    file = vector["state"]["file"]
    if file not in SNAPSHOTS:
        SNAPSHOTS[file] = read_snapshot((folder.parents[1] / file).read_bytes())
    return SNAPSHOTS[file]


# ------------------------------------------------------------------------------------------------- receipts and blocks (blocks.md)

# blocks.md, "Events": the table, tag by tag.
EVENTS = {tag: (name, shape(fields)) for tag, name, fields in (
    (1, "moved", "from enum, payer address, to enum, payee address, amount u64"),
    (10, "modelRegistered", "modelID hash, owner address"),
    (11, "modelRetired", "modelID hash"),
    (12, "modelChangeScheduled", "modelID hash, what enum, effectiveAt count64"),
    (13, "modelChanged", "modelID hash, what enum"),
    (20, "providerRegistered", "provider address, owner address"),
    (21, "serving", "modelID hash, provider address"),
    (22, "stoppedServing", "modelID hash, provider address"),
    (23, "unbondingBegan", "provider address, amount u64, endsAt count64"),
    (24, "unbondingEnded", "provider address, amount u64"),
    (25, "slashed", "provider address, cause enum, amount u64, case ?count64"),
    (30, "orderPlaced", "order hash, consumer address, provider address, modelID hash, inputHash hash"),
    (31, "orderClosed", "order hash, reason enum"),
    (40, "attested", "attestation hash, provider address, modelID hash, inputHash hash, order ?hash"),
    (41, "attestationEnded", "attestation hash, provider address, how enum"),
    (42, "attestationReopened", "attestation hash, provider address, until count64"),
    (43, "equivocationReported", "attestation hash, provider address, reporter address, other hash, until count64"),
    (44, "equivocationAnswered", "attestation hash, provider address, other bool"),
    (45, "equivocationJudged", "attestation hash, provider address, reporter address, proven bool"),
    (50, "claimed", "claim hash, challenger address"),
    (51, "claimExpired", "claim hash, challenger address"),
    (52, "caseOpened", "case count64, challenger address, first hash, second hash"),
    (53, "phaseBegan", "case count64, phase enum, level u8, round u8, endsAt count64"),
    (54, "seatDrawn", "case count64, provider address, level u8, round u8"),
    (55, "seatCommitted", "case count64, provider address, level u8"),
    (56, "seatAbsent", "case count64, provider address, level u8"),
    (57, "outputRevealed", "case count64, attestation hash"),
    (58, "seatOpened", "case count64, provider address, level u8, comparisons *?enum"),
    (59, "seatWithheld", "case count64, provider address, level u8"),
    (60, "tallied", "case count64, level u8, opened u8, verdicts *enum"),
    (61, "waitingForSeats", "case count64, drawable count64, until count64"),
    (62, "joined", "case count64, joiner address, attestation hash"),
    (63, "appealed", "case count64, appellant address, level u8"),
    (64, "shareCommitted", "case count64, provider address"),
    (65, "shareRevealed", "case count64, provider address"),
    (66, "inputSupplied", "case count64"),
    (70, "changeScheduled", "what enum, effectiveAt count64"),
    (71, "changed", "what enum"),
    (80, "pruned", "attestations count64, cases count64"),
)}

HEADER = [("height", "count64"), ("parent", 32), ("time", "count64"), ("proposer", 20), ("beacon", 96),
          ("transactionsRoot", 32), ("receiptsRoot", 32), ("stateRoot", 32)]


def read_event(reader):
    name, fields = EVENTS[reader.number(1)]
    return {"kind": name, **read_struct(reader, fields)}


def read_receipt(reader):
    """A receipt without its version byte; its bytes with one are what the receipts root hashes."""
    begin = reader.at
    receipt = read_struct(reader, [("transaction", 32)])
    receipt["code"] = reader.number(2)
    receipt["fee"] = reader.number(8)
    receipt["events"] = reader.many(lambda: read_event(reader), 4096)
    receipt["bytes"] = b"\1" + reader.data[begin:reader.at]
    return receipt


def read_step(reader):
    begin = reader.at
    step = {"header": read_struct(reader, HEADER)}
    step["headerBytes"] = b"\1" + reader.data[begin:reader.at]
    step["transactions"] = reader.many(lambda: reader.blob(262_377), 10_000)
    step["receipts"] = reader.many(lambda: read_receipt(reader), 10_000)
    step.update(read_struct(reader, shape("hash hash, root hash")))
    return step


def read_trace(data):
    reader = Reader(data)
    reader.version()
    steps = reader.many(lambda: read_step(reader), 2 ** 32)
    reader.end()
    return steps


def list_root(items):
    """hashing.md, "Hash of a list" (RFC 6962)."""
    if not items:
        return sha256(b"")
    if len(items) == 1:
        return sha256(b"\0" + items[0])
    k = 1
    while 2 * k < len(items):
        k *= 2
    return sha256(b"\1" + list_root(items[:k]) + list_root(items[k:]))


def check_chain(snapshot, steps):
    """What blocks.md, "Applying a block", asks of headers, where no transaction need be executed. Pairs of wanted and got."""
    head, height, time = snapshot["hash"], snapshot["height"], snapshot["time"]
    proposers = snapshot["proposers"]
    for step in steps:
        header = step["header"]
        yield height + 1, header["height"]
        yield head, header["parent"]
        yield proposers[(header["height"] - 1) % len(proposers)], header["proposer"]
        yield True, header["time"] >= time + 1
        yield list_root(step["transactions"]), header["transactionsRoot"]
        yield list_root([receipt["bytes"] for receipt in step["receipts"]]), header["receiptsRoot"]
        yield [tagged("transaction-id", t) for t in step["transactions"]], [r["transaction"] for r in step["receipts"]]
        yield step["root"], header["stateRoot"]
        head, height, time = tagged("block", step["headerBytes"]), header["height"], header["time"]
        yield step["hash"], head


# ------------------------------------------------------------------------------ the draws of a case, end to end (cases.md)

# blocks.md, "Parameters", in the order of their bytes; all are 8 bytes but the ladder.
PARAMETERS = """minStake challengeWindow openWindow joinWindow drawDelay commitWindow redraws revealWindow seatOpenWindow appealWindow
extension ladder rerunFee partyFee challengeStake appealStake claimFee attestationExposure seatExposure absencePenalty unbonding
stakeMaturity maxAge maxSkew ownerDelay txFee txFeePerByte slashFault slashNoReveal slashEquivocation slashSeatFault challengerShare
accuserShare appellantShare reporterShare feeBurn retention warpRetention
tcbStatuses tcbGrace blockReports blockCollateral""".split()

# state.md, the tables of fields; only those at the front where the rest is not needed.
LEDGER = [("burnt", "u64"), ("protocol", 4), ("cases", "count64"), ("changes", "count64")]
PROVIDER = shape("address address, owner address, stake u64, reserved u64")
SERVICE = shape("modelID hash, provider address, since count64")
ATTESTATION = shape("id hash, modelID hash, inputHash hash, outputHash hash, provider address")
CASE = [("id", "count64"), ("challenger", 20), ("bond", "u64"), ("modelID", 32), ("inputHash", 32), ("version", "u64"), ("salt", 32),
        ("protocol", 4), ("openedAt", "count64"), ("phase", "enum"), ("level", "u8"), ("round", "u8"), ("phaseEnds", "count64"),
        ("dueAt", "count64"), ("extended", "bool"), ("tallied", "?u8"), ("endedAt", "?count64")]
MEMBER = shape("attestation hash, provider address, joiner ?address, lock u64, revealed bool, verdict enum")
JOIN = 0    # encoding.md, "Enumerations": phase


def front(fields):
    """Reads a record's version and these first fields."""
    def read(value):
        reader = Reader(value)
        reader.version()
        return read_struct(reader, fields)
    return read


def read_protocol(value):
    reader = Reader(value)
    reader.version()
    lists = {"ladder": 4, "tcbStatuses": 8}
    protocol = {name: reader.many(lambda: reader.number(1), lists[name]) if name in lists else reader.number(8) for name in PARAMETERS}
    protocol["rulings"] = reader.take(53)
    protocol["unsafe"] = reader.many(lambda: reader.blob(64), 32)
    reader.end()
    return protocol


def read_provider(value):
    reader = Reader(value)
    reader.version()
    provider = read_struct(reader, PROVIDER)
    provider["history"] = reader.many(lambda: (reader.count64(), reader.number(8)), 20_000)
    provider["unbonding"] = reader.many(lambda: reader.take(25), 64)
    provider["banned"] = reader.boolean()
    reader.end()
    return provider


def read_case(value):
    reader = Reader(value)
    reader.version()
    case = read_struct(reader, CASE)
    case["protocol"] = int.from_bytes(case["protocol"], "big")
    case["members"] = reader.many(lambda: read_struct(reader, MEMBER), 16)
    return case


def table(snapshot, number, read):
    """The values of one table, by the bytes of their keys behind the table's number."""
    return {key[1:]: read(value) for key, value in snapshot["records"].items() if key[0] == number}


def mature_stake(history, o, m_blocks):
    """staking.md, "Mature stake"."""
    m = 0
    for height, stake in history:
        if height > o:
            break
        if height <= o - m_blocks or stake < m:
            m = stake
    return m


def ruling(protocol, number):
    return protocol["rulings"][number - 1]


class CaseDraws:
    """Draws the seats of one case of a trace from the snapshot and the beacons, and holds them against the seats that act.

    What a draw reads of the state (stakes, services) does not change in these traces for whoever is still eligible, so the
    snapshot suffices. When a draw is held follows from the receipts: cases.md, the table of phases."""

    def __init__(self, snapshot, case, steps, events):
        self.case, self.events = case, [(h, e) for h, e in events if e.get("case") == case["id"]]
        self.chain_id = snapshot["chainId"]
        self.providers = table(snapshot, 0x20, read_provider)
        self.services = table(snapshot, 0x21, front(SERVICE))
        self.attestations = table(snapshot, 0x31, front(ATTESTATION))
        self.protocol = table(snapshot, 0x03, read_protocol)[case["protocol"].to_bytes(4, "big")]
        self.beacons = {step["header"]["height"]: step["header"]["beacon"] for step in steps}
        self.held = set()     # owners of all who were drawn
        if ruling(self.protocol, 18) or ruling(self.protocol, 20):
            raise ValueError("a variant of R18 or R20, which this script does not draw under")

    def rounds(self):
        """(level, round, who acted, who of them was drawn) for each round in which somebody acted."""
        h = self.case["joinEnds"] + self.protocol["drawDelay"]
        for level, size in enumerate(self.protocol["ladder"]):
            if level:
                h = self.end_of_level(level - 1) + self.protocol["drawDelay"]
            for round_ in range(self.protocol["redraws"] + 1):
                acting = self.actors(level, h, h + self.protocol["commitWindow"])
                if h not in self.beacons:
                    return
                drawn = self.draw(level, round_, size, h)
                if acting:
                    yield level, round_, sorted(map(tohex, acting)), sorted(tohex(p) for p in drawn if p in acting)
                    break
                h += self.protocol["commitWindow"] + self.protocol["drawDelay"]
            if not self.actors(level + 1, 0, 2 ** 53):
                return

    def actors(self, level, after, until):
        """Who committed, or under R32 `no-commit` opened."""
        return {e["provider"] for h, e in self.events
                if e["kind"] in ("seatCommitted", "seatOpened") and e["level"] == level and after < h <= until}

    def end_of_level(self, level):
        """The block at whose end the next level's DRAW begins: that of the appeal, else that in which the last seat opened."""
        appeal = [h for h, e in self.events if e["kind"] == "appealed" and e["level"] == level + 1]
        return appeal[0] if appeal else max(h for h, e in self.events if e["kind"] == "seatOpened" and e["level"] == level)

    def draw(self, level, round_, size, h):
        """cases.md, "Seed"."""
        value = sha256(self.beacons[h])
        seed = tagged("draw", self.chain_id + u64(self.case["id"]) + bytes([level, round_]) + value)
        drawn = draw(seed, size, self.eligible(h))
        self.held |= {self.providers[p]["owner"] for p in drawn}
        return drawn

    def parties(self, h):
        """Condition 5: challenger, providers and joiners of all members, appellants, and the owners of those that are providers."""
        before = [e for at, e in self.events if at <= h]
        joins = [e for e in before if e["kind"] == "joined"]
        members = self.case["attestations"] + [e["attestation"] for e in joins]
        parties = ({self.case["challenger"], *self.case["joiners"]} | {e["joiner"] for e in joins}
                   | {e["appellant"] for e in before if e["kind"] == "appealed"}
                   | {self.attestations[m]["provider"] for m in members})
        return parties | {self.providers[party]["owner"] for party in parties if party in self.providers}

    def eligible(self, h):
        """cases.md, "Eligibility", conditions 1 to 6. As (provider, owner, weight)."""
        parties, found = self.parties(h), []
        exposure = 0 if ruling(self.protocol, 41) else self.protocol["seatExposure"]
        for address, provider in self.providers.items():
            service = self.services.get(self.case["modelID"] + address)
            weight = mature_stake(provider["history"], self.case["openedAt"], self.protocol["stakeMaturity"])
            if (service and service["since"] < self.case["openedAt"] and weight > 0
                    and provider["stake"] >= self.protocol["minStake"] and not provider["banned"]
                    and max(provider["stake"] - provider["reserved"], 0) >= exposure
                    and not {address, provider["owner"]} & parties and provider["owner"] not in self.held):
                found.append((address, provider["owner"], 1 if ruling(self.protocol, 19) == 1 else weight))
        return found


def cases_of(snapshot, events):
    """The cases in JOIN in the snapshot, and those that the trace opens: what a draw needs of each."""
    for case in table(snapshot, 0x41, read_case).values():
        if case["phase"] == JOIN:
            yield {**case, "joinEnds": case["phaseEnds"], "attestations": [m["attestation"] for m in case["members"]],
                   "joiners": [m["joiner"] for m in case["members"] if m["joiner"]]}
    version = table(snapshot, 0x01, front(LEDGER))[b""]["protocol"]
    attestations = table(snapshot, 0x31, front(ATTESTATION))
    ends = {e["case"]: e["endsAt"] for _, e in events if e["kind"] == "phaseBegan" and e["phase"] == JOIN}
    for height, e in events:
        if e["kind"] == "caseOpened":
            yield {"id": e["case"], "challenger": e["challenger"], "modelID": attestations[e["first"]]["modelID"],
                   "protocol": int.from_bytes(version, "big"), "openedAt": height, "joinEnds": ends[e["case"]],
                   "attestations": [e["first"], e["second"]], "joiners": []}


def draws_results(root):
    """Each round of each case of each trace whose seats are seen to act: wanted are these, got those of them that were drawn."""
    for file in sorted((root / "case").glob("*/case.json")):
        vector = json.loads(file.read_text("utf-8"))
        snapshot, steps = snapshot_of(vector, file.parent), read_trace((file.parent / vector["files"]["trace"]).read_bytes())
        events = [(step["header"]["height"], e) for step in steps for receipt in step["receipts"] for e in receipt["events"]]
        for case in cases_of(snapshot, events):
            for level, round_, wanted, got in CaseDraws(snapshot, case, steps, events).rounds():
                yield f"case/{vector['name']}, case {case['id']}, level {level}, round {round_}", wanted, got


def check_trace(vector, folder):
    snapshot = snapshot_of(vector, folder)
    steps = read_trace((folder / vector["files"]["trace"]).read_bytes())
    yield vector["expected"], {"blocks": len(steps), "head": tohex(steps[-1]["hash"]), "root": tohex(steps[-1]["root"])}
    yield from check_chain(snapshot, steps)


def check_case(vector, folder):
    """The first pair that differs, or the last one."""
    wanted = got = None
    for wanted, got in check_trace(vector, folder):
        if wanted != got:
            break
    return wanted, got


# ----------------------------------------------------------------------------------------------------------- families and report

def report(family, results):
    """results: (name, wanted, got) of each vector. Says how many are right, and which is wrong."""
    wrong = [(name, wanted, got) for name, wanted, got in results if wanted != got]
    print(f"{family}: {len(results) - len(wrong)} of {len(results)}")
    for name, wanted, got in wrong:
        print(f"  {name}\n    wanted {wanted}\n    got    {got}")
    return not wrong


def vectors_of(root, family, check):
    for file in sorted((root / family).glob("*/case.json")):
        vector = json.loads(file.read_text("utf-8"))
        try:
            wanted, got = check(vector, file.parent)
        except (ValueError, KeyError, IndexError) as error:
            wanted, got = "no error", repr(error)
        yield f"{family}/{vector['name']}", wanted, got


def index_results(root):
    """vectors/README.md, "Files" and "How a client replays them", step 1."""
    index = json.loads((root / "index.json").read_text("utf-8"))
    for path, digest in index["files"].items():
        yield path, digest, sha256((root / path).read_bytes()).hex()
    lines = "".join(f"{path} {digest}\n" for path, digest in sorted(index["files"].items()))
    yield "hash of all", index["hash"], sha256(lines.encode()).hex()


def states_results(root):
    """Every snapshot: its name, and its root as each vector states it that begins from it."""
    stated = {}
    for file in root.glob("*/*/case.json"):
        state = json.loads(file.read_text("utf-8")).get("state")
        if state:
            stated.setdefault(state["file"], set()).add(state["root"])
    for file in sorted(root.glob("states/*/state.bin")):
        data = file.read_bytes()
        path = file.relative_to(root).as_posix()
        yield path, ({*stated[path]}, file.parent.name), ({tohex(state_root(read_snapshot(data)["records"]))}, sha256(data).hex()[:16])


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: outsider.py VECTORS")
    root = Path(sys.argv[1])
    good = [report("index", list(index_results(root)))]
    for family, check in (("draw", check_draw), ("tally", check_tally), ("payouts", check_payouts)):
        good.append(report(family, list(vectors_of(root, family, check))))
    good.append(report("states", list(states_results(root))))
    good.append(report("state", list(vectors_of(root, "state", check_state))))
    good.append(report("case", list(vectors_of(root, "case", check_case))))
    good.append(report("draws in case", list(draws_results(root))))
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
