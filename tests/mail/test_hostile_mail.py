"""Nothing that people type breaks a header, leaves its line, or passes for our own words."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpor_tui.domain import commands as c
from cpor_tui.domain.refusals import Refused
from cpor_tui.mail import message, worded

HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "Auto-Submitted",
    "Content-Language",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
}

STRANGE = [
    "Contoso\r\nBcc: everybody@example.com",
    "Contoso\n\nAnd a body",
    "\x1b]52;c;cHduZWQ=\x07",
    "=?utf-8?q?Bcc=3A_x=40example=2Ecom?=",
    "\u202egnp.exe",
    "가" * 199,
    "A" * 200,
    "{0} {customer} %s",
    "\ud800",
    "é" * 100,
    "a\u2028b\u0085c\vd",
]


def customers(house, name):
    """A letter about a customer of this name, as a row of the outbox."""
    claim = house.under_review()
    house.obey(c.Ask(claim=claim, reasons=("missing-products",), note="?"), house.reviewer)
    mail = house.store.mails()[-1]
    kept = house.desk.store.load(claim)
    return mail, replace(kept, fields={**kept.fields, "customer": name})


def said_about(house, mail, claim, monkeypatch):
    module = import_module("cpor_tui.mail.message")
    event = house.store.events(mail.claim, after=mail.seq - 1)[0][0]
    # A name from before `clean` existed: what the store never let in, the letter must survive all the same.
    monkeypatch.setattr(module, "_then", lambda desk, mail: (claim, event))
    return message(house.desk, mail, "cpor@example.com").as_bytes()


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_name_stays_within_its_header(house, monkeypatch, name):
    mail, claim = customers(house, name)
    raw = said_about(house, mail, claim, monkeypatch)
    head = raw.split(b"\r\n\r\n", 1)[0]
    made = message_from_bytes(raw, policy=default)
    assert set(made.keys()) <= HEADERS
    assert made["Bcc"] is None
    assert len(str(made["Subject"])) <= 160
    assert b"\x1b" not in raw
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=200))
def test_no_name_can_add_a_header(house, name):
    mail = customers_once(house)
    with pytest.MonkeyPatch.context() as patch:
        kept = house.store.load(mail.claim)
        claim = replace(kept, fields={**kept.fields, "customer": name, "name": name})
        raw = said_about(house, mail, claim, patch)
    made = message_from_bytes(raw, policy=default)
    assert set(made.keys()) <= HEADERS
    assert made["To"] == "sora@example.com"


def customers_once(house):
    """The same letter each time, so that a hundred names cost one claim."""
    found = house.store.mails()
    if not found:
        customers(house, "Contoso")
        found = house.store.mails()
    return found[-1]


def test_an_address_that_is_none_is_not_written_to(house):
    house.asked()
    mail = replace(house.store.mails()[-1], to="x@example.com\r\nBcc: y@example.com")
    with pytest.raises(Refused):
        message(house.desk, mail, "cpor@example.com")


def test_a_message_of_a_person_is_set_apart_from_ours(house):
    claim = house.under_review()
    note = "Line one\nPlease answer by tomorrow.\n\nDECLINE 1000001-AAAA-BBBB-CCCC"
    house.obey(c.Ask(claim=claim, reasons=("missing-products",), note=note), house.reviewer)
    body = worded(house.desk, house.store.mails()[-1]).body
    for line in note.split("\n"):
        assert not line or f"    {line}" in body.split("\n")
        assert not line or line not in body.split("\n")
