"""`cpor claim …`: everything that is done to a claim, by whoever may do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from cpor_tui.cli import files, shapes, views
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.visit import Visit
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import read_id, shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.fields import area_and_activity
from cpor_tui.domain.names import AskReason
from cpor_tui.domain.refusals import Code, Refused

if TYPE_CHECKING:
    from cpor_tui.desk import Accepted
    from cpor_tui.pages import Page

ID = Arg("ID")
NOTE = Opt("--note", "TEXT")
SET = Opt("--set", "FIELD=VALUE", many=True, like=lambda word: "=" in word)
FILTER = Arg("FILTER", optional=True, many=True, dashes=True)
LIMIT = Opt("--limit", "N")


def accepted(visit: Visit, done: Accepted) -> None:
    """Print the claim that a command left behind; warnings go beside it."""
    page = visit.desk.page(done.claim.id, visit.actor)
    if done.twins:
        shown = ", ".join(shown_id(twin) for twin in done.twins)
        visit.hint(visit.text("cli.claim.twins", claims=shown))
    visit.give(lambda: shapes.claim(page, visit.settings.lang), lambda: views.headline(page, visit.text))


def send(visit: Visit, given: Given, order: c.Command) -> None:
    """Give an order on the claim that the command line names, and print what became of it."""
    order = replace(order, claim=read_id(given.one("ID")), if_version=given.number("if-version", low=1))
    accepted(visit, visit.desk.submit(order, visit.actor, request=request_of(given)))


def request_of(given: Given) -> str | None:
    """The request's id, None if it has none. Raises Refused(usage)."""
    request = given.maybe("request")
    if request is not None and (not request.strip() or len(request) > 100 or clean(request) != request):
        raise Refused(Code.USAGE, "request", given=clean(request, limit=200))
    return request


def _settings(given: Given) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in given.all("set"):
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise Refused(Code.USAGE, "set", given=clean(word))
        found[name.strip().lower()] = value
    return found


def new(visit: Visit, given: Given) -> None:
    """Draft a claim and print its id."""
    fields = _settings(given)
    area = given.maybe("area") or fields.pop("area", None)
    activity = given.maybe("activity") or fields.pop("activity", None)
    if area is None or activity is None:
        lacking = "--area" if area is None else "--activity"
        raise Refused(Code.USAGE, "needs-option", command="claim new", option=lacking)
    chosen, does = area_and_activity(area, activity)
    if (named := given.maybe("name")) is not None:
        fields["name"] = named
    order = c.Create(area=chosen, activity=does, fields=fields, products=given.all("product"))
    done = visit.desk.submit(order, visit.actor, request=request_of(given))
    visit.give(lambda: {"id": shown_id(done.claim.id)}, lambda: [shown_id(done.claim.id)])


def edit(visit: Visit, given: Given) -> None:
    """Change fields and products."""
    order = c.Edit(
        set=_settings(given),
        add_products=given.all("add-product"),
        remove_products=given.all("remove-product"),
        note=given.maybe("note"),
    )
    if not (order.set or order.add_products or order.remove_products or order.note):
        raise Refused(Code.USAGE, "nothing-to-edit")
    send(visit, given, order)


def show(visit: Visit, given: Given) -> None:
    """Print one claim."""
    page = visit.desk.page(read_id(given.one("ID")), visit.actor)
    visit.give(lambda: shapes.claim(page, visit.settings.lang), lambda: views.claim(page, visit.text))


def pages(visit: Visit, given: Given) -> Iterator[Page]:
    """The claims of a filter in the order of their numbers, read a stretch at a time."""
    found = numbers(visit, " ".join(given.all("FILTER")))
    for claim in islice(found, given.number("limit", low=1)):
        with going_on(visit, claim):
            yield visit.desk.page(claim, visit.actor)


@contextmanager
def going_on(visit: Visit, claim: int) -> Iterator[None]:
    """One claim whose holidays are unknown must not hide all that follow: it is left out, and said so."""
    try:
        yield
    except Refused as no:
        if no.code is not Code.CALENDAR_UNKNOWN:
            raise
        visit.hint(visit.text("cli.left-out", claim=shown_id(claim), why=visit.text.refusal(no)))


def numbers(visit: Visit, wanted: str) -> Iterator[int]:
    """The numbers of the claims that a filter means."""
    after = None
    while True:
        rows = visit.desk.list(wanted, visit.actor, order="id", after=after)
        yield from (row.id for row in rows)
        if not rows:
            return
        after = rows[-1].key("id")


def show_list(visit: Visit, given: Given) -> None:
    """Print the claims of a filter."""
    visit.give_all(
        pages(visit, given),
        lambda page: shapes.claim(page, visit.settings.lang),
        lambda found: views.claims(found, visit.text),
    )


def _reasons(given: Given) -> tuple[str, ...]:
    found = (reason.strip().lower() for words in given.all("reason") for reason in words.split(","))
    return tuple(reason for reason in found if reason)


