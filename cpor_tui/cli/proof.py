"""`cpor poe …`: the files that prove the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cpor_tui.cli import files, shapes, views
from cpor_tui.cli.claims import ID, accepted, request_of, send
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.plain import line
from cpor_tui.cli.visit import Visit
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import read_id
from cpor_tui.domain.refusals import Code, Refused


def add(visit: Visit, given: Given) -> None:
    """Add a file to a claim."""
    # Over SSH the file can only come in by stdin, so nobody has to say so.
    named = given.maybe("FILE") or ("-" if visit.remote else "")
    if not named:
        raise Refused(Code.USAGE, "needs-argument", command="poe add", argument="FILE")
    name = given.maybe("name") or ("document" if named == "-" else Path(named).name)
    done = visit.desk.add_poe(
        read_id(given.one("ID")),
        files.content(visit, named),
        name,
        visit.actor,
        note=given.maybe("note"),
        request=request_of(given),
        if_version=given.number("if-version", low=1),
    )
    accepted(visit, done)


def remove(visit: Visit, given: Given) -> None:
    """Remove a file from a draft."""
    send(visit, given, c.RemovePoe(name=given.one("NAME")))


def show_list(visit: Visit, given: Given) -> None:
    """List a claim's files."""
    page = visit.desk.page(read_id(given.one("ID")), visit.actor)
    zone = page.office_zone
    visit.give(
        lambda: [shapes.poe(poe, zone) for poe in page.claim.poe],
        lambda: views.files(page.claim.poe, zone, visit.text),
    )


def get(visit: Visit, given: Given) -> None:
    """Give a file's bytes."""
    poe, found = visit.desk.poe_bytes(read_id(given.one("ID")), given.one("NAME"), visit.actor)
    target = given.maybe("output")
    if target is not None and target != "-":
        files.write(visit, target, found)
        visit.give(lambda: shapes.poe(poe, visit.zone), lambda: [line(target)])
        return
    if visit.out.isatty():
        raise Refused(Code.USAGE, "bytes-on-a-terminal")
    visit.print_bytes(found)


def show_text(visit: Visit, given: Given) -> None:
    """Print what a file says."""
    from cpor_tui.readings import read
    from cpor_tui.text.signing import signature_words

    poe, found = visit.desk.poe_bytes(read_id(given.one("ID")), given.one("NAME"), visit.actor)
    reading = read(found, ocr=given.on("ocr"), seals=True)
    told: dict[str, Any] = {
        "name": poe.name,
        "sha256": poe.sha256,
        "fault": reading.fault.value if reading.fault else None,
        "ocr": reading.ocr,
        "signatures": [shapes.signature(one) for one in reading.signatures],
        "pages": [
            {"number": page.number, "part": page.part.value, "source": page.source or None, "text": page.text}
            for page in reading.pages
        ],
    }

    def lines() -> Any:
        for page in reading.pages:
            yield visit.text("cli.poe.page", number=page.number)
            yield from (line(one.text) for one in page.lines)
        yield from (line(signature_words(visit.text, one)) for one in reading.signatures)

    visit.give(lambda: told, lines)
    if reading.fault is not None:
        visit.hint(visit.text.label(reading.fault))


def check(visit: Visit, given: Given) -> None:
    """Print the places that speak for each of the five points."""
    from cpor_tui.cli.evidence import rows

    found = rows(visit, read_id(given.one("ID")))

    def lines() -> Any:
        for row in found:
            reason, state = row["reason"], row["state"]
            yield f"{visit.text.reason(reason)}: {visit.text(f'cli.check.{state}')}"
            for one in row["evidence"]:
                yield "  " + visit.text(
                    "cli.check.place",
                    poe=line(one["poe"]),
                    page=one["page"],
                    line=one["line"],
                    text=line(one["text"]),
                )

    visit.give(lambda: found, lines)


def tick(visit: Visit, given: Given) -> None:
    """Note that the proof makes one of the five points, or does not."""
    send(visit, given, c.Tick(point=given.one("REASON").strip().lower(), on=given.one("on|off") == "on"))


NAME = Arg("NAME", dashes=True)

COMMANDS = (
    Command(
        "poe",
        "add",
        add,
        (ID, Arg("FILE", optional=True)),
        (Opt("--name", "NAME"), Opt("--note", "TEXT")),
        on_claim=True,
    ),
    Command("poe", "remove", remove, (ID, NAME), on_claim=True),
    Command("poe", "list", show_list, (ID,)),
    Command("poe", "get", get, (ID, NAME), (Opt("--output", "FILE", short="-o"),)),
    Command("poe", "text", show_text, (ID, NAME), (Opt("--ocr"),)),
    Command("poe", "check", check, (ID,)),
    Command(
        "poe",
        "tick",
        tick,
        (ID, Arg("REASON"), Arg("on|off", choices=("on", "off"))),
        on_claim=True,
    ),
)
