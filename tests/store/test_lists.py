"""Every list, in every order, for every reader, is what looking at each claim by hand would give."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from cpor_tui.domain.calendar import Place, day_end
from cpor_tui.domain.claim import Claim, Clock, Stretch, Taken
from cpor_tui.domain.events import Event
from cpor_tui.domain.filter import EVERYTHING, parse
from cpor_tui.domain.names import (
    Activity,
    Area,
    ClockKind,
    ClockState,
    Phase,
    Side,
    Status,
    Unit,
    What,
)
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import NewComment, Office, Scope, Store, narrowing
from cpor_tui.store.lines import ORDERS
from cpor_tui.store.narrowing import OWING
from cpor_tui.store.projection import ALIVE
from tests.store.hand import DAY, NOW

WORDS = ("alpha", "beta", "gamma", "한글", "테스트")
PHASES = {
    Status.APPROVED: (Phase.CONSENT_OPEN, Phase.CONSENT_PASSED),
    Status.REJECTED: (Phase.DISPUTABLE, Phase.CLOSED),
}
HALF_AN_HOUR = 30 * 60 * 1_000_000
FAR = 1 << 62


@dataclass
class Pile:
    """Some claims in every status, and what was said on each."""

    store: Store
    claims: dict[int, Claim]
    said: dict[int, tuple[str, bool]]

    def contested(self, claim: Claim) -> bool:
        return claim.status in ALIVE and any(
            other.org != claim.org
            and other.status in ALIVE
            and other.fields["tenant"] == claim.fields["tenant"]
            and set(other.products) & set(claim.products)
            for other in self.claims.values()
        )

    def has(self, claim: Claim, word: str, *, internal: bool) -> bool:
        text, private = self.said[claim.id]
        names = f"{claim.fields['name']} {claim.fields['customer']}"
        spoken = "" if private and not internal else text
        return any(piece.startswith(word) for piece in f"{names} {spoken}".casefold().split())


def _claim(number: int, org: int, dice: random.Random, count: int) -> Claim:
    status = dice.choice(list(Status))
    due = NOW + dice.randrange(1, 12 * DAY)
    clock = Clock(
        ClockKind.ANSWER,
        Side.REVIEWER,
        "KR",
        "Asia/Seoul",
        5,
        Unit.BUSINESS_DAYS,
        NOW,
        date(2026, 9, 21),
        due,
        date(2026, 9, 28),
        ClockState.RUNNING,
        0,
        (Stretch(date(2026, 9, 21), 1),),
    )
    unsubmitted = status in (Status.EDITING, Status.DISCARDED)
    return Claim(
        number,
        org,
        Area.MICROSOFT_365,
        Activity.USAGE,
        "2020",
        NOW,
        dice.choice(["sora", "paul"]),
        NOW + dice.randrange(10**9),
        status,
        dice.choice(PHASES[status]) if status in PHASES else None,
        1,
        {
            "name": " ".join(dice.sample(WORDS, 2)),
            "customer": dice.choice(["Zeta", "alpha co", "Omega", "한국 회사"]),
            "tenant": f"t{dice.randrange(count)}",
        },
        tuple(dice.sample(["Intune", "Yammer", "Power BI"], dice.randrange(3))),
        clocks=(clock,) if not unsubmitted and dice.random() < 0.8 else (),
        submitted_at=None if unsubmitted else NOW + dice.randrange(10**6),
        overdue=status in OWING and dice.random() < 0.4,
        taken=Taken(dice.choice(["mina", "joon"]), NOW, NOW - dice.randrange(2 * HALF_AN_HOUR))
        if dice.random() < 0.3
        else None,
    )


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def pile(request, tmp_path_factory) -> Iterator[Pile]:
    folder = tmp_path_factory.mktemp("pile")
    with ExitStack() as opened:
        url = f"sqlite:///{folder / 'pile.db'}"
        if request.param == "postgres":
            url = opened.enter_context(request.getfixturevalue("postgres_cluster").database())
        pile = _piled(url, folder / "secret")
        opened.callback(pile.store.close)
        yield pile


def _piled(url: str, secret: Path) -> Pile:
    store = Store.create(
        url,
        office=Office("KR", None, "Asia/Seoul"),
        rules="2020",
        simulated=NOW,
        secret_file=secret,
    )
    orgs = [
        store.org_add(name, country="KR", zone="Asia/Seoul").id
        for name in ("Fabrikam", "Contoso", "Adatum Korea")
    ]
    dice = random.Random(5)
    claims, said, count = {}, {}, 160
    with store.write():
        for _ in range(count):
            claim = _claim(store.new_claim_id(), dice.choice(orgs), dice, count)
            text = "needle" if dice.random() < 0.03 else dice.choice(WORDS)
            said[claim.id] = text, dice.random() < 0.5
            event = Event(claim.id, 1, NOW, NOW, "sora", Side.PARTNER, What.CREATE)
            store.append(None, claim, event, comment=NewComment(*said[claim.id]))
            claims[claim.id] = claim
    return Pile(store, claims, said)


def _key(claim: Claim, order: str) -> tuple[int | str, ...]:
    due = claim.clocks[0].due_at if claim.clocks else FAR
    keys: dict[str, tuple[int | str, ...]] = {
        "urgent": (due - (10**16 if claim.overdue else 0), claim.id),
        "due": (due, claim.id),
        "updated": (claim.touched_at, claim.id),
        "submitted": (claim.submitted_at or 0, claim.id),
        "customer": (claim.fields["customer"].casefold(), claim.id),
        "id": (claim.id,),
    }
    return keys[order]


READERS = {
    "reviewer": Scope(submitted_only=True, internal=True, person="mina"),
    "partner": Scope(org=1, person="sora"),
    "operator": Scope(),
}
OPEN = (Status.SUBMITTED, Status.UNDER_REVIEW, Status.DISPUTE)
Test = Callable[[Pile, Scope, Claim], bool]
FILTERS: dict[str, Test] = {
    "": lambda *_: True,
    "status:submitted status:dispute": lambda _, __, c: c.status in (Status.SUBMITTED, Status.DISPUTE),
    "status:discarded": lambda _, __, c: c.status is Status.DISCARDED,
    "-status:rejected": lambda _, __, c: c.status is not Status.REJECTED,
    "overdue:yes": lambda _, __, c: c.overdue,
    "-overdue:yes": lambda _, __, c: not c.overdue,
    "phase:closed,consent-open": lambda _, __, c: c.phase in (Phase.CLOSED, Phase.CONSENT_OPEN),
    "status:rejected,submitted -phase:closed": lambda _, __, c: (
        c.status in (Status.REJECTED, Status.SUBMITTED) and c.phase is not Phase.CLOSED
    ),
    "partner:fabrikam": lambda _, __, c: c.org == 1,
    "-partner:korea": lambda _, __, c: c.org != 3,
    "partner:o": lambda _, __, c: c.org in (2, 3),
    "partner:nobody": lambda *_: False,
    "product:intune": lambda _, __, c: "Intune" in c.products,
    "-product:Power": lambda _, __, c: "Power BI" not in c.products,
    "product:nothing": lambda *_: False,
    "customer:alpha": lambda _, __, c: c.fields["customer"] == "alpha co",
    "customer:한국": lambda _, __, c: c.fields["customer"] == "한국 회사",
    "customer:zeta customer:omega": lambda _, __, c: c.fields["customer"] in ("Zeta", "Omega"),
    "-customer:zeta": lambda _, __, c: c.fields["customer"] != "Zeta",
    "needle": lambda p, s, c: p.has(c, "needle", internal=s.internal),
    "ALP": lambda p, s, c: p.has(c, "alp", internal=s.internal),
    "-alp": lambda p, s, c: not p.has(c, "alp", internal=s.internal),
    "alpha 한글": lambda p, s, c: (
        p.has(c, "alpha", internal=s.internal) and p.has(c, "한글", internal=s.internal)
    ),
    "zzzz": lambda *_: False,
    "mine": lambda _, s, c: (
        (c.created_by if s.org else (c.taken.by if c.taken else "")) == s.person
        or (not s.person and not c.taken)
    ),
    "free": lambda _, __, c: (
        c.status in OPEN and (c.taken is None or c.taken.active_at <= NOW - HALF_AN_HOUR)
    ),
    "reviewer:joon": lambda _, __, c: c.taken is not None and c.taken.by == "joon",
    "contested:yes": lambda p, _, c: p.contested(c),
    "contested:no": lambda p, _, c: not p.contested(c),
    "id:1000003,C-1000004": lambda _, __, c: c.id in (1_000_003, 1_000_004),
    "-id:1000003": lambda _, __, c: c.id != 1_000_003,
    "due:<=2bd": lambda p, _, c: bool(c.clocks) and c.clocks[0].due_at <= _two_days(p),
    "due:>2bd": lambda p, _, c: bool(c.clocks) and c.clocks[0].due_at > _two_days(p),
    "area:m365 activity:usage rules:2020": lambda *_: True,
    "-rules:2020": lambda *_: False,
}


EVERY_ORDER = ("", "-alp", "partner:o", "contested:no")


def _two_days(pile: Pile) -> int:
    calendar = pile.store.calendar("KR")
    today = date(2026, 9, 21)
    assert day_end(today, "Asia/Seoul") > NOW
    return day_end(calendar.later(today, 2, Unit.BUSINESS_DAYS), "Asia/Seoul")


@pytest.mark.parametrize("words", FILTERS)
@pytest.mark.parametrize("reader", READERS)
def test_a_list_is_what_looking_at_each_claim_would_give(pile, reader, words):
    scope, test, store = READERS[reader], FILTERS[words], pile.store
    narrowed = parse(words).resolved(NOW, Place("Asia/Seoul", store.calendar("KR")))
    on_request = words.startswith(("status:discarded", "id:"))
    wanted = [
        claim
        for claim in pile.claims.values()
        if (scope.org is None or claim.org == scope.org)
        and (not scope.submitted_only or claim.submitted_at is not None)
        and (on_request or claim.status is not Status.DISCARDED)
        and test(pile, scope, claim)
    ]
    assert store.count(scope, narrowed, 10_000) == len(wanted)
    both_ways = (*ORDERS, *(f"-{order}" for order in ORDERS))
    for order in both_ways if words in EVERY_ORDER else ("urgent", "-updated"):
        down = order.startswith("-")
        right = [
            claim.id
            for claim in sorted(wanted, key=lambda claim: _key(claim, order.removeprefix("-")), reverse=down)
        ]
        found, after = [], None
        while lines := store.page(scope, narrowed, order, after, 23):
            found += [line.id for line in lines]
            after = lines[-1].key(order)
        assert found == right, order
        if len(right) > 12:
            key = store.page(scope, narrowed, order, None, 11)[-1].key(order)
            back = store.page(scope, narrowed, order, key, 4, backwards=True)
            assert [line.id for line in back] == right[6:10]
            assert store.place(scope, narrowed, order, key) == 10


def test_a_word_that_many_have_finds_the_same_claims(pile, monkeypatch):
    """A rare word's claims are gathered first; a common one's are asked of each line."""
    for words in ("ALP", "alpha 한글", "needle customer:alpha", "customer:alpha co"):
        narrowed = parse(words).resolved(NOW, Place("Asia/Seoul", pile.store.calendar("KR")))
        found = []
        for rare in (10_000, 1, 0):
            monkeypatch.setattr(narrowing, "_RARE", rare)
            page = pile.store.page(Scope(internal=True), narrowed, "urgent", None, 10_000)
            found.append([line.id for line in page])
        assert found[0]
        assert found[0] == found[1] == found[2], words


def test_a_line_says_what_its_claim_does(pile):
    for line in pile.store.page(Scope(), order="id", count=1000):
        claim = pile.claims[line.id]
        assert (line.status, line.phase, line.overdue) == (claim.status, claim.phase, claim.overdue)
        assert line.products == claim.products
        assert (line.name, line.customer) == (claim.fields["name"], claim.fields["customer"])
        assert line.submitted_at == claim.submitted_at
        assert line.due_at == (claim.clocks[0].due_at if claim.clocks else None)
        assert line.holder == (claim.taken.by if claim.taken else None)
        assert line.org_name == ("Fabrikam", "Contoso", "Adatum Korea")[claim.org - 1]
        assert line.contested is pile.contested(claim)
        assert pile.store.line(line.id) == line


def test_a_count_stops_where_nobody_reads_on(pile):
    assert pile.store.count(Scope(), parse("area:m365"), 5) == 6
    assert pile.store.place(Scope(), EVERYTHING, "id", (1_000_100,), 5) == 6


def test_counters_are_what_counting_would_give(pile):
    for scope in READERS.values():
        for phase in (*Phase, None):
            for status in Status:
                seen = [
                    claim
                    for claim in pile.claims.values()
                    if (scope.org is None or claim.org == scope.org)
                    and (not scope.submitted_only or claim.submitted_at is not None)
                    and (claim.status, claim.phase) == (status, phase)
                ]
                assert pile.store.counts(scope).get((status, phase), 0) == len(seen)


def test_an_order_that_is_none_is_refused(pile):
    with pytest.raises(Refused) as no:
        pile.store.page(Scope(), order="colour")
    assert (no.value.code, no.value.why) == (Code.BAD_INPUT, "order")


def test_what_was_found_in_a_file_is_found_by_its_claim(hand):
    claim = hand.prove(hand.submitted(), b"signed")
    (poe,) = claim.poe
    hand.store.index_poe(claim.id, poe.sha256, "Signature: J. Miller, Käufer")
    for words in ("mill", "käufer", "KÄUFER signature"):
        assert [line.id for line in hand.store.page(Scope(), parse(words))] == [claim.id]
    assert hand.store.sharing(poe.sha256) == [claim.id]
    assert hand.store.poe_bytes(hand.fabrikam.id) == 6


def test_a_changed_name_is_found_and_the_old_one_is_not(hand):
    claim = hand.draft(name="Oldname")
    hand.do(claim, What.EDIT, changes={"name": ("Oldname", "Newname")})
    assert hand.store.page(Scope(), parse("oldname")) == []
    assert [line.id for line in hand.store.page(Scope(), parse("newn"))] == [claim.id]


@pytest.mark.parametrize(
    "text", ['"; DROP TABLE claim; --', "a* OR b", "NEAR(a b)", "%_z", "'quoted'", "{name}:x"]
)
def test_a_word_is_never_read_as_a_query(hand, text):
    hand.submitted()
    assert hand.store.page(Scope(), parse('"' + text.replace('"', "") + '"')) == []
    assert hand.store.page(Scope(), parse(f'customer:"{text.replace(chr(34), "")}x"')) == []


@contextmanager
def planned(store: Store) -> Iterator[list[str]]:
    """How SQLite means to find the claims that it is asked for meanwhile."""
    plans: list[str] = []
    link = store._link()
    conn = link.conn

    class Planner:
        def execute(self, text, params=()):
            if "FROM claim" in text:
                plans.extend(row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {text}", params))
            return conn.execute(text, params)

    link.conn = Planner()
    try:
        yield plans
    finally:
        link.conn = conn


def test_every_list_walks_along_an_index(sqlite_store):
    """A scan of a million claims takes a second; a page along an index takes none."""
    with planned(sqlite_store) as plans:
        for reader in READERS.values():
            for order in ("urgent", "-updated", "due"):
                for words in ("", "status:submitted", "overdue:yes", "phase:closed", "area:m365"):
                    narrowed = parse(words)
                    sqlite_store.page(reader, narrowed, order)
                    if reader.org is None or order != "due":
                        sqlite_store.page(reader, narrowed, order, (5, 5), backwards=True)
        sqlite_store.page(Scope(person="mina"), parse("mine"))
        sqlite_store.page(Scope(), parse("contested:yes"))
        sqlite_store.page(Scope(), parse("id:1000001"))
        sqlite_store.page(Scope(), parse("rare words"))
        sqlite_store.due(NOW)
        sqlite_store.next_due()
    assert plans
    scans = [plan for plan in plans if plan.startswith("SCAN") and ("SCAN c" in plan or "claim" in plan)]
    assert [plan for plan in scans if "USING INDEX" not in plan and "COVERING" not in plan] == []


@pytest.mark.parametrize("words", ["", "contested:yes", "partner:shared", "partner:shared contested:yes"])
def test_what_many_indexes_hold_is_merged_and_not_sorted(sqlite_store, words):
    """Sorting every claim that is contested, or its organisations', takes ever longer; fifty of each do not."""
    for number in range(20):
        sqlite_store.org_add(f"Shared {number}", country="KR", zone="Asia/Seoul")
    with planned(sqlite_store) as plans:
        sqlite_store.page(Scope(submitted_only=True), parse(words), "-urgent")
    # The page itself, once it is found, is put in order again.
    assert len([plan for plan in plans if "TEMP B-TREE" in plan]) == 1


def test_what_is_due_is_found_in_the_order_of_the_queue(sqlite_store):
    """Sorting all that a million claims have due takes 60 milliseconds, walking to the fiftieth less than one."""
    narrowed = parse("due:<=2d").resolved(NOW, Place("Asia/Seoul", sqlite_store.calendar("KR")))
    with planned(sqlite_store) as plans:
        sqlite_store.page(Scope(submitted_only=True), narrowed, "urgent")
    assert len([plan for plan in plans if "TEMP B-TREE" in plan]) == 1
