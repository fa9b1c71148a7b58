"""What people do to claims by commands."""

import pytest

from tests.cli.conftest import PDF


def test_a_new_claim_is_told_by_its_id_alone(cpor):
    made = cpor.ok("claim", "new", "--area", "microsoft-365", "--activity", "usage", by="kim")
    assert made == {"id": "C-1000001"}
    said = cpor("claim", "new", "--area", "microsoft-365", "--activity", "usage", by="kim", json=False)
    assert (said.status, said.out) == (0, "C-1000002\n")


def test_a_claims_id_is_taken_with_and_without_its_letter(cpor):
    cpor.draft()
    assert [
        cpor.ok("claim", "show", one, by="kim")["id"] for one in ("C-1000001", "1000001", "c-1000001")
    ] == ["C-1000001"] * 3


def test_the_organisations_only_mpn_is_filled_in_with_its_location(cpor):
    claim = cpor.ok("claim", "show", cpor.draft(), by="kim")
    assert (claim["mpn"], claim["mpn_location"]) == ("1234567", "Seoul")


def test_fields_and_products_are_set_cleared_and_removed(cpor):
    claim = cpor.draft()
    edited = cpor.ok(
        "claim", "edit", claim, "--set", "name=New", "domain=", "--add-product", "Intune",
        "--remove-product", "microsoft teams", by="kim",
    )  # fmt: skip
    assert (edited["name"], edited["domain"], edited["products"]) == ("New", None, ["Intune"])


def test_the_id_may_stand_behind_the_values(cpor):
    claim = cpor.draft()
    assert cpor.ok("claim", "edit", "--set", "name=A", claim, by="kim")["name"] == "A"
    assert cpor.ok("claim", "edit", "--set", "name=B", "customer=C", claim, by="kim")["customer"] == "C"


def test_several_reasons_are_given_at_once_or_one_by_one(cpor):
    for words in (
        ("--reason", "missing-products", "missing-or-old-dates"),
        ("--reason", "missing-products", "--reason", "missing-or-old-dates"),
        ("--reason", "missing-products,missing-or-old-dates"),
    ):
        claim = cpor.submitted(name=words[-1])
        cpor.ok("claim", "start", claim, by="rey")
        asked = cpor.ok("claim", "ask", *words, claim, "--note", "please", by="rey")["asked"]
        assert asked["reasons"] == ["missing-or-old-dates", "missing-products"]
        assert asked["from_status"] == "under-review"


def test_submitting_a_bare_draft_names_what_is_missing(cpor):
    claim = cpor.ok("claim", "new", "--area", "microsoft-365", "--activity", "usage", by="kim")["id"]
    no = cpor("claim", "submit", claim, by="kim")
    assert (no.status, no.error["code"]) == (1, "missing")
    assert {"name", "tenant", "poe", "product"} <= set(no.error["fields"])


def test_a_second_claim_for_the_same_workload_is_warned_of_beside_the_answer(cpor):
    first, second = cpor.submitted(), cpor.draft(name="again")
    cpor.ok("poe", "add", second, "-", "--name", "a.pdf", by="kim", stdin=PDF)
    said = cpor("claim", "submit", second, by="kim")
    assert said.json["status"] == "submitted"
    assert first in said.err


def test_a_decision_can_be_undone_for_twenty_seconds(cpor):
    claim = cpor.submitted()
    cpor.ok("claim", "start", claim, by="rey")
    before = cpor.ok("claim", "show", claim, by="rey")
    cpor.ok("claim", "approve", claim, by="rey")
    assert cpor.ok("claim", "undo", claim, by="rey")["status"] == "under-review"
    after = cpor.ok("claim", "show", claim, by="rey")
    assert {**after, "version": 0} == {**before, "version": 0}
    cpor.ok("claim", "approve", claim, by="rey")
    cpor.ok("time", "advance", "1m")
    assert cpor("claim", "undo", claim, by="rey").error["code"] == "undo_expired"


def test_a_withdrawn_claim_is_started_anew_and_both_name_each_other(cpor):
    claim = cpor.submitted()
    gone = cpor.ok("claim", "withdraw", claim, "--reason", "wrong-mpn", by="kim")
    assert (gone["status"], gone["phase"]) == ("rejected", "closed")
    assert (gone["rejection"]["reason"], gone["rejection"]["detail"]) == ("partner-request", "wrong-mpn")
    old = cpor.ok("claim", "renew", claim, by="kim")
    assert old["id"] == claim
    new = cpor.ok("claim", "show", old["renewed_as"], by="kim")
    assert (new["status"], new["renewed_from"], new["customer"], new["poe"]) == (
        "editing",
        claim,
        "Fabrikam",
        [],
    )


def test_a_dispute_takes_new_proof_from_files(cpor, tmp_path):
    claim = cpor.rejected()
    (tmp_path / "signed.txt").write_text("Signed by Ana Miller, 2 March 2026")
    disputed = cpor.ok("claim", "dispute", claim, "--poe", str(tmp_path / "signed.txt"), by="kim")
    assert (disputed["status"], disputed["disputes"]) == ("dispute", 1)
    assert disputed["disputed"]["poe"] == ["signed.txt"]
    refused = cpor.ok("claim", "refuse-dispute", claim, "--note", "still no", by="rey")
    assert (refused["status"], refused["phase"]) == ("rejected", "disputable")


