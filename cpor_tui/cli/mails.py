"""`cpor mail …`: the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cpor_tui.cli import shapes
from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.plain import line, pairs, table
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.clean import clean, visible
from cpor_tui.domain.refusals import Code, Refused

if TYPE_CHECKING:
    from cpor_tui.store import Mail


def _shape(visit: Visit, mail: Mail) -> dict[str, Any]:
    """`mail` of CLI.md, worded; the customer's code is masked but in a simulated store."""
    from cpor_tui.mail import worded

    letter = worded(visit.desk, mail, masked=not visit.store.simulated)
    zone = visit.zone
    return {
        "n": mail.n,
        "to": mail.to,
        "lang": mail.lang,
        "claim": shown_id(mail.claim),
        "event": mail.seq,
        "kind": mail.kind,
        "subject": letter.subject,
        "body": letter.body,
        "written_at": shapes.when(mail.written_at, zone),
        "send_after": shapes.when(mail.send_after, zone),
        "sent_at": shapes.when(mail.sent_at, zone),
        "state": mail.state,
        "attempts": mail.attempts,
        "retry_at": shapes.when(mail.retry_at, zone),
        "message_id": mail.message_id,
        "error": mail.error,
    }


def _all(visit: Visit, *, to: str | None = None, state: str | None = None) -> Iterator[Mail]:
    after = 0
    while True:
        found = visit.store.mails(to=to, state=state, after=after, limit=500)
        yield from found
        if len(found) < 500:
            return
        after = found[-1].n


def _show(visit: Visit, found: Iterator[Mail]) -> None:
    visit.operator()
    heads = ("n", "to", "state", "claim", "subject", "written", "error")

    def lines(mails: Iterator[Mail]) -> Iterator[str]:
        text = visit.text
        return table(
            [text(f"cli.head.{head}") for head in heads],
            (
                [
                    str(mail.n),
                    mail.to,
                    text(f"mail-state.{mail.state}"),
                    shown_id(mail.claim),
                    _shape(visit, mail)["subject"],
                    text.when(mail.written_at, visit.zone),
                    mail.error,
                ]
                for mail in mails
            ),
        )

    visit.give_all(found, lambda mail: _shape(visit, mail), lines)


def show_list(visit: Visit, given: Given) -> None:
    """List the outbox."""
    _show(visit, _all(visit, to=given.maybe("to")))


def failed(visit: Visit, given: Given) -> None:
    """List what could not be handed over."""
    _show(visit, _all(visit, state="failed"))


def _number(given: Given) -> int:
    text = given.one("N")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refused(Code.USAGE, "number", option="N", given=clean(text, limit=60), low=1, high=10**15)
    return int(text)


def show(visit: Visit, given: Given) -> None:
    """Print one message."""
    visit.operator()
    number = _number(given)
    mail = visit.store.mail(number)
    if mail is None:
        raise Refused(Code.NOT_FOUND, "mail", n=number)
    _tell(visit, mail)


def _tell(visit: Visit, mail: Mail) -> None:
    told = _shape(visit, mail)

    def lines() -> Iterator[str]:
        text = visit.text
        yield from pairs((text(f"cli.head.{name}"), told[name]) for name in ("to", "subject", "claim"))
        yield f"{text('cli.head.state')}  {text(f'mail-state.{mail.state}')}"
        yield ""
        yield from (line(one) for one in visible(told["body"]).split("\n"))

    visit.give(lambda: told, lines)


def retry(visit: Visit, given: Given) -> None:
    """Queue a failed message again."""
    number = _number(given)
    office = visit.office

    def again() -> int:
        return visit.store.retry(number, visit.desk.now()).n

    office.once(request_of(given), ("mail retry", number), again)
    mail = visit.store.mail(number)
    if mail is not None:
        _tell(visit, mail)


COMMANDS = (
    Command("mail", "list", show_list, opts=(Opt("--to", "ADDR"),)),
    Command("mail", "show", show, (Arg("N"),)),
    Command("mail", "failed", failed),
    Command("mail", "retry", retry, (Arg("N"),), changes=True),
)
