"""Tells one claim in lines: who and where, what is asked, what happens otherwise, its clocks, points and files."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from textual.content import Content

from cpor_tui.domain.calendar import day_of
from cpor_tui.domain.claim import Claim, shown_id
from cpor_tui.domain.deadlines import Face
from cpor_tui.domain.names import (
    PARTNER,
    PROMISES,
    AskReason,
    ClockKind,
    ClockState,
    Phase,
    RejectReason,
    Status,
    WithdrawReason,
)
from cpor_tui.pages import Page
from cpor_tui.screens.dues import NO_DUE, Due, due, hour
from cpor_tui.screens.looks import BOLD, DIM, GOOD, LATE, SOON, TITLE, ends, fit, folded, said
from cpor_tui.text import Text

POINTS = tuple(AskReason)
LOOKS = {"overdue": LATE, "soon": SOON, "paused": DIM}


def title(text: Text, page: Page, width: int) -> Content:
    """`C-1000027  Fabrikam Korea -> Contoso GmbH        yours since 10:31     ! TODAY 7 h`."""
    claim = page.claim
    stands = due_of(text, page)
    names = f"{shown_id(claim.id)}  "
    if page.actor.role not in PARTNER:
        names += f"{page.org.name} -> "
    left = Content.assemble(said(names, BOLD), said(claim.fields.get("customer", ""), BOLD))
    due_words = said(f"{stands.sign.strip()} {stands.words}".strip(), LOOKS.get(stands.kind, ""))
    right = Content.assemble(said(held(text, page)), "  ", due_words)
    if left.cell_length + right.cell_length >= width:
        # The customer's name counts more than the hour at which the claim was taken.
        right = Content.assemble(said(held(text, page, short=True)), "  ", due_words)
    return ends(left, right, width)


def held(text: Text, page: Page, *, short: bool = False) -> str:
    """Who holds the claim, for those who review; "" for nobody."""
    if page.taken is None or page.actor.role in PARTNER:
        return ""
    mine = page.taken.by == page.actor.name
    if short:
        return text("screens.claim.yours-short") if mine else page.taken.by
    zone = page.office_zone
    today = day_of(page.taken.since, zone) == day_of(page.now, zone)
    since = hour(page.taken.since, zone) if today else text.when(page.taken.since, zone, short=True)
    if mine:
        return text("screens.claim.yours", since=since)
    return text("screens.claim.held", by=page.taken.by, since=since)


def due_of(text: Text, page: Page) -> Due:
    """How the claim's next deadline stands for this reader."""
    asked_ = page.claim.status is Status.PARTNER_ACTION_REQUIRED
    # While the partner is asked, a promise that was missed before waits like one that was not.
    faces = [f for f in page.faces if f.clock.open and not (asked_ and f.clock.kind in PROMISES)]
    counting = [f for f in faces if f.state is not ClockState.PAUSED]
    shown = min(counting, key=lambda f: f.clock.due_at, default=None)
    if shown is None or (shown.clock.kind is ClockKind.WINDOW and page.claim.status is not Status.REJECTED):
        return NO_DUE
    return due_face(text, page, shown)


def due_face(text: Text, page: Page, face: Face) -> Due:
    """How one clock stands, paused when it is the other side's turn."""
    clock = face.clock
    calendar = page.house.calendar(clock.key, None)
    partner = page.actor.role in PARTNER
    waits = (clock.kind is ClockKind.ANSWER and not partner) or (partner and clock.kind in PROMISES)
    paused = waits or face.state is ClockState.PAUSED
    return due(text, clock.due_at, clock.unit, calendar, clock.zone, page.now, paused=paused)


def status_line(text: Text, page: Page) -> Content:
    """The status in words, its phase, and what an approval is not."""
    claim = page.claim
    words = text.status(page.shown_status)
    if claim.phase is not None:
        words += f" - {text.label(claim.phase)}"
    look = LATE if claim.overdue else BOLD
    parts = [said(words.upper() if claim.status is Status.PARTNER_ACTION_REQUIRED else words, look)]
    if claim.overdue:
        parts.append(said(text("screens.claim.overdue"), LATE))
    if claim.status is Status.APPROVED:
        parts.append(said(text("not-a-payment"), SOON))
    if page.contested:
        parts.append(said(text("screens.claim.contested"), SOON))
    return Content("  ").join(parts)


