"""Tables come in all or not at all, once however often they are repeated, and go out safe for spreadsheets."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import FIELDS, PDF, TENANT

GOOD = {
    **FIELDS,
    "area": "microsoft-365",
    "activity": "usage",
    "mpn": "1234567",
    "products": "Microsoft Teams;Intune",
}


def table(*rows, heads=None, encoding="utf-8"):
    kept = io.StringIO()
    write = csv.DictWriter(kept, heads or list(rows[0]))
    write.writeheader()
    write.writerows(rows)
    return kept.getvalue().encode(encoding)


def eligible(cpor, **more):
    """An approved, assessed claim; gives its id."""
    claim = cpor.submitted(**more)
    cpor.ok("claim", "start", claim, by="rey")
    cpor.ok("claim", "approve", claim, by="rey")
    cpor.ok("time", "advance", "9d")
    cpor.ok("import", "assessments", "-", stdin=f"claim,outcome\n{claim},eligible\n".encode())
    return claim


def test_claims_come_in_as_drafts_of_whoever_owns_the_mpn(cpor):
    told = cpor.ok("import", "claims", "-", stdin=table(GOOD, {**GOOD, "name": "Second"}))
    assert told == {"done": 2, "skipped": 0, "faults": []}
    first, second = cpor.ok("claim", "list", by="kim")
    assert (first["partner"], first["products"], first["status"]) == (
        "Contoso",
        ["Microsoft Teams", "Intune"],
        "editing",
    )
    assert second["name"] == "Second"
    assert cpor.ok("verify")["faults"] == []


def test_the_same_file_again_does_nothing(cpor):
    rows = table(GOOD, {**GOOD, "name": "Second"}, GOOD)
    assert cpor.ok("import", "claims", "-", stdin=rows)["done"] == 3
    assert cpor.ok("import", "claims", "-", stdin=rows) == {"done": 0, "skipped": 3, "faults": []}
    assert (
        cpor.ok("import", "claims", "-", stdin=rows + table({**GOOD, "name": "New"}).split(b"\r\n")[1])[
            "done"
        ]
        == 1
    )


def test_headers_have_any_case_and_files_any_of_our_encodings(cpor):
    heads = {name.upper().replace("-", "_"): text for name, text in GOOD.items()}
    korean = {**heads, "NAME": "팀즈 도입"}
    for number, encoding in enumerate(("utf-8", "utf-8-sig", "cp949")):
        rows = table({**korean, "CUSTOMER": f"고객 {number}"}, encoding=encoding)
        assert cpor.ok("import", "claims", "-", stdin=rows)["done"] == 1
    assert {claim["name"] for claim in cpor.ok("claim", "list", by="kim")} == {"팀즈 도입"}
    semicolons = table({**GOOD, "products": "Intune"}).replace(b",", b";")
    assert cpor.ok("import", "claims", "-", stdin=semicolons)["done"] == 1


def test_json_comes_in_as_well(cpor):
    rows = json.dumps([{**GOOD, "products": ["Intune"]}]).encode()
    assert cpor.ok("import", "claims", "-", stdin=rows)["done"] == 1


def test_one_bad_row_keeps_all_out_and_every_fault_has_its_line(cpor):
    rows = table(
        GOOD,
        {**GOOD, "tenant": "abc", "customer-email": "nobody", "products": "Paint"},
        {**GOOD, "activity": "pre-sales"},
        {**GOOD, "seller": "x"},
        {**GOOD, "mpn": "9"},
        heads=[*GOOD, "seller"],
    )
    no = cpor("import", "claims", "-", stdin=rows)
    assert no.status == 2
    assert (no.json["done"], no.json["skipped"]) == (0, 5)
    assert [(fault["row"], fault["field"]) for fault in no.json["faults"]] == [
        (3, "tenant"),
        (3, "customer-email"),
        (3, "products"),
        (4, None),
        (5, "seller"),
        (6, "mpn"),
    ]
    assert cpor.ok("claim", "list") == []
    said = cpor("import", "claims", "-", stdin=rows, json=False)
    assert "line 3 (Tenant ID): " in said.out
    taken = cpor("import", "claims", "-", "--skip-bad", stdin=rows)
    assert (taken.status, taken.json["done"], taken.json["skipped"]) == (0, 1, 4)


def test_a_row_with_too_many_cells_is_one_bad_row_among_good_ones(cpor):
    good = table(GOOD)
    rows = good + good.splitlines()[1] + b",more\n"
    no = cpor("import", "claims", "-", stdin=rows)
    assert (no.status, [fault["row"] for fault in no.json["faults"]]) == (2, [3])
    assert cpor.ok("import", "claims", "-", "--skip-bad", stdin=rows)["done"] == 1


def test_a_dry_run_takes_nothing(cpor):
    assert cpor.ok("import", "claims", "-", "--dry-run", stdin=table(GOOD))["done"] == 1
    assert cpor.ok("claim", "list") == []


@pytest.mark.parametrize(
    "content",
    [
        b"colour\nred\n",
        b"name\nx\n",
        b"area,area,activity\na,b,c\n",
        b'area,activity\n"broken\n',
        b"[1]",
        b"{}",
        b'[{"area": {"x": 1}}]',
        b"[" * 100_000,
        b"\xff\xfe\x00\x01",
        b"area,activity\nmicrosoft-365\0,usage\n",
    ],
)
def test_a_table_that_is_none_is_refused(cpor, content):
    no = cpor("import", "claims", "-", stdin=content)
    assert (no.status, no.error["code"]) == (2, "bad_input")


def test_an_empty_table_is_done_at_once(cpor):
    assert cpor.ok("import", "claims", "-", stdin=b"area,activity\n") == {
        "done": 0,
        "skipped": 0,
        "faults": [],
    }


def test_a_partner_imports_for_itself_and_nothing_else(cpor):
    own = {name: text for name, text in GOOD.items() if name != "mpn"}
    assert cpor.ok("import", "claims", "-", by="una", stdin=table(own))["done"] == 1
    for words, by in (("claims", "vic"), ("assessments", "kim"), ("earnings", "rey")):
        assert cpor("import", words, "-", by=by, stdin=b"").status == 4


def test_the_same_row_of_two_partners_is_taken_for_each(cpor):
    rows = table({name: text for name, text in GOOD.items() if name != "mpn"})
    for by in ("kim", "fay", "fay"):
        told = cpor.ok("import", "claims", "-", by=by, stdin=rows)
        assert told["faults"] == []
    assert len(cpor.ok("claim", "list", by="kim")) == len(cpor.ok("claim", "list", by="fay")) == 1


def test_an_assessment_needs_an_approved_claim_and_a_reason_to_say_no(cpor):
    early, done = cpor.submitted(), eligible(cpor, name="done")
    rows = f"Claim,Outcome,Reason\n{early},eligible,\n{done},not-eligible,\nC-99,eligible,\n{done},maybe,\n"
    no = cpor("import", "assessments", "-", stdin=rows.encode())
    assert [(fault["row"], fault["field"]) for fault in no.json["faults"]] == [
        (2, "claim"),
        (3, "reason"),
        (4, "claim"),
        (5, "outcome"),
    ]


def test_one_claim_whose_holidays_are_unknown_hides_no_other_from_an_export(cpor):
    stuck = cpor.submitted("fay", mpn="7654321")
    cpor.ok("claim", "start", stuck, by="rey")
    cpor.ok("claim", "ask", stuck, "--reason", "missing-products", "--note", "?", by="rey")
    other = cpor.submitted()
    with closing(sqlite3.connect(cpor.store)) as file, file:
        file.execute("DELETE FROM calendar WHERE place = 'US-WA'")
    cpor.ok("time", "advance", "30d")
    for words, shown in (("claims", "id"), ("history", "claim")):
        given = cpor("export", words, "--format", "json")
        assert given.status == 0, given.out[-300:]
        assert {one[shown] for one in given.json} == {other}
        assert given.err.startswith(f"{stuck} is left out: The holidays of US-WA")


HEADS = "line,tenant,subscription,product,period,amount,currency,state,paid_on\n"


def test_earnings_find_their_one_claim_and_are_repeatable(cpor):
    claim = eligible(cpor)
    rows = f"{HEADS}L1,{TENANT.upper()},,microsoft teams,2026-03,12.50,usd,earned,\n".encode()
    assert cpor.ok("import", "earnings", "-", stdin=rows)["done"] == 1
    assert cpor.ok("import", "earnings", "-", stdin=rows) == {"done": 0, "skipped": 1, "faults": []}
    paid = rows.replace(b"earned,", b"paid,2026-04-30")
    assert cpor.ok("import", "earnings", "-", stdin=paid)["done"] == 1
    (line,) = cpor.ok("earnings", claim, by="kim")
    assert (line["claim"], line["amount"], line["currency"], line["state"], line["paid_on"]) == (
        claim,
        "12.50",
        "USD",
        "paid",
        "2026-04-30",
    )
    assert cpor.ok("earnings", by="kim") == [line]
    assert cpor.ok("earnings", by="fay") == []


def test_a_corrected_line_that_is_another_claims_leaves_the_first_and_may_come_back(cpor):
    other_tenant = TENANT.replace("1", "2").replace("0", "2")
    one, other = eligible(cpor), eligible(cpor, tenant=other_tenant)

    def told(*lines):
        rows = "".join(
            f"{number},{tenant},,Microsoft Teams,2026-03,{amount},USD,earned,\n"
            for number, tenant, amount in lines
        )
        return cpor.ok("import", "earnings", "-", stdin=f"{HEADS}{rows}".encode())["done"]

    def earned():
        return [(line["claim"], line["line"], line["amount"]) for line in cpor.ok("earnings", by="kim")]

    assert told(("L1", TENANT, 10), ("L2", TENANT, 5)) == 2
    assert told(("L1", other_tenant, 10), ("L2", TENANT, 5)) == 1
    assert earned() == [(one, "L2", "5"), (other, "L1", "10")]
    assert told(("L1", other_tenant, 10)) == 0
    assert told(("L1", TENANT, 10)) == 1
    assert sorted(earned()) == [(one, "L1", "10"), (one, "L2", "5")]
    assert {"earnings": [["L1"], None]} in [event["changes"] for event in cpor.ok("history", other, by="kim")]
    assert cpor.ok("verify")["faults"] == []


def test_a_line_that_matches_nothing_or_too_much_is_reported_never_guessed(cpor):
    eligible(cpor)
    eligible(cpor, name="twin")
    rows = (
        f"{HEADS}L1,{TENANT},,Microsoft Teams,2026-03,1,USD,earned,\n"
        f"L2,{TENANT},,Intune,2026-03,1,USD,earned,\n"
        "L3,,,,2026-03,1,USD,earned,\n"
        "L4,,,,2026-03,much,USDT,owed,soon\n"
        "L4,,,,2026-03,1,USD,earned,\n"
    )
    faults = cpor("import", "earnings", "-", stdin=rows.encode()).json["faults"]
    assert [(fault["row"], fault["field"]) for fault in faults] == [
        (2, None),
        (3, None),
        (4, None),
        (5, "amount"),
        (5, "currency"),
        (5, "state"),
        (5, "paid_on"),
        (6, None),
    ]
    assert "C-1000001" in faults[0]["message"]


def test_claims_go_out_as_csv_that_no_spreadsheet_runs_and_come_back(cpor):
    cpor.draft(name="=HYPERLINK(1)", customer="@SUM")
    out = cpor("export", "claims", "--format", "csv", by="kim", json=False).out
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["name"], row["customer"], row["status"]) == ("'=HYPERLINK(1)", "'@SUM", "editing")
    wanted = ("area", "activity", *FIELDS, "mpn", "products")
    back = table({name: row[name] for name in wanted})
    assert cpor.ok("import", "claims", "-", by="kim", stdin=back)["done"] == 1
    assert [claim["name"] for claim in cpor.ok("claim", "list", by="kim")] == ["=HYPERLINK(1)"] * 2


def test_an_export_shows_what_its_reader_may_see(cpor):
    claim = cpor.submitted()
    cpor.submitted(by="fay", mpn="7654321", tenant="7f1c2a34-9d5e-4b7a-8c21-0e4f5a6b7c8d")
    cpor.ok("claim", "comment", claim, "secret", "--internal", by="rey")
    assert [one["id"] for one in cpor.ok("export", "claims", "--format", "json", by="vic")] == [claim]
    assert len(cpor.ok("export", "claims", "status:submitted", "--format", "json", by="rey")) == 2
    assert "secret" not in cpor("export", "history", by="vic", json=False).out
    assert "secret" in cpor("export", "history", by="rey", json=False).out
    events = cpor.ok("export", "history", f"id:{claim}", "--format", "json", by="kim")
    assert [event["what"] for event in events] == ["create", "add-poe", "submit"]
    assert {event["claim"] for event in events} == {claim}


def test_proof_comes_back_as_it_went_in(cpor, tmp_path):
    claim = cpor.submitted()
    (poe,) = cpor.ok("poe", "list", claim, by="kim")
    for name in ("contract.pdf", poe["sha256"]):
        target = tmp_path / f"{name}.back"
        cpor.ok("poe", "get", claim, name, "-o", str(target), by="rey")
        assert target.read_bytes() == PDF
    assert cpor("poe", "get", claim, "contract.pdf", "-o", "/nowhere/x", by="rey").status == 2
    assert cpor("poe", "get", claim, "other.pdf", by="rey").status == 4


def test_proof_is_read_and_checked_without_a_verdict(cpor):
    claim = cpor.submitted()
    text = "Fabrikam and Contoso\nSigned by Ana Miller on 1 March 2026\nContoso rolled out Microsoft Teams\n"
    cpor.ok("poe", "add", claim, "-", "--name", "report.txt", by="kim", stdin=text.encode())
    read = cpor.ok("poe", "text", claim, "report.txt", by="rey")
    assert "Ana Miller" in read["pages"][0]["text"]
    rows = cpor.ok("poe", "check", claim, by="rey")
    assert [row["reason"] for row in rows] == [
        "missing-all-poe",
        "missing-customer-acknowledgment",
        "missing-or-old-dates",
        "missing-partner-service",
        "missing-products",
    ]
    assert all(row["state"] in ("ok", "missing", "unsure") for row in rows)
    place = rows[4]["evidence"][0]
    assert (place["poe"], place["page"], place["text"]) == (
        "report.txt",
        1,
        "Contoso rolled out Microsoft Teams",
    )
    cpor.ok("claim", "start", claim, by="rey")
    ticked = cpor.ok("poe", "tick", claim, "missing-products", "on", by="rey")
    assert ticked["ticks"]["missing-products"] is True