def test_a_claim_goes_from_hand_to_hand(cpor):
    claim = cpor.submitted()
    assert cpor.ok("claim", "take", claim, by="rey")["taken"]["by"] == "rey"
    held = cpor("claim", "start", claim, by="sam")
    assert (held.status, held.error["code"], held.error["by"]) == (5, "held", "rey")
    assert cpor.ok("claim", "takeover", claim, "--note", "rey is away", by="lee")["taken"]["by"] == "lee"
    assert cpor.ok("claim", "assign", claim, "--to", "sam", by="lee")["taken"]["by"] == "sam"
    assert cpor.ok("claim", "release", claim, by="sam")["taken"] is None


def test_an_internal_note_is_for_reviewers_alone(cpor):
    claim = cpor.submitted()
    cpor.ok("claim", "comment", claim, "between us", "--internal", by="rey")
    cpor.ok("claim", "comment", claim, "-- hello", by="rey")
    said = [(one["text"], one["internal"]) for one in cpor.ok("comments", claim, by="rey")]
    assert said == [("between us", True), ("-- hello", False)]
    assert [one["text"] for one in cpor.ok("comments", claim, by="kim")] == ["-- hello"]
    assert "note" not in [event["what"] for event in cpor.ok("history", claim, by="kim")]


def test_somebody_elses_claim_is_not_found(cpor):
    claim = cpor.submitted()
    no = cpor("claim", "show", claim, by="fay")
    assert (no.status, no.error["code"]) == (4, "not_found")
    assert cpor("claim", "show", "C-9999999", by="fay").error["code"] == "not_found"


def test_the_same_request_is_answered_once_more_and_done_once(cpor):
    words = ("claim", "new", "--area", "microsoft-365", "--activity", "usage", "--request", "r-1")
    assert cpor.ok(*words, by="kim") == cpor.ok(*words, by="kim")
    claim = cpor.submitted()
    cpor.ok("claim", "start", claim, "--request", "r-2", by="rey")
    cpor.ok("claim", "start", claim, "--request", "r-2", by="rey")
    assert [event["what"] for event in cpor.ok("history", claim, by="rey")].count("start") == 1
    stolen = cpor("claim", "start", claim, "--request", "r-2", by="sam")
    assert (stolen.status, stolen.error["code"]) == (5, "conflict")


@pytest.mark.parametrize(
    "words",
    [
        "org add Tailspin --mpn 555 --request q",
        "user add zoe --role reviewer --request q",
        "calendar add 2026-05-04 Bridge --request q",
        "product add microsoft-365 Loop --request q",
        "time advance 1h --request q",
        "view save mine status:submitted --request q",
        "recalculate --request q",
        "next --take --request q --as rey",
    ],
)
def test_every_change_takes_a_request(cpor, words):
    cpor.submitted(name="first")
    cpor.submitted(name="second")
    first = cpor.ok(*words.split())
    assert cpor.ok(*words.split()) == first


def test_making_keeping_and_restoring_a_store_take_a_request(cpor, tmp_path):
    kept, url = tmp_path / "all.backup", f"sqlite:///{tmp_path / 'new.db'}"
    for _ in range(2):
        assert cpor("--store", url, "init", "--request", "i", store=False).status == 0
        assert cpor("backup", str(kept), "--request", "b").status == 0
        again = f"sqlite:///{tmp_path / 'again.db'}"
        assert cpor("--store", again, "restore", str(kept), "--request", "r", store=False).status == 0
    assert cpor("--store", url, "init", "--request", "j", store=False).status == 3


def test_an_import_under_a_request_gives_its_first_answer_again(cpor):
    rows = b"area,activity,mpn\nmicrosoft-365,usage,1234567\n"
    first = cpor.ok("import", "claims", "-", "--request", "q", stdin=rows)
    assert first["done"] == 1
    assert cpor.ok("import", "claims", "-", "--request", "q", stdin=rows) == first
    assert len(cpor.ok("claim", "list")) == 1


def test_limits_of_the_config_hold_here_as_well(cpor, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text("[limits]\npoe_bytes_per_organisation = 150\n")
    claim = cpor.draft()
    words = ("--config", str(config), "poe", "add", claim, "-", "--name")
    assert cpor(*words, "a.pdf", by="kim", stdin=PDF).status == 0
    no = cpor(*words, "b.pdf", by="kim", stdin=PDF + b"%more")
    assert (no.status, no.error["code"]) == (1, "quota")


def test_a_decision_on_an_older_version_is_refused_with_who_was_first(cpor):
    claim = cpor.submitted()
    seen = cpor.ok("claim", "start", claim, by="rey")["version"]
    cpor.ok("claim", "approve", claim, "--if-version", str(seen), by="rey")
    late = cpor("claim", "undo", claim, "--if-version", "99", by="rey")
    assert late.status in (1, 2)
    no = cpor(
        "claim",
        "reject",
        claim,
        "--reason",
        "insufficient-poe",
        "--note",
        "n",
        "--if-version",
        str(seen),
        by="sam",
    )
    assert no.status in (1, 5)
    assert no.error["by"] == "rey"


def test_watching_is_begun_and_ended(cpor):
    claim = cpor.submitted()
    cpor.ok("claim", "watch", claim, by="una")
    cpor.ok("claim", "unwatch", claim, by="una")
    assert [event["what"] for event in cpor.ok("history", claim, by="una")][-2:] == ["watch", "watch"]
