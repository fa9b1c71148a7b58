"""Strangers' text through every field, comment, file name and mail, and out of every command: nothing of it acts."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpor_tui.domain import commands as c
from cpor_tui.domain.fields import FIELDS
from cpor_tui.domain.refusals import Refused
from cpor_tui.mail.message import message, worded
from tests.ssh.at_the_door import Door
from tests.support.desk import DeskHouse

CORPUS = {
    "colour": "\x1b[31mred\x1b[0m",
    "clear": "\x1b[2J\x1b[H",
    "reset": "\x1bc",
    "other-screen": "\x1b[?1049l",
    "asks-back": "\x1b[6n\x1b[c\x1bP+q544e\x1b\\",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "link": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "c1": "\x9b31m\x9d52;c;AAAA\x9c\x90q\x9c",
    "nul": "a\x00b",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f",
    "line-ends": "one\rtwo\r\nthree\u2028four\u2029five\x85six",
    "bidi": "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c",
    "invisible": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u180eh",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "marks": "Z" + "\u0301\u0316\u0327" * 200,
    "wide": "👨‍👩‍👧‍👦🏳️‍🌈１２３漢字ｶﾅ",
    "filler": "\u3164\u115f\u1160\uffa0",
    "surrogate": "\ud800x\udfff",
    "markup": "[/nope][link=http://x]y[/link][@click=app.quit]z[$primary]",
    "format": "{0} {name} {lang.__class__} %s %n %(x)s $x",
    "formula": "=cmd|'/c calc'!A1",
    "header": "x\r\nBcc: evil@example.com\r\n\r\nbody",
    "mail-shape": '"a\\" <evil@example.com>, "b',
    "html": "<script>alert(1)</script>",
    "path": "../../../../etc/passwd\x00.pdf",
    "sql": "'; DROP TABLE claim; --",
    "fts": 'a" OR NEAR(* ^ :) AND -"',
    "long": "A" * 1_000_000,
    "long-escape": "\x1b[" + "1;" * 100_000 + "m",
}
_ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
SOUP = st.text(
    st.one_of(
        st.sampled_from("".join(CORPUS[name] for name in CORPUS if "long" not in name)), st.characters()
    ),
    max_size=80,
)


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """A house whose partner and reviewer will say anything."""
    folder = tmp_path_factory.mktemp("hostile")
    house = DeskHouse(f"sqlite:///{folder / 'store.db'}")
    yield Door(house, folder)
    house.close()


def tell(door, text):
    """Says a text wherever somebody can; gives the claim. What is refused is refused in words, and that is fine too."""
    house, desk = door.house, door.desk
    claim = house.draft()
    orders: list[tuple[c.Command, c.Actor]] = [
        (c.Edit(claim=claim, set={name: text}), house.partner) for name in FIELDS
    ]
    orders += [
        (c.Comment(claim=claim, text=text), house.partner),
        (c.Edit(claim=claim, set={"name": text[:500]}, note=text), house.partner),
    ]
    attempt(desk, orders)
    for content in (b"a text of proof", text.encode("utf-8", "replace")[:50_000]):
        try:
            desk.add_poe(claim, content, text, house.partner)
        except Refused:
            continue
    orders = [
        (c.Submit(claim=claim), house.partner),
        (c.Start(claim=claim), house.reviewer),
        (c.Note(claim=claim, text=text), house.reviewer),
        (c.Ask(claim=claim, reasons=("missing-products",), note=text), house.reviewer),
        (c.Resubmit(claim=claim, note=text), house.partner),
        (c.Reject(claim=claim, reason="insufficient-poe", note=text), house.reviewer),
        (c.Dispute(claim=claim, note=text), house.partner),
        (c.RefuseDispute(claim=claim, note=text), house.reviewer),
    ]
    attempt(desk, orders)
    return claim


def attempt(desk, orders):
    for order, actor in orders:
        try:
            desk.submit(order, actor)
        except Refused:
            continue


def shown(door, claim, text):
    """Everything that the command line can show of it, as people and as JSON."""
    house = door.house
    asked = [
        f"claim show {claim}", f"history {claim}", f"comments {claim}", f"poe list {claim}", f"clocks {claim}",
        "export claims --format csv", f"export history id:{claim} --format csv", "claim list id:" + str(claim),
        "view list", "text list", "draft list",
    ]  # fmt: skip
    quoted = "'" + text.replace("'", " ")[:3000] + "'"
    asked += [
        f"view save {quoted} mine",
        f"text save canned {quoted}",
        f"claim show {quoted}",
        f"claim list status:{quoted}",
        f"poe get {claim} {quoted} --json",
        f"{quoted} {quoted}",
        f"claim list {quoted}",
    ]
    for line in asked:
        for actor in (house.partner, house.reviewer):
            for flag in ("", " --json"):
                yield line, *door.say(actor, (line + flag).encode("utf-8", "surrogatepass"))


def harmless(told):
    text = told.decode("utf-8")
    # Python's csv ends lines as the format wants it.
    found = _ACTS.search(text.replace("\r\n", "\n"))
    assert found is None, (found, text[max(0, found.start() - 40) : found.start() + 40])
    for line in text.split("\n"):
        marks = 0
        for char in line[:5000]:
            marks = marks + 1 if unicodedata.combining(char) else 0
            assert marks <= 4, line[:100]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", CORPUS)
def test_nothing_hostile_comes_out_of_any_command(door, name):
    text = CORPUS[name]
    claim = tell(door, text)
    for line, status, out, err in shown(door, claim, text):
        assert status in (0, 1, 2, 4, 5), (line[:200], err[-500:])
        assert b"Traceback" not in out + err
        harmless(out)
        harmless(err)
        assert len(out) < 2_000_000
    mails_are_harmless(door, claim)
    assert not door.log.exists(), door.log.read_text()[-2000:]


def mails_are_harmless(door, claim):
    found = 0
    for mail in door.house.store.mails(claim=claim):
        letter = worded(door.desk, mail)
        sent = message(door.desk, mail, "cpor@example.com")
        found += 1
        for name, value in sent.items():
            assert "\n" not in value, name
            assert "\r" not in value, name
            harmless(str(value).encode())
        assert sent.keys().count("To") == 1
        assert "Bcc" not in sent
        harmless(letter.subject.encode())
        harmless(letter.body.encode())
        wire = sent.as_bytes()
        assert not set(wire) - {9, 10, 13} & set(range(32)), "a control byte in the mail itself"
    return found


def test_what_was_said_can_still_be_read(door):
    claim = tell(door, CORPUS["colour"])
    # A file's name loses its controls instead: it is to be a name on the disk of whoever takes it home.
    assert "[31mred" in door.say(door.house.reviewer, f"poe list {claim}")[1].decode()
    for line in (f"claim show {claim}", f"comments {claim}", f"history {claim}"):
        assert "\u241b[31mred" in door.say(door.house.reviewer, line)[1].decode(), line
    assert mails_are_harmless(door, claim) >= 2


@pytest.mark.timeout(600)
@given(SOUP)
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
def test_nor_does_any_mixture_of_it(door, text):
    claim = tell(door, text)
    quoted = "'" + text.replace("'", " ") + "'"
    house = door.house
    for line in (
        f"claim show {claim}",
        f"history {claim} --json",
        f"comments {claim}",
        f"poe list {claim}",
        f"status {quoted}",
        f"claim comment {claim} {quoted}",
        f"claim edit {claim} --set name={quoted}",
    ):
        for actor in (house.partner, house.reviewer):
            status, out, err = door.say(actor, line.encode("utf-8", "surrogatepass"))
            assert status in (0, 1, 2, 4, 5), (line, err)
            harmless(out)
            harmless(err)
    mails_are_harmless(door, claim)
    assert not door.log.exists(), door.log.read_text()[-2000:]


def test_a_formula_in_a_table_is_only_text(door):
    house = door.house
    claim = house.draft()
    door.desk.submit(c.Edit(claim=claim, set={"name": CORPUS["formula"]}), house.partner)
    _, out, _ = door.say(house.partner, f"export claims id:{claim} --format csv")
    assert b"=cmd" in out
    for cell in re.split(r'[,\n]"?', out.decode()):
        assert not cell.startswith(("=", "@")), cell
