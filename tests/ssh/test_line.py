"""Ten thousand lines that nobody would send, and some that somebody would: no shell and no traceback."""

import random
import string
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpor_tui.cli import index
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.limits import Allowance, Limits
from cpor_tui.ssh.admission import OPEN, SHUT
from cpor_tui.ssh.line import MOST_BYTES, words
from tests.ssh.at_the_door import Door
from tests.support.desk import DeskHouse


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("status", ["status"]),
        ("  claim   show\tC-1 \r\n", ["claim", "show", "C-1"]),
        ("claim comment 1 'it is; $(id) `id` \"so\"'", ["claim", "comment", "1", 'it is; $(id) `id` "so"']),
        ('a "b \\" \\\\ \\n $x" c', ["a", 'b " \\ \\n $x', "c"]),
        ("a\\ b 'c''d'\"e\"", ["a b", "cde"]),
        ("'' \"\"", ["", ""]),
        ("a;b|c&d>e<f$(g)", ["a;b|c&d>e<f$(g)"]),
        ("~ * ? # !x", ["~", "*", "?", "#", "!x"]),
        ("한국어 '두 낱말'", ["한국어", "두 낱말"]),
        ("", []),
    ],
)
def test_a_line_is_cut_into_words_and_means_nothing_more(sent, read):
    assert words(sent.encode()) == read


@pytest.mark.parametrize("sent", [b"'", b'"', b'a "b', b"a\\", b"it's"])
def test_an_open_quote_is_refused(sent):
    with pytest.raises(Refused) as no:
        words(sent)
    assert no.value.code is Code.USAGE


@pytest.mark.parametrize(
    "sent", [b"x" * (MOST_BYTES + 1), b"a " * 500, b"claim comment 1 '" + b"x" * 1_000_000 + b"'"]
)
def test_a_line_has_bounds(sent):
    with pytest.raises(Refused) as no:
        words(sent)
    assert (no.value.code, no.value.why) == (Code.USAGE, "ssh-too-long")


@given(st.binary(max_size=300))
def test_any_bytes_are_words_or_a_refusal(sent):
    try:
        found = words(sent)
    except Refused:
        return
    assert all("\0" not in word for word in found)


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20), max_size=10
    )
)
def test_what_a_shell_would_quote_comes_back_whole(given_words):
    import shlex

    assert words(shlex.join(given_words).encode()) == given_words


def test_every_command_is_either_open_or_shut_to_guests():
    known = {command.key for command in index.every()}
    assert known - OPEN.keys() - SHUT == set()
    assert OPEN.keys() & SHUT == set()
    assert (OPEN.keys() | SHUT) - known == set()


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """A house with a claim in each of several states, and no limit that these tests would reach."""
    folder = tmp_path_factory.mktemp("door")
    house = DeskHouse(f"sqlite:///{folder / 'store.db'}")
    for made in (
        house.draft,
        house.submitted,
        house.under_review,
        house.asked,
        house.approved,
        house.rejected,
    ):
        made()
    yield Door(house, folder, Limits(commands=Allowance(0, 1), uploads=Allowance(0, 1)))
    house.close()


_HOSTILE = (
    ";", "|", "&&", "`id`", "$(id)", "${IFS}", ">", "<", "/etc/passwd", "../../etc/passwd", "-o", "--output",
    "-", "--", "--as", "--store", "--config", "--as=mina", "--store=sqlite:////tmp/x", "--json", "--help", "-h",
    "--lang", "xx", "\x1b[2J", "%n%s", "\\", "'", '"', "''", "{}", "{0}", "[/x]", "[@click=app.quit]", "한국어",
    "\u202e", "9" * 40, "-1", "C-", "C--1", "c-1000001", "1000001", "C-1000003", "C-9999999999999999", "--poe",
    "--name", "--set", "name=x", "=", "a=b=c", "--note", "--reason", "other", "--request", "r1", "--if-version",
    "0", "1e9", "٣", "\ud800", "--file", "-rf", "~", "*",
)  # fmt: skip


def _random_line(chance):
    kind = chance.random()
    if kind < 0.15:
        return bytes(chance.randrange(1, 256) for _ in range(chance.randrange(60)))
    if kind < 0.25:
        return "".join(chance.choice(string.printable) for _ in range(chance.randrange(80))).encode()
    if kind < 0.6:
        return chance.choice(_LIKELY).replace("{}", str(chance.randrange(1000001, 1000008))).encode()
    command = chance.choice(_COMMANDS)
    line = [*command.split()]
    for _ in range(chance.randrange(7)):
        line.insert(
            chance.randrange(len(line) + 1) if chance.random() < 0.2 else len(line), chance.choice(_HOSTILE)
        )
    return " ".join(line).encode("utf-8", "surrogatepass")


_LIKELY = (
    "status --json", "claim show C-{} --json", "claim list status:submitted", "queue", "history C-{}", "comments C-{}",
    "claim comment C-{} '\\e[2J [/x] $(id)'", "claim edit C-{} --set 'name=\u202e\u200b; id'", "claim take C-{}",
    "claim release C-{}", "claim watch C-{}", "poe add C-{} --name '../../\x1b[2J.txt'", "poe get C-{} proof.txt",
    "poe add C-{} /etc/shadow", "claim ask C-{} --reason missing-products --note '`id`'", "claim approve C-{}",
    "claim dispute C-{} --note x --poe /etc/shadow", "view save '\x1b]0;x\x07' mine", "view list", "draft list",
    "next --take",
    "claim undo C-{}", "claim resubmit C-{} --note x", "clocks C-{} --json", "export claims --format csv", "stats",
)  # fmt: skip
_COMMANDS = [f"{command.noun} {command.verb}".strip() for command in index.every()]
_ARMED: list[object] = []
"""While a test is in here, what the process starts and writes is looked at; an audit hook cannot be taken off again."""


def _looked_at(event, args):
    if not _ARMED:
        return
    if event in ("os.system", "os.exec", "os.posix_spawn", "pty.spawn", "os.fork", "os.forkpty"):
        raise AssertionError(f"{event} {args}")
    if event == "subprocess.Popen" and str(args[0]) != sys.executable:
        raise AssertionError(f"a program was started: {args[:2]}")
    if (
        event == "open"
        and isinstance(args[0], str)
        and isinstance(args[1], str)
        and set(args[1]) & set("wax+")
        and str(_ARMED[0]) not in str(args[0])
    ):
        raise AssertionError(f"{args[0]} was opened to be written")


sys.addaudithook(_looked_at)


@pytest.mark.timeout(300)
def test_ten_thousand_random_lines_start_no_shell_and_leave_no_traceback(door):
    chance = random.Random(20260601)
    people = [door.house.partner, door.house.rival, door.house.reviewer, door.house.lead, door.house.operator]
    statuses = set()
    _ARMED.append(door.config.parent)
    try:
        for _ in range(10_000):
            line = _random_line(chance)
            # What reads a file in a child of its own takes a tenth of a second; its own tests have their thousands.
            if line.startswith((b"poe text", b"poe check")) and chance.random() > 0.02:
                continue
            status, out, err = door.say(
                chance.choice(people), line, chance.choice((b"", b"text of a proof", b"\xff\0\x1b[2J"))
            )
            statuses.add(status)
            assert status in (0, 1, 2, 4, 5), (line, status, err)
            assert b"Traceback" not in out + err, line
            assert b"\x1b" not in out + err, line
    finally:
        _ARMED.clear()
    assert not door.log.exists(), door.log.read_text()
    assert statuses >= {0, 2, 4}
