"""Keeps what was read, by the SHA-256 of the file; a spoilt reading is made again."""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from cpor_tui.poe.kinds import Fault, Kind, Part
from cpor_tui.poe.ocr import can_ocr, recognise
from cpor_tui.poe.reader import read
from cpor_tui.poe.reading import Attachment, Page, Reading, Seal, Signature
from cpor_tui.poe.sealed import can_check_seals, sealed
from cpor_tui.poe.told import lines_of

VERSION = 2
"""Part of a kept reading's name: raise it whenever the same file would be read differently."""


class Cache:
    """Readings by the SHA-256 of what was read, one JSON file each; a spoilt one is read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, content: bytes, *, ocr: bool = False, seals: bool = False, again: bool = False) -> Reading:
        """Return the reading of `content`, kept or new; `again` reads it in any case."""
        sha256 = hashlib.sha256(content).hexdigest()
        kept = None if again else self.find(sha256)
        if kept is not None and kept.size == len(content):
            more = kept
            if ocr and kept.pictures and can_ocr():
                more = recognise(content, more)
            if seals and kept.unsealed and can_check_seals():
                more = sealed(content, more)
            if more is not kept:
                self._keep(more)
            return more
        reading = read(content, ocr=ocr, seals=seals)
        self._keep(reading)
        return reading

    def find(self, sha256: str) -> Reading | None:
        """Return the reading that is kept for `sha256`, if there is a sound one."""
        try:
            kept = json.loads(self._place(sha256).read_bytes())
            reading = _from_json(kept)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return reading if reading.sha256 == sha256 else None

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.v{VERSION}.json"

    def _keep(self, reading: Reading) -> None:
        # What cannot be kept, on a full disk or in a folder that is not ours, is read again the next time.
        with suppress(OSError):
            self._write(reading)

    def _write(self, reading: Reading) -> None:
        place = self._place(reading.sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".reading-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(_to_json(reading), stream, ensure_ascii=False, separators=(",", ":"))
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _to_json(reading: Reading) -> dict[str, Any]:
    return {
        "version": VERSION,
        "kind": reading.kind,
        "size": reading.size,
        "sha256": reading.sha256,
        "fault": reading.fault,
        "ocr": reading.ocr,
        "pages": [
            {
                "lines": [[line.text, line.box, line.ink] for line in page.lines],
                "part": page.part,
                "source": page.source,
                "picture": page.picture,
                "ocr": page.ocr,
                "size": [page.width, page.height],
                "path": page.path,
                "index": page.index,
            }
            for page in reading.pages
        ],
        "signatures": [
            [
                each.name,
                each.filled,
                each.page,
                each.signer,
                each.signed_at,
                each.reason,
                each.source,
                each.field,
                each.seal,
                each.certified,
            ]
            for each in reading.signatures
        ],
        "attachments": [[each.name, each.kind, each.size, each.fault] for each in reading.attachments],
    }


def _from_json(kept: dict[str, Any]) -> Reading:
    if kept["version"] != VERSION:
        raise ValueError(kept["version"])
    return Reading(
        kind=Kind(kept["kind"]) if kept["kind"] else None,
        size=int(kept["size"]),
        sha256=str(kept["sha256"]),
        fault=Fault(kept["fault"]) if kept["fault"] else None,
        ocr=bool(kept["ocr"]),
        pages=tuple(
            Page(
                number=number,
                lines=lines_of(page["lines"]),
                part=Part(page["part"]),
                source=str(page["source"]),
                picture=bool(page["picture"]),
                ocr=bool(page["ocr"]),
                width=float(page["size"][0]),
                height=float(page["size"][1]),
                path=tuple(int(step) for step in page["path"]),
                index=int(page["index"]),
            )
            for number, page in enumerate(kept["pages"], 1)
        ),
        signatures=tuple(
            Signature(
                str(name),
                bool(filled),
                int(page),
                str(signer),
                str(at),
                str(reason),
                str(source),
                str(field),
                Seal(seal),
                str(certified),
            )
            for name, filled, page, signer, at, reason, source, field, seal, certified in kept["signatures"]
        ),
        attachments=tuple(
            Attachment(str(name), Kind(kind) if kind else None, int(size), Fault(fault) if fault else None)
            for name, kind, size, fault in kept["attachments"]
        ),
    )
