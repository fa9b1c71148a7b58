"""Chooses proof files of this machine: a path with completion, what it fits, and the files that wait to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.looks import BOLD, DIM, GOOD, TITLE, fit, folded, said
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.screens.paths import MOST_SHOWN, Found, Staged, completed, completions, plain_paths, stage

if TYPE_CHECKING:
    from cpor_tui.screens.forms import Form


class PathInput(Input):
    """A path: Tab completes it, Enter chooses it; what is pasted is taken as terminals paste it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "complete", id="complete", show=False),
        Binding("backspace", "take_off", "take-off", id="take-off", show=False),
    ]

    class Completed(Message):
        """Tab was pressed; what fits is to be looked up."""

    class TakenOff(Message):
        """Backspace was pressed in the empty field."""

    def action_complete(self) -> None:
        """Complete the path; in an empty or whole one Tab goes on to the next field."""
        self.post_message(self.Completed())

    def action_take_off(self) -> None:
        """Delete a letter; with none left, take the last file off the list."""
        if self.value:
            self.action_delete_left()
        else:
            self.post_message(self.TakenOff())


class Proofs(Vertical):
    """Files to send with an order. Over SSH there are none here: they come by stdin, and the line for it is shown."""

    class Changed(Message):
        """Other files wait to be sent now."""

    def __init__(self, claim: int, *, id: str = "proofs") -> None:
        super().__init__(id=id)
        self._claim = claim
        self._staged: tuple[Staged, ...] = ()
        self._found: tuple[Found, ...] = ()
        self._looked = 0

    def compose(self) -> ComposeResult:
        """The path, what fits it, the files."""
        yield Pane(id="proofs-title")
        yield PathInput(id="path", placeholder=self.form.words("proofs.path"), compact=True)
        yield Pane(id="fitting")
        yield Pane(id="staged")

    def on_mount(self) -> None:
        """Say how files come here."""
        form = self.form
        self.query_one("#proofs-title", Pane).draw(said(form.words("proofs.title"), TITLE))
        if form.session.remote:
            self.query_one(PathInput).display = False
            line = f"ssh HOST poe add {shown_id(self._claim)} - --name FILE.pdf < FILE.pdf"
            words = folded(form.words("proofs.by-ssh"), form.across, 2, DIM)
            self.query_one("#fitting", Pane).draw([*words, *folded(line, form.across, 2, BOLD)])
        else:
            self._draw_fitting()
        self._draw_staged()

    @property
    def form(self) -> Form:
        """The sheet it stands on."""
        return cast("Form", self.screen)

    @property
    def files(self) -> tuple[Staged, ...]:
        """What waits to be sent, in the order chosen."""
        return self._staged

    def clear(self) -> None:
        """Take every file off the list, and empty the path."""
        self._staged = ()
        self.query_one(PathInput).value = ""
        self._draw_staged()

    def drop(self, sha256: str) -> None:
        """Take one file off the list: it was sent."""
        self._staged = tuple(one for one in self._staged if one.sha256 != sha256)
        self._draw_staged()

    async def choose(self, paths: Sequence[str]) -> bool:
        """Put files on the list; what cannot be read is said. Gives whether all could be."""
        good = True
        for path in paths:
            try:
                staged = await asyncio.to_thread(stage, path)
            except Refused as no:
                self.form.refuse(no)
                good = False
                continue
            if staged.sha256 not in [one.sha256 for one in self._staged]:
                self._staged += (staged,)
        if stands(self):
            self._draw_staged()
            self.post_message(self.Changed())
        return good

    async def take(self) -> bool:
        """Choose what is typed, if anything is; gives whether there is nothing left to choose."""
        field = self.query_one(PathInput)
        paths = plain_paths(field.value)
        if not paths:
            return True
        if not await self.choose(paths):
            return False
        field.value = ""
        return True

    @on(Input.Submitted, "#path")
    async def _chosen(self, event: Input.Submitted) -> None:
        event.stop()
        paths = plain_paths(event.value)
        if len(paths) == 1 and event.value.rstrip().endswith("/"):
            return
        if await self.take() and paths:
            self.form.say(self.form.words("proofs.chosen", n=len(paths)))

    @on(Input.Changed, "#path")
    async def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._looked += 1
        look = self._looked
        found = await asyncio.to_thread(completions, event.value) if event.value.strip() else ()
        if look == self._looked and stands(self):
            self._found = found
            self._draw_fitting()

    @on(PathInput.Completed)
    async def _complete(self, event: PathInput.Completed) -> None:
        event.stop()
        field = self.query_one(PathInput)
        typed = field.value
        if not typed.strip():
            self.form.past_path()
            return
        whole = completed(typed, await asyncio.to_thread(completions, typed))
        if whole == typed or field.value != typed:
            self.form.past_path()
            return
        field.value = whole
        field.cursor_position = len(whole)

    @on(PathInput.TakenOff)
    def _taken_off(self, event: PathInput.TakenOff) -> None:
        event.stop()
        if self._staged:
            self._staged = self._staged[:-1]
            self._draw_staged()
            self.post_message(self.Changed())

    def _draw_fitting(self) -> None:
        form = self.form
        if not self.query_one(PathInput).value.strip():
            self.query_one("#fitting", Pane).draw(folded(form.words("proofs.hint"), form.across, 2, DIM))
            return
        rows = [self._fitting_row(one) for one in self._found[:MOST_SHOWN]]
        if len(self._found) > MOST_SHOWN:
            rows.append(said("    " + form.words("proofs.more", n=len(self._found) - MOST_SHOWN), DIM))
        self.query_one("#fitting", Pane).draw(rows or said("    " + form.words("proofs.none-fits"), DIM))

    def _fitting_row(self, one: Found) -> Content:
        room = max(12, min(48, self.form.across - 28))
        size = "" if one.folder else self.form.text.size(one.size)
        at = "" if one.folder else self.form.text.when(int(one.at * 1_000_000), short=True)
        return said(
            f"    {fit(one.name + ('/' if one.folder else ''), room)} {fit(size, 8, right=True)}  {at}", DIM
        )

    def _draw_staged(self) -> None:
        form = self.form
        rows: list[Content] = []
        for one in self._staged:
            kind = form.text(f"label.kind.{one.kind}")
            digest = f"{one.sha256[:8]}..{one.sha256[-4:]}"
            words = form.words(
                "proofs.staged", name=one.name, size=form.text.size(one.size), kind=kind, digest=digest
            )
            rows += folded(f"+ {words}", form.across, 2, GOOD)
        self.query_one("#staged", Pane).draw(rows or said(""))
        self.query_one("#staged").display = bool(rows)


def names_of(files: Sequence[Staged]) -> list[tuple[str, bytes]]:
    """Names and bytes, as the desk takes them."""
    return [(one.name, one.content) for one in files]


def restored(found: Any) -> tuple[str, ...]:
    """The paths that a draft kept."""
    return tuple(str(path) for path in found) if isinstance(found, list) else ()
