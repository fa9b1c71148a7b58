"""The team's figures, or those of one partner's claims: where they stand, how old they are, and what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content

from cpor_tui.domain.calendar import day_of
from cpor_tui.domain.names import PARTNER, ClockKind, Phase, Role, Status, What
from cpor_tui.pages import Stats, Week
from cpor_tui.screens.base import Room
from cpor_tui.screens.figures import bars, by_week, kept_bars, ramp
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import BOLD, DIM, LATE, TITLE, fit, said
from cpor_tui.screens.panes import Pane

WEEKS = 8
"""How many weeks are shown, the present one the last."""
_BESIDE = 110
"""From so many cells on, two columns stand side by side."""


def whose(role: Role) -> str:
    """Whose figures a person is shown: of their own claims, with their own decisions, or all of the team's."""
    return "own" if role in PARTNER else "mine" if role is Role.REVIEWER else "title"


class TeamFigures(Room[None]):
    """Figures to look at; they stay true while they are shown."""

    FOOT: ClassVar[tuple[str, ...]] = ("refresh", "help", "palette", "back")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("back", "help", "palette", "refresh")]

    def compose(self) -> ComposeResult:
        """Head, two columns, foot."""
        yield Pane(id="head")
        with VerticalScroll(id="figures"), Container(id="columns"):
            yield Pane(id="standing")
            yield Pane(id="decided")
        yield from self.foot()

    def fetch(self, wish: Any) -> tuple[Stats, date]:
        """The figures of whatever this reader may see, and what day it is at the office."""
        desk = self.session.desk
        return desk.stats(self.session.actor), day_of(desk.now(), desk.store.office.zone)

    def show(self, page: Any, before: Any) -> None:
        """Draw both columns."""
        stats, today = page
        if before is None:
            self.query_one("#figures").focus()
        role = self.session.actor.role
        own = role in PARTNER
        self.query_one("#head", Pane).draw(
            self.head(self.words(f"team.{whose(role)}"), self.text.date(today))
        )
        beside = self.size.width >= _BESIDE
        self.query_one("#columns").set_class(beside, "-beside")
        width = (self.size.width - 8) // 2 if beside else self.size.width - 4
        self.query_one("#standing", Pane).draw(self._standing(stats, width))
        self.query_one("#decided", Pane).draw(self._decided(stats, today, width, own=own))

    def _standing(self, stats: Stats, width: int) -> list[Content]:
        text = self.text
        found = [said(self.words("team.statuses", n=sum(stats.statuses.values())), TITLE)]
        rows = [(text.label(Status(name)), n) for name, n in stats.statuses.items()]
        rows += [(f"- {text.label(Phase(name))}", n) for name, n in stats.phases.items()]
        found += bars(rows, width)
        if stats.overdue:
            found.append(said(" " + self.words("team.overdue", n=stats.overdue), LATE))
        found += [Content(""), said(self.words("team.ages"), TITLE)]
        found += bars([(self.words("team.days", days=days), n) for days, n in stats.ages.items()], width)
        found += [Content(""), said(self.words("team.sla"), TITLE)]
        promises = [
            (text.label(ClockKind(kind)), kept, stats.sla_missed.get(kind, 0))
            for kind, kept in stats.sla_kept.items()
        ]
        return [*found, *kept_bars(promises, width)]

    def _decided(self, stats: Stats, today: date, width: int, *, own: bool) -> list[Content]:
        monday = today - timedelta(days=today.weekday())
        weeks = [(monday - timedelta(weeks=n)).isoformat() for n in range(WEEKS - 1, -1, -1)]
        inside = [week for week in stats.weeks if week.week in weeks]
        found = [said(self.words("team.weeks"), TITLE)]
        decided = [week for week in inside if week.who]
        found += bars([(self._week(week), _sum(decided, week)) for week in weeks], width)
        found += [Content(""), said(self.words("team.what", first=self._week(weeks[0])), TITLE)]
        found += self._rows(weeks, inside, width, by_who=False)
        if not own:
            found += [Content(""), said(self.words("team.reviewers", first=self._week(weeks[0])), TITLE)]
            found += self._rows(weeks, decided, width, by_who=True)
        return found

    def _week(self, week: str) -> str:
        return self.text.date(date.fromisoformat(week), short=True)

    def _rows(
        self, weeks: Sequence[str], found: Sequence[Week], width: int, *, by_who: bool
    ) -> list[Content]:
        names: Counter[str] = Counter()
        counts: Counter[tuple[str, str]] = Counter()
        for one in found:
            name = one.who if by_who else one.what
            names[name] += one.n
            counts[one.week, name] += one.n
        lines: list[Content] = []
        for name, n in names.most_common(20):
            label = name if by_who else self.text.label(What(name))
            mix = self._mix([one for one in found if one.who == name]) if by_who else ""
            row = f" {fit(label, 16)} {n:>4}  "
            lines.append(
                Content.assemble(
                    said(row), said(ramp(by_week(weeks, counts, name)), BOLD), "  ", said(mix, DIM)
                ).truncate(width, ellipsis=True)
            )
        return lines or [said(" " + self.words("none-yet"), DIM)]

    def _mix(self, found: Sequence[Week]) -> str:
        whats: Counter[str] = Counter()
        for one in found:
            whats[one.what] += one.n
        return ", ".join(f"{self.text.label(What(what))} {n}" for what, n in whats.most_common(3))

    # Keys

    def action_back(self) -> None:
        """Leave the figures."""
        self.dismiss(None)

    async def action_refresh(self) -> None:
        """Read them anew."""
        await self.reload()


def _sum(found: Sequence[Week], week: str) -> int:
    return sum(one.n for one in found if one.week == week)