def ask(visit: Visit, given: Given) -> None:
    """Ask the partner for more."""
    send(
        visit,
        given,
        c.Ask(reasons=_reasons(given), note=given.maybe("note"), drop_products=given.all("drop-product")),
    )


def reject(visit: Visit, given: Given) -> None:
    """Reject."""
    send(visit, given, c.Reject(reason=_one_reason(given), note=given.maybe("note")))


def withdraw(visit: Visit, given: Given) -> None:
    """Take a claim back, at the partner's request."""
    send(visit, given, c.Withdraw(reason=_one_reason(given), note=given.maybe("note")))


def _one_reason(given: Given) -> str:
    return (given.maybe("reason") or "").strip().lower()


def dispute(visit: Visit, given: Given) -> None:
    """Dispute a rejection."""
    found = [(name, files.content(visit, name)) for name in given.all("poe")]
    done = visit.desk.dispute(
        read_id(given.one("ID")),
        visit.actor,
        given.maybe("note"),
        found,
        request=request_of(given),
        if_version=given.number("if-version", low=1),
    )
    accepted(visit, done)


def renew(visit: Visit, given: Given) -> None:
    """Start anew; the answer is the old claim, which names the new one."""
    send(visit, given, c.Renew(note=given.maybe("note")))


def takeover(visit: Visit, given: Given) -> None:
    """Take a claim over from whoever holds it."""
    send(visit, given, c.TakeOver(note=given.maybe("note")))


def assign(visit: Visit, given: Given) -> None:
    """Give a claim to a reviewer."""
    send(visit, given, c.Assign(to=given.one("to"), note=given.maybe("note")))


def comment(visit: Visit, given: Given) -> None:
    """Say something to the other side, or to the reviewers alone."""
    text = given.one("TEXT")
    if text == "-":
        text = files.text(visit, "-", most=1024 * 1024)
    send(visit, given, c.Note(text=text) if given.on("internal") else c.Comment(text=text))


def watch(visit: Visit, given: Given) -> None:
    """Be told of a claim by mail."""
    send(visit, given, c.Watch(on=True))


def unwatch(visit: Visit, given: Given) -> None:
    """Be told no more."""
    send(visit, given, c.Watch(on=False))


def _plain(order: type[c.Command]) -> Command:
    """A command that takes nothing but a note."""

    def run(visit: Visit, given: Given) -> None:
        send(visit, given, order(note=given.maybe("note")))

    return Command("claim", order.what.value, run, (ID,), (NOTE,), on_claim=True)


_REASONS = Opt("--reason", "CODE", many=True, like=lambda word: word in set(AskReason))
_REASON = Opt("--reason", "CODE")

COMMANDS = (
    Command(
        "claim",
        "new",
        new,
        opts=(
            Opt("--area", "AREA"),
            Opt("--activity", "ACTIVITY"),
            Opt("--name", "TEXT"),
            SET,
            Opt("--product", "PRODUCT", many=True),
        ),
        changes=True,
    ),
    Command(
        "claim",
        "edit",
        edit,
        (ID,),
        (
            SET,
            Opt("--add-product", "PRODUCT", many=True),
            Opt("--remove-product", "PRODUCT", many=True),
            NOTE,
        ),
        on_claim=True,
    ),
    Command("claim", "show", show, (ID,)),
    Command("claim", "list", show_list, (FILTER,), (LIMIT,)),
    _plain(c.Submit),
    _plain(c.Discard),
    _plain(c.Start),
    Command(
        "claim",
        "ask",
        ask,
        (ID,),
        (_REASONS, NOTE, Opt("--drop-product", "PRODUCT", many=True)),
        on_claim=True,
    ),
    _plain(c.Resubmit),
    _plain(c.Approve),
    Command("claim", "reject", reject, (ID,), (_REASON, NOTE), on_claim=True),
    _plain(c.RefuseDispute),
    Command("claim", "withdraw", withdraw, (ID,), (_REASON, NOTE), on_claim=True),
    Command("claim", "dispute", dispute, (ID,), (NOTE, Opt("--poe", "FILE", many=True)), on_claim=True),
    Command("claim", "renew", renew, (ID,), (NOTE,), on_claim=True),
    _plain(c.Undo),
    _plain(c.Take),
    _plain(c.Release),
    Command("claim", "takeover", takeover, (ID,), (NOTE,), on_claim=True),
    Command("claim", "assign", assign, (ID,), (Opt("--to", "NAME", required=True), NOTE), on_claim=True),
    Command("claim", "comment", comment, (ID, Arg("TEXT", dashes=True)), (Opt("--internal"),), on_claim=True),
    Command("claim", "watch", watch, (ID,), on_claim=True),
    Command("claim", "unwatch", unwatch, (ID,), on_claim=True),
)
