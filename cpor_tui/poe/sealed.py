"""Has the signatures of a PDF looked at, if pyHanko is installed: is the document still what was signed?"""

import importlib.util
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from cpor_tui.domain.clean import clean
from cpor_tui.poe.caged import as_file, caged
from cpor_tui.poe.reading import Page, Reading, Seal, Signature
from cpor_tui.poe.told import records


@cache
def can_check_seals() -> bool:
    """Say whether the extra `signatures` is installed."""
    return importlib.util.find_spec("pyhanko") is not None


def sealed(content: bytes, reading: Reading) -> Reading:
    """Return `reading` of `content` with the seal of each signature, as far as the library is there and gets it.

    It takes a second, in a child of its own: a signature that breaks it costs none of the text.
    """
    todo = reading.unsealed
    if not todo or not can_check_seals():
        return reading
    pages = {page.number: page for page in reading.pages}
    told = _told(content, sorted({pages[each.page].path for each in todo}))
    return replace(
        reading,
        signatures=tuple(
            _with_seal(each, pages[each.page], told) if each in todo else each for each in reading.signatures
        ),
    )


_Told = dict[tuple[str, str], tuple[Seal, str]]
"""By the path of the file within its message, and the field's name."""


def _told(content: bytes, paths: list[tuple[int, ...]]) -> _Told:
    with as_file(content) as stream:
        answer, _ = caged(stream, ["seals", *map(_written, paths)])
    found: _Told = {}
    for record in records(answer):
        said, path = record.get("seal"), record.get("path")
        if isinstance(said, dict) and isinstance(path, list):
            seal = said.get("seal")
            found[_written(path), clean(str(said.get("field")), limit=300)] = (
                Seal(seal) if seal in set(Seal) else Seal.UNKNOWN,
                clean(str(said.get("certified") or ""), limit=300),
            )
    return found


def _written(path: Iterable[object]) -> str:
    return ".".join(map(str, path))


def _with_seal(signature: Signature, page: Page, told: _Told) -> Signature:
    seal, certified = told.get((_written(page.path), signature.field), (Seal.UNKNOWN, ""))
    return replace(signature, seal=seal, certified=certified)
