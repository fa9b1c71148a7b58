"""`cpor init`, `verify`, `backup`, `restore` and `info`: the store as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpor_tui.cli import files, shapes
from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.moments import read_instant
from cpor_tui.cli.plain import line, pairs
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.clean import clean
from cpor_tui.domain.commands import LOCAL
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.settings import MaildirSettings

if TYPE_CHECKING:
    from cpor_tui.text import Text

_MOST_HEADS = 4 * 1024 * 1024 * 1024
"""Bytes of a backup that is read for its heads."""


def init(visit: Visit, given: Given) -> None:
    """Make a store."""
    from cpor_tui.office import found
    from cpor_tui.office.places import place, zone, zone_of

    calendar = given.maybe("calendar") or "KR"
    where = given.maybe("zone")
    where = zone(where) if where is not None else zone_of(*place(calendar)) or "UTC"
    simulated = given.maybe("simulated")
    request, order = request_of(given), ("init", *sorted(given.values.items()))
    if request is not None and _done_before(visit, request, order):
        _tell(visit)
        return
    store = found(
        visit.settings.store,
        rules=given.maybe("rules") or "2020",
        calendar=calendar,
        zone_name=where,
        simulated=read_instant(simulated, where) if simulated is not None else None,
        secret_file=visit.settings.secret_file,
    )
    visit.__dict__["store"] = store
    _keep(visit, request, order)
    _tell(visit)


def _done_before(visit: Visit, request: str, order: Sequence[Any]) -> bool:
    """Whether this very request made the store that is there. Raises Refused(conflict) for another one's id."""
    from cpor_tui.office import answered
    from cpor_tui.store import Store

    try:
        store = Store.open(visit.settings.store, secret_file=visit.settings.secret_file)
    except Refused as no:
        if no.why != "no-store":
            raise
        return False
    visit.__dict__["store"] = store
    if answered(visit.desk, LOCAL, request, order) is not None:
        return True
    visit.forget()
    return False


def _keep(visit: Visit, request: str | None, order: Sequence[Any]) -> None:
    from cpor_tui.office import once

    if request is not None:
        once(visit.desk, LOCAL, request, order, lambda: True)


def info(visit: Visit, given: Given) -> None:
    """Say what the store is."""
    settings = visit.settings
    about = visit.store.info()
    about["made_at"] = shapes.when(about["made_at"], visit.zone) if about.get("made_at") else None
    mail = settings.mail
    _tell(
        visit,
        {
            **about,
            "mail": str(mail.path)
            if isinstance(mail, MaildirSettings)
            else f"smtp://{mail.host}:{mail.port}",
            "log": str(settings.log),
            "config": str(settings.config),
        },
    )


def _tell(visit: Visit, more: Mapping[str, Any] | None = None) -> None:
    told = _about(visit)
    for name, value in (more or {}).items():
        told.setdefault(name, value)
    text = visit.text
    visit.give(
        lambda: told,
        lambda: pairs((_label(text, name), _shown(text, value)) for name, value in told.items()),
    )


def _shown(text: Text, value: Any) -> str | None:
    if isinstance(value, bool):
        return text("yes" if value else "no")
    return None if value is None else str(value)


def _label(text: Text, name: str) -> str:
    key = f"cli.info.{name}"
    return text(key) if text.has(key) else name


def _about(visit: Visit) -> dict[str, Any]:
    from cpor_tui import __version__

    store = visit.store
    office = store.office
    return {
        "store": store.url,
        "version": __version__,
        "rules": store.default_rules,
        "calendar": office.place,
        "zone": office.zone,
        "now": shapes.when(store.clock.now(), office.zone),
        "simulated": store.simulated,
    }


def verify(visit: Visit, given: Given) -> int:
    """Fold every claim again and compare."""
    visit.operator()
    heads = None
    if (name := given.maybe("heads")) is not None:
        heads = _heads(visit, name)
    report = visit.store.verify(heads)
    faults = [str(fault) for fault in report.faults]
    told = {"claims": report.claims, "events": report.events, "faults": faults}
    text = visit.text
    visit.give(
        lambda: told,
        lambda: [
            *(line(fault) for fault in faults),
            text("cli.verify.found", claims=report.claims, events=report.events, faults=len(faults)),
        ],
    )
    return 1 if faults else 0


def _heads(visit: Visit, name: str) -> dict[str, Any]:
    """The heads of a backup: the backup itself, or its heads.json alone. Raises Refused(bad_input)."""
    import json
    import tarfile
    from io import BytesIO

    found = files.content(visit, name, most=_MOST_HEADS)
    try:
        with tarfile.open(fileobj=BytesIO(found), mode="r:") as tar:
            kept = tar.extractfile("heads.json")
            found = kept.read() if kept is not None else b""
    except (tarfile.TarError, KeyError, EOFError):
        # No backup, so it has to be the heads themselves.
        pass
    try:
        heads = json.loads(found)
    except (ValueError, RecursionError):
        heads = None
    if not isinstance(heads, dict):
        raise Refused(Code.BAD_INPUT, "file-not-json", file=clean(name, limit=200))
    return heads


def backup(visit: Visit, given: Given) -> None:
    """Copy everything into one file."""
    from cpor_tui.office import answered

    files.refuse_remote(visit)
    path = Path(given.one("FILE"))
    visit.operator()
    request, order = request_of(given), ("backup", str(path))
    if request is None or answered(visit.desk, LOCAL, request, order) is None:
        visit.store.backup(path)
        _keep(visit, request, order)
    visit.give(lambda: {"file": str(path)}, lambda: [visit.text("cli.backup.done", file=line(str(path)))])


def restore(visit: Visit, given: Given) -> None:
    """Make a store of a backup."""
    from cpor_tui.store import Store

    files.refuse_remote(visit)
    if visit.settings.person is not None:
        visit.operator()
    path = Path(given.one("FILE"))
    settings = visit.settings
    request, order = request_of(given), ("restore", str(path))
    if request is None or not _done_before(visit, request, order):
        Store.restore(path, settings.store, secret_file=settings.secret_file)
        _keep(visit, request, order)
    visit.give(
        lambda: {"store": visit.store.url},
        lambda: [visit.text("cli.restore.done", store=line(visit.store.url))],
    )


COMMANDS = (
    Command(
        "init",
        "",
        init,
        opts=(
            Opt("--rules", "RULES"),
            Opt("--calendar", "COUNTRY[-PART]"),
            Opt("--zone", "ZONE"),
            Opt("--simulated", "ISO"),
        ),
        changes=True,
    ),
    Command("verify", "", verify, opts=(Opt("--heads", "FILE"),)),
    Command("backup", "", backup, (Arg("FILE"),), changes=True),
    Command("restore", "", restore, (Arg("FILE"),), changes=True),
    Command("info", "", info),
)