def asked(text: Text, page: Page, width: int) -> list[Content]:
    """What the reviewer asked for last, and what is still open of it."""
    claim = page.claim
    if claim.asked is None or claim.status is not Status.PARTNER_ACTION_REQUIRED:
        return []
    when = text.when(claim.asked.at, page.org.zone, short=True)
    found = [said(text("screens.claim.asked-by", by=claim.asked.by, when=when), BOLD)]
    found += folded(f'"{claim.asked.note}"', width - 2, 2)
    for reason in claim.asked.reasons:
        found.append(Content.assemble("  [ ] ", said(text.label(AskReason(reason)), SOON)))
    for product in claim.asked.drop_products:
        found.append(said("  " + text("screens.claim.drop", product=product)))
    if claim.asked.answered:
        found.append(said("  [x] " + text("screens.claim.answered"), GOOD))
    return found


def rejection(text: Text, page: Page, width: int) -> list[Content]:
    """Why the claim was rejected, and whether that can be disputed."""
    claim = page.claim
    if claim.rejection is None or claim.status not in (Status.REJECTED, Status.REJECTED_FINAL):
        return []
    why = text.label(RejectReason(claim.rejection.reason))
    detail = claim.rejection.detail
    if detail and text.has(f"label.withdraw-reason.{detail}"):
        why += f" - {text.label(WithdrawReason(detail))}"
    found = [said(text("screens.claim.rejected-because", why=why), BOLD)]
    if claim.rejection.note:
        found += folded(f'"{claim.rejection.note}"', width - 2, 2)
    if (until := page.dispute_open_until) is not None:
        found += folded(
            text("screens.claim.dispute-until", end=text.end_of(until, page.org.zone)), width, look=SOON
        )
    return found


def otherwise(text: Text, page: Page) -> str:
    """What happens if nobody does anything; "" where nothing does."""
    claim = page.claim
    running = page.next_due
    if running is None:
        return text("screens.otherwise.draft") if claim.status is Status.EDITING else ""
    kind, at = running
    if kind is ClockKind.WINDOW and claim.status is not Status.REJECTED:
        return ""
    clock = claim.clock(kind)
    end = text.end_of(at, clock.zone if clock else page.office_zone)
    key = kind.value
    if kind is ClockKind.CONSENT and claim.told_at is None:
        key = "consent-untold"
    elif kind is ClockKind.WINDOW and page.rules.final:
        key = "window-final"
    elif kind is ClockKind.ANSWER and claim.from_dispute:
        key = "answer-dispute"
    return text(f"screens.otherwise.{key}", end=end, claim=shown_id(claim.id))


def where_it_is(text: Text, page: Page, width: int) -> list[Content]:
    """The way of a claim with the present place marked: `draft > submitted > [review] > approved > opt-out > sent`."""
    claim = page.claim
    stops = ["first", "submitted", "review", "approved", "opt-out", "sent"]
    here = _HERE[claim.status]
    if claim.status is Status.APPROVED and claim.phase is Phase.CONSENT_OPEN:
        here = "opt-out"
    elif claim.status is Status.APPROVED:
        here = "sent"
    if here == "you":
        stops[3:3] = ["you", "review-again"]
    elif here == "dispute":
        stops[3:3] = ["rejected", "dispute"]
    elif here in ("rejected", "final"):
        stops[3:] = [here]
    parts: list[Content] = []
    for stop in stops:
        words = text(f"screens.stop.{stop}")
        parts.append(said(f"[{words}]", TITLE) if stop == here else said(words, DIM))
    return Content(" > ").join(parts).wrap(width)


_HERE = {
    Status.EDITING: "first",
    Status.SUBMITTED: "submitted",
    Status.UNDER_REVIEW: "review",
    Status.PARTNER_ACTION_REQUIRED: "you",
    Status.APPROVED: "approved",
    Status.REJECTED: "rejected",
    Status.DISPUTE: "dispute",
    Status.REJECTED_FINAL: "final",
    Status.DISCARDED: "rejected",
}


