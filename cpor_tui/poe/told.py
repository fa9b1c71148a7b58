"""Takes down what the child tells; nothing it says is trusted to be well formed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from cpor_tui.domain.clean import clean
from cpor_tui.poe import child
from cpor_tui.poe.kinds import Fault, Kind, Part
from cpor_tui.poe.reading import Attachment, Line, Page, Reading, Signature


def records(answer: bytes) -> Iterator[dict[str, Any]]:
    """Yield what the child told, up to where it died."""
    for line in answer.split(b"\n"):
        if line:
            try:
                record = json.loads(line)
            except ValueError:
                # The last line of a child that died while it wrote.
                return
            if isinstance(record, dict):
                yield record


def told(reading: Reading, answer: bytes, fault: Fault | None) -> Reading:
    """Return `reading` with what the child reported; nothing it says is trusted to be well formed."""
    story = _Story()
    try:
        for record in records(answer):
            story.add(record)
    except (KeyError, ValueError, TypeError, IndexError):
        story.fault = Fault.CRASHED
    if fault is None and not story.ended and story.fault is None:
        fault = Fault.CRASHED
    return replace(
        reading,
        pages=tuple(story.pages),
        signatures=tuple(story.signatures),
        attachments=tuple(story.attached.values()),
        fault=story.fault or fault,
    )


@dataclass(slots=True)
class _Story:
    pages: list[Page] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    attached: dict[tuple[int, ...], Attachment] = field(default_factory=dict)
    fault: Fault | None = None
    ended: bool = False

    def add(self, record: dict[str, Any]) -> None:
        path = tuple(int(step) for step in record.get("path", ()))
        if "page" in record:
            width, height = record["size"]
            self.pages.append(
                Page(
                    number=len(self.pages) + 1,
                    lines=lines_of(record["page"]),
                    part=Part(record["part"]),
                    source=self._source(path),
                    picture=bool(record["picture"]),
                    width=float(width),
                    height=float(height),
                    path=path,
                    index=int(record["index"]),
                )
            )
        elif "field" in record:
            self._add_field(record["field"], path)
        elif "attachment" in record:
            kind = Kind(record["kind"]) if record["kind"] else None
            fault = None if kind else Fault.UNKNOWN_KIND
            name = clean(str(record["attachment"]), limit=300)
            self.attached[path] = Attachment(name, kind, int(record["bytes"]), fault)
        elif "trouble" in record:
            self.attached[path] = replace(self.attached[path], fault=fault_of(record["trouble"]))
        elif "fault" in record:
            self.fault = fault_of(record["fault"])
        elif "end" in record:
            self.ended = True

    def _source(self, path: tuple[int, ...]) -> str:
        return " › ".join(
            self.attached[path[: depth + 1]].name or str(path[depth] + 1) for depth in range(len(path))
        )

    def _add_field(self, said: dict[str, Any], path: tuple[int, ...]) -> None:
        at = next(
            (at for at, page in enumerate(self.pages) if page.path == path and page.index == said["page"]),
            None,
        )
        if at is None:
            return
        name = clean(str(said["name"]), limit=300)
        if said.get("sign"):
            signature = Signature(
                name=name,
                filled=bool(said["filled"]),
                page=self.pages[at].number,
                signer=clean(str(said["signer"]), limit=300),
                signed_at=clean(str(said["at"]), limit=100),
                reason=clean(str(said["reason"]), limit=300),
                source=self.pages[at].source,
                field=clean(str(said["field"]), limit=300),
            )
            self.signatures.append(signature)
            return
        value = clean(str(said["value"]), limit=2000, multiline=True)
        words = [Line(f"{name}: {line}" if name else line) for line in value.split("\n") if line.strip()]
        self.pages[at] = replace(self.pages[at], lines=(*self.pages[at].lines, *words), picture=False)


def fault_of(said: object) -> Fault:
    """Return the fault that the child named; one that nobody knows means that it crashed."""
    try:
        return Fault(str(said))
    except ValueError:
        return Fault.CRASHED


def lines_of(said: list[Any]) -> tuple[Line, ...]:
    """Return a page's lines, cleaned all at once where they stay the same in number."""
    texts = [str(text) for text, *_ in said]
    whole = clean("\n".join(texts), limit=child.MOST_TEXT + len(texts), multiline=True).split("\n")
    if len(whole) != len(texts):
        whole = [clean(text, limit=child.MOST_TEXT) for text in texts]
    return tuple(
        Line(
            text,
            (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if box else None,
            bool(ink and ink[0]),
        )
        for text, (_, box, *ink) in zip(whole, said, strict=True)
    )
