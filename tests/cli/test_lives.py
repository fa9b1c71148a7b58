"""A claim's whole life by commands, as a script would drive it."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.conftest import PDF


def told(cpor, claim, by="kim"):
    return [(event["what"], event["at"][:10]) for event in cpor.ok("history", claim, by=by)]


def test_a_claim_lives_from_its_draft_to_its_assessment(cpor, tmp_path):
    (tmp_path / "contract.pdf").write_bytes(PDF)
    claim = cpor.draft()
    added = cpor.ok("poe", "add", claim, str(tmp_path / "contract.pdf"), by="kim")
    assert [(poe["name"], poe["type"]) for poe in added["poe"]] == [("contract.pdf", "pdf")]
    assert cpor.ok("claim", "submit", claim, by="kim")["status"] == "submitted"

    assert cpor.ok("next", "--take", by="rey")["id"] == claim
    assert cpor.ok("claim", "start", claim, by="rey")["status"] == "under-review"
    cpor.ok("time", "advance", "2bd")
    asked = cpor.ok("claim", "ask", claim, "--reason", "missing-or-old-dates", "--note", "When?", by="rey")
    assert asked["status"] == "partner-action-required"
    assert {clock["kind"]: clock["state"] for clock in asked["clocks"]} == {
        "start": "met",
        "total": "paused",
        "review": "paused",
        "answer": "running",
    }

    reminded = cpor.ok("time", "advance", "3bd")["fired"]
    assert [event["what"] for event in reminded] == ["remind"]
    answered = cpor.ok("claim", "resubmit", claim, "--note", "In May.", by="kim")
    assert answered["status"] == "under-review"
    approved = cpor.ok("claim", "approve", claim, by="rey")
    assert (approved["status"], approved["phase"]) == ("approved", "consent-open")

    cpor.ok("time", "advance", "1m")
    (notice,) = cpor.ok("mail", "list", "--to", "ana@fabrikam.example")
    assert notice["state"] == "sent"
    fired = cpor.ok("time", "advance", "8d")["fired"]
    assert [event["what"] for event in fired] == ["consent-passed"]
    assert fired[0]["at"] == approved["consent_open_until"]
    assert cpor.ok("claim", "show", claim, by="kim")["phase"] == "consent-passed"

    rows = f"claim,outcome,reason,at\n{claim},eligible,,2026-03-20\n".encode()
    assert cpor.ok("import", "assessments", "-", stdin=rows)["done"] == 1
    assert cpor.ok("claim", "show", claim, by="kim")["assessment"]["outcome"] == "eligible"
    assert cpor.ok("verify")["faults"] == []


def test_silence_rejects_dated_by_the_deadline_and_closes_for_good(cpor):
    claim = cpor.submitted()
    cpor.ok("claim", "start", claim, by="rey")
    asked = cpor.ok("claim", "ask", claim, "--reason", "missing-all-poe", "--note", "?", by="rey")
    fired = cpor.ok("time", "advance", "20d")["fired"]
    no_answer = next(event for event in fired if event["what"] == "no-answer")
    assert no_answer["at"] == asked["asked"]["due_at"]
    late = cpor("claim", "resubmit", claim, "--note", "sorry", by="kim")
    assert (late.status, late.error["code"]) == (1, "too_late")
    closed = cpor.ok("time", "advance", "30d")["fired"]
    assert [event["what"] for event in closed if event["what"] != "remind"] == ["window-closed"]
    gone = cpor("claim", "dispute", claim, "--note", "but", by="kim")
    assert (gone.status, gone.error["code"]) == (1, "too_late")


def test_a_late_command_is_settled_first_though_no_worker_ran(cpor):
    claim = cpor.submitted()
    cpor.ok("claim", "start", claim, by="rey")
    cpor.ok("claim", "ask", claim, "--reason", "missing-all-poe", "--note", "?", by="rey")
    cpor.ok("time", "advance", "5bd")
    assert told(cpor, claim)[-1][0] == "remind"
    assert cpor.ok("claim", "resubmit", claim, "--note", "here", by="kim")["status"] == "under-review"


def test_the_customer_declines_by_the_code_of_its_letter(cpor):
    cpor.approved()
    cpor.ok("time", "advance", "1m")
    (notice,) = cpor.ok("mail", "list", "--to", "ana@fabrikam.example")
    (code,) = set(re.findall(r"\d{7}(?:-[0-9A-Z]{4}){3}", notice["body"]))
    wrong = cpor("consent", "decline", code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert (wrong.status, wrong.error["code"]) == (4, "bad_code")
    declined = cpor.ok("consent", "decline", code, "--note", "by phone")
    assert (declined["status"], declined["rejection"]["reason"]) == ("rejected", "customer-decline")
    again = cpor("consent", "decline", code)
    assert again.status in (1, 4)


def test_the_customer_declines_by_replying(cpor):
    cpor.approved()
    cpor.ok("time", "advance", "1m")
    (notice,) = cpor.ok("mail", "list", "--to", "ana@fabrikam.example")
    (code,) = set(re.findall(r"\d{7}(?:-[0-9A-Z]{4}){3}", notice["body"]))
    reply = f"From: Ana <ana@fabrikam.example>\r\nSubject: Re: {notice['subject']}\r\n\r\nDECLINE {code}\r\n"
    declined = cpor.ok("consent", "receive", stdin=reply.encode())
    assert declined["rejection"]["reason"] == "customer-decline"


def test_the_clocks_explain_each_day(cpor):
    cpor.ok("time", "set", "2026-09-22T10:00")
    claim = cpor.submitted()
    start = cpor.ok("clocks", claim, by="kim")[0]
    assert (start["kind"], start["limit"], start["unit"], start["due_on"]) == ("start", 5, "bd", "2026-10-01")
    days = {day["date"][5:]: day["why"] for day in start["days"]}
    assert days["09-22"] == "part-day"
    assert days["09-23"] == "counts"
    assert days["09-24"].startswith("holiday:")
    assert days["09-26"] == "weekend"
    said = cpor("--lang", "ko", "clocks", claim, by="kim", json=False).out
    assert "추석" in said


def test_a_worker_works_until_it_is_told_to_stop(cpor):
    claim = cpor.approved()
    store = f"sqlite:///{cpor.store}"
    for ending, status in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
        words = [sys.executable, "-m", "cpor_tui", "--store", store]
        worker = subprocess.Popen([*words, "worker"], stderr=subprocess.PIPE, cwd=Path(__file__).parents[2])
        try:
            assert worker.stderr is not None
            assert b"store.db" in worker.stderr.readline()
            cpor.ok("time", "advance", "1m")
            for _ in range(600):
                if cpor.ok("mail", "list", "--to", "ana@fabrikam.example")[0]["state"] == "sent":
                    break
                time.sleep(0.05)
            worker.send_signal(ending)
            assert worker.wait(60) == status
        finally:
            worker.kill()
            worker.communicate()
    assert cpor.ok("claim", "show", claim, by="kim")["phase"] == "consent-open"