def clock_lines(text: Text, page: Page, width: int) -> list[Content]:
    """One line a clock that is open: `review   day 4 of 5   due Tue 14 Jul   TODAY 13 h`."""
    found: list[Content] = []
    rejected = page.claim.status is Status.REJECTED
    faces = [
        face
        for face in page.faces
        if face.clock.open and (rejected or face.clock.kind is not ClockKind.WINDOW)
    ]
    widest = max([16, *(cell_len(text.label(face.clock.kind)) for face in faces)])
    for face in faces:
        clock = face.clock
        stands = due_face(text, page, face)
        used = text(
            "screens.clock.used", used=min(face.used, clock.limit), limit=text.days(clock.limit, clock.unit)
        )
        label = fit(text.label(clock.kind), widest)
        # Korean says how late it is in more cells, and the day without its weekday.
        day = fit(stands.day, 10) if text.lang == "en" else fit(stands.day.partition(" ")[0], 5)
        found.append(
            Content.assemble(
                " ",
                said(label),
                " ",
                said(fit(used, 11)),
                " ",
                said(day),
                " ",
                said(f"{stands.sign.strip()} {stands.words}".strip(), LOOKS.get(stands.kind, "")),
            ).truncate(width, ellipsis=True)
        )
    return found or [said(" " + text("screens.clock.none"), DIM)]


def point_lines(text: Text, claim: Claim, width: int, cursor: int | None = None) -> list[Content]:
    """The five points with what the reviewer ticked."""
    found: list[Content] = []
    for n, point in enumerate(POINTS):
        ticked = claim.ticks.get(point.value, False)
        words = text(f"point.{point.value}")
        gutter = ">" if n == cursor else " "
        line = Content.assemble(
            gutter,
            f"{n + 1} ",
            said("[x]" if ticked else "[ ]", GOOD if ticked else SOON),
            " ",
            said(words, BOLD if n == cursor else ""),
        )
        found.append(line.truncate(width, ellipsis=True))
    return found


def points_in_short(text: Text, claim: Claim) -> Content:
    """The five points on one line: `ok file  ok signature  MISSING products`; missing says that nobody ticked it."""
    parts = []
    for point in POINTS:
        word = text(f"screens.short.{point.value}")
        ticked = claim.ticks.get(point.value, False)
        parts.append(said(f"[{'x' if ticked else ' '}] {word}", GOOD if ticked else ""))
    return Content("  ").join(parts)


def file_lines(
    text: Text,
    page: Page,
    width: int,
    cursor: int | None = None,
    new: Callable[[int, str], bool] = lambda at, by: False,
) -> list[Content]:
    """The claim's files: name, size, day; before the name of one that is `new(at, by)` a word says so."""
    if not page.claim.poe:
        return [said(" " + text("screens.files.none"), SOON)]
    found: list[Content] = []
    for n, poe in enumerate(page.claim.poe):
        gutter = ">" if n == cursor else " "
        size, day = (
            text.size(poe.size),
            text.when(poe.added_at, page.office_zone, short=True).rsplit(" ", 1)[0],
        )
        mark = text("screens.files.new") + " " if new(poe.added_at, poe.by) else ""
        name = mark + fit(poe.name, max(8, width - 22) - cell_len(mark))
        found.append(said(f"{gutter} {name} {fit(size, 8, right=True)} {day}", BOLD if n == cursor else ""))
    return found


def rivals(text: Text, page: Page, width: int) -> list[Content]:
    """Other partners' claims for the same workload, for reviewers (RULES.md §6)."""
    found: list[Content] = []
    for rival in page.competing:
        words = f" {shown_id(rival.claim)}  {rival.org}  {text.label(rival.status)}"
        found.append(said(words, SOON).truncate(width, ellipsis=True))
    if found:
        found.append(said(" " + text("screens.claim.compare"), DIM).truncate(width, ellipsis=True))
    return found
