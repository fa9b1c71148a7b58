"""Finds what a person named among what is known: products by their names, files by their bytes."""

from __future__ import annotations

from dataclasses import replace

from cpor_tui.domain.claim import Claim, Poe
from cpor_tui.domain.clean import clean
from cpor_tui.domain.names import Area
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.scene import Scene


def named(product: str, known: tuple[str, ...]) -> str | None:
    """The product as it is known, None where it is not; capitals do not matter."""
    wanted = clean(product).strip().casefold()
    return next((name for name in known if name.casefold() == wanted), None)


def named_all(given: tuple[str, ...], area: Area, scene: Scene) -> tuple[str, ...]:
    """Products of an area, each once and as the catalogue names it. Raises Refused(bad_input) for an unknown one."""
    known = scene.catalogue.get(area, ())
    found: list[str] = []
    for product in given:
        name = named(product, known)
        if name is None:
            raise Refused(Code.BAD_INPUT, "product-unknown", product=clean(product), area=area.value)
        if name not in found:
            found.append(name)
    return tuple(found)


def new_poe(claim: Claim, given: tuple[Poe, ...]) -> tuple[Poe, ...]:
    """The files whose bytes the claim does not have yet, each under a name that is free."""
    kept = list(claim.poe)
    for poe in given:
        if any(poe.sha256 == other.sha256 for other in kept):
            continue
        kept.append(replace(poe, name=_free_name(poe.name, {other.name for other in kept})))
    return tuple(kept[len(claim.poe) :])


def _free_name(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, dot, ending = (stem, dot, ending) if stem else (name, "", "")
    number, free = 2, name
    while free in taken:
        free, number = f"{stem} ({number}){dot}{ending}", number + 1
    return free
