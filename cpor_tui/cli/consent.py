"""`cpor consent …`: the customer's answer, typed in by an operator or read from a reply."""

from __future__ import annotations

from cpor_tui.cli import files
from cpor_tui.cli.claims import accepted, request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.visit import Visit


def decline(visit: Visit, given: Given) -> None:
    """The customer opts out: an operator types in its code."""
    done = visit.desk.decline(
        given.one("CODE"), visit.actor, note=given.maybe("note"), request=request_of(given)
    )
    accepted(visit, done)


def receive(visit: Visit, given: Given) -> None:
    """The customer opts out by replying; the reply comes in on stdin, or from a file."""
    from cpor_tui.mail.reply import reply

    visit.operator()
    told = reply(files.content(visit, given.maybe("FILE") or "-"))
    done = visit.desk.decline(
        told.code, visit.actor, note=given.maybe("note"), via=told.sender, request=request_of(given)
    )
    accepted(visit, done)


_NOTE = Opt("--note", "TEXT")

COMMANDS = (
    Command("consent", "decline", decline, (Arg("CODE"),), (_NOTE,), changes=True),
    Command("consent", "receive", receive, (Arg("FILE", optional=True),), (_NOTE,), changes=True),
)
