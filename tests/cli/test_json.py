"""The JSON is what CLI.md promises, to the letter: every field always there, null when empty."""

import re

import pytest

from tests.cli.conftest import MONDAY, PDF, TENANT

CLAIM = [
    "id",
    "version",
    "rules",
    "status",
    "phase",
    "area",
    "activity",
    "name",
    "mpn",
    "partner",
    "customer",
    "tenant",
    "domain",
    "subscription",
    "products",
    "contacts",
    "reviewer",
    "created_at",
    "submitted_at",
    "decided_at",
    "overdue",
    "disputes",
    "dispute_open_until",
    "consent_open_until",
    "assessment",
    "rejection",
    "clocks",
    "poe",
    "contested",
    "competing",
    "taken",
    "ticks",
    "renewed_from",
    "renewed_as",
    "allowed",
    "asked",
    "disputed",
    "earnings",
    "next_due",
    "needs",
]
CLOCK = ["kind", "side", "rule", "limit", "unit", "used", "started_at", "due_at", "due_on", "state", "days"]
EVENT = [
    "seq",
    "at",
    "recorded_at",
    "by",
    "side",
    "what",
    "from",
    "to",
    "reason",
    "note",
    "changes",
    "poe",
    "undoes",
    "hash",
]
POE = ["name", "sha256", "size", "type", "added_at", "by", "pages"]
COMMENT = ["id", "at", "by", "side", "text", "internal"]
MAIL = [
    "n",
    "to",
    "lang",
    "claim",
    "event",
    "subject",
    "body",
    "written_at",
    "send_after",
    "sent_at",
    "state",
]
USER = ["name", "role", "org", "email", "lang", "disabled"]
ORG = ["name", "kind", "mpn", "country", "subdivision", "zone"]
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")


def lacking(shape, names):
    return [name for name in names if name not in shape]


@pytest.mark.parametrize("by", ["kim", "rey", None])
def test_a_claim_has_every_field_in_every_state(cpor, by):
    lives = [cpor.submitted(name="a"), cpor.approved(), cpor.rejected()]
    for claim in lives:
        shape = cpor.ok("claim", "show", claim, by=by)
        assert lacking(shape, CLAIM) == []
        assert lacking(shape["taken"] or {"by": 0, "since": 0}, ["by", "since"]) == []
        for clock in shape["clocks"]:
            assert lacking(clock, CLOCK) == []
            assert all(set(day) == {"date", "counts", "why"} for day in clock["days"])
    draft = cpor.ok("claim", "new", "--area", "microsoft-365", "--activity", "usage", by="kim")["id"]
    bare = cpor.ok("claim", "show", draft, by="kim")
    assert lacking(bare, CLAIM) == []
    for name in (
        "phase",
        "name",
        "customer",
        "subscription",
        "submitted_at",
        "rejection",
        "taken",
        "asked",
        "next_due",
    ):
        assert bare[name] is None, name


def test_what_stands_within_a_claim_has_every_field(cpor):
    claim = cpor.rejected()
    rejected = cpor.ok("claim", "show", claim, by="kim")
    assert lacking(rejected["rejection"], ["reason", "detail", "note", "at", "by"]) == []
    assert set(rejected["next_due"]) == {"kind", "due_at"}
    assert rejected["dispute_open_until"] is not None
    cpor.ok("claim", "dispute", claim, "--note", "look again", by="kim")
    asked = cpor.ok("claim", "ask", claim, "--reason", "missing-products", "--note", "?", by="rey")
    assert set(asked["asked"]) == {"reasons", "note", "drop_products", "at", "by", "from_status", "due_at"}
    assert set(asked["disputed"]) == {"note", "poe", "at", "by"}
    assert lacking(asked["poe"][0], POE) == []
    assert cpor.ok("claim", "show", cpor.approved(), by="kim")["consent_open_until"] is not None


def test_ids_instants_and_dates_are_written_one_way(cpor):
    shape = cpor.ok("claim", "show", cpor.approved(), by="rey")
    assert re.fullmatch(r"C-\d{7}", shape["id"])
    assert shape["created_at"] == MONDAY
    for clock in shape["clocks"]:
        assert INSTANT.fullmatch(clock["due_at"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", clock["due_on"])


def test_a_deadline_is_told_on_the_wall_of_its_side(cpor):
    claim = cpor.draft(by="fay", mpn="7654321", partner_email="fay@fourth.example")
    cpor.ok("poe", "add", claim, "-", "--name", "a.pdf", by="fay", stdin=PDF)
    cpor.ok("claim", "submit", claim, by="fay")
    cpor.ok("claim", "start", claim, by="rey")
    asked = cpor.ok("claim", "ask", claim, "--reason", "missing-products", "--note", "?", by="rey")
    start, *_, answer = asked["clocks"]
    assert (start["kind"], start["due_at"][-6:]) == ("start", "+09:00")
    # The second Sunday of March is the ninth day of it that year: the deadline lies in summer time.
    assert (answer["kind"], answer["due_at"]) == ("answer", "2026-03-07T00:00:00-08:00")
    assert asked["next_due"] == {"kind": "answer", "due_at": answer["due_at"]}


def test_lists_are_arrays_of_the_same_objects(cpor):
    claim = cpor.submitted()
    for words, by in ((("claim", "list"), "rey"), (("status",), "kim"), (("queue",), "rey")):
        (one,) = cpor.ok(*words, by=by)
        assert one["id"] == claim
        assert lacking(one, CLAIM) == []
    assert cpor.ok("claim", "list", "status:approved", by="rey") == []
    assert lacking(cpor.ok("next", by="rey"), CLAIM) == []


def test_history_comments_clocks_and_proof_have_every_field(cpor):
    claim = cpor.submitted()
    cpor.ok("claim", "comment", claim, "hello", by="kim")
    history = cpor.ok("history", claim, by="kim")
    assert [lacking(event, EVENT) for event in history] == [[]] * len(history)
    created, *_ = history
    assert created["changes"]["tenant"] == [None, TENANT]
    assert (created["from"], created["to"], created["side"]) == (None, None, "partner")
    assert [event["to"] for event in history if event["what"] == "submit"] == ["submitted"]
    assert lacking(cpor.ok("comments", claim, by="kim")[0], COMMENT) == []
    assert lacking(cpor.ok("clocks", claim, by="kim")[0], CLOCK) == []
    assert lacking(cpor.ok("poe", "list", claim, by="kim")[0], POE) == []


def test_people_organisations_and_mail_have_every_field(cpor):
    cpor.approved()
    cpor.ok("time", "advance", "1m")
    for words, names in ((("user", "list"), USER), (("org", "list"), ORG), (("mail", "list"), MAIL)):
        found = cpor.ok(*words)
        assert found
        assert [lacking(one, names) for one in found] == [[]] * len(found)
    assert cpor.ok("org", "list")[0]["mpn"] == ["1234567"]
    assert cpor.ok("mail", "list", "--to", "ana@fabrikam.example")[0]["state"] == "sent"


def test_time_and_the_worker_tell_now_what_fired_and_what_was_mailed(cpor):
    assert cpor.ok("time", "show") == {"now": MONDAY, "simulated": True}
    cpor.submitted()
    told = cpor.ok("time", "advance", "10bd")
    assert set(told) == {"now", "fired", "mailed"}
    assert told["now"] == "2026-03-16T10:00:00+09:00"
    assert [(event["what"], event["reason"]) for event in told["fired"]] == [("overdue", "start")]
    assert lacking(told["fired"][0], EVENT) == []
    assert set(cpor.ok("worker", "--once")) == {"now", "fired", "mailed"}
    assert cpor.ok("time", "set", "2026-04-01T09:00")["now"] == "2026-04-01T09:00:00+09:00"


def test_reviewers_alone_see_who_competes(cpor):
    mine = cpor.submitted()
    theirs = cpor.submitted(by="fay", mpn="7654321")
    seen = cpor.ok("claim", "show", mine, by="rey")
    assert seen["contested"] is True
    assert [(one["id"], one["partner"], one["status"]) for one in seen["competing"]] == [
        (theirs, "Fourth-Coffee", "submitted")
    ]
    own = cpor.ok("claim", "show", mine, by="kim")
    assert (own["contested"], own["competing"]) == (True, [])


def test_a_refusal_is_an_object_with_its_code_and_a_sentence(cpor):
    no = cpor("claim", "show", "C-1000009", by="kim")
    assert set(no.json) == {"error"}
    assert no.error["code"] == "not_found"
    assert no.error["message"].endswith(".")
    assert no.err == ""


def test_verify_tells_what_it_counted(cpor):
    cpor.submitted()
    told = cpor.ok("verify")
    assert set(told) == {"claims", "events", "faults"}
    assert (told["claims"], told["faults"]) == (1, [])


def test_an_import_tells_what_was_done_skipped_and_wrong(cpor):
    told = cpor("import", "claims", "-", stdin=b"Area,Activity,MPN\nmicrosoft-365,usage,nobodys\n").json
    assert (told["done"], told["skipped"]) == (0, 1)
    assert set(told["faults"][0]) == {"row", "field", "message"}
    assert (told["faults"][0]["row"], told["faults"][0]["field"]) == (2, "mpn")
