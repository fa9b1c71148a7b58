"""Is the work described?"""

import re
from collections.abc import Sequence
from dataclasses import replace

from cpor_tui.domain.names import AskReason
from cpor_tui.poe.check.ranking import point_of
from cpor_tui.poe.check.rows import File, Row, width
from cpor_tui.poe.points import Place, Point
from cpor_tui.poe.wording import agreeing, roles, working


def service(file: File) -> Point:
    """Show the lines that tell what was done, those with several kinds of work first."""
    places: list[Place] = []
    kinds: set[str] = set()
    lines = 0
    for rows in file.sheets():
        labelled = 0
        for at, row in enumerate(rows):
            text = row.text
            bare = file.partner.without(file.customer.without(row.plain))
            row.work = frozenset(name for name, words in working.SERVICES.items() if words.search(bare))
            label = working.WORK_LABEL.search(text)
            title = bool(working.TITLE_LABEL.search(text)) or (row.field and not row.plain.startswith("date"))
            if label:
                labelled = 6
            inside = labelled > 0
            labelled -= 1
            if not row.work:
                if _tells(file, row, bare) and not title:
                    places.append(row.place(0.5 if inside else 0.4))
                continue
            if row.work == {"manage"} and not inside:
                continue
            score = _work_score(file, row, at, rows, inside=inside)
            if title or _is_heading(row):
                score = min(score, 0.4)
            else:
                kinds |= row.work
                lines += 1
            places.append(row.place(score))
    if len(kinds) >= 3 and lines >= 2:
        # A list tells in many lines what another document tells in one.
        places = [
            replace(place, score=max(place.score, min(0.6 + 0.3 * place.score, 0.9)))
            if place.score >= 0.35
            else place
            for place in places
        ]
    return point_of(AskReason.MISSING_PARTNER_SERVICE, places)


def _work_score(file: File, row: Row, at: int, rows: Sequence[Row], *, inside: bool) -> float:
    count = len(row.work)
    score = 0.25 + 0.2 * min(count, 4)
    score += 0.15 * inside
    score += 0.1 * (row.partner >= 0.7 or bool(roles.PARTNER_ROLE.search(row.text)))
    score += 0.1 * any(product.sure.search(row.plain) for product in file.products)
    score += 0.1 * bool(re.search(r"\d", row.text) and width(row.text) > 30)
    # A wrapped sentence goes on in the next line.
    if at + 1 < len(rows) and width(row.text) > 56 and not row.text.rstrip().endswith((".", ":", "다")):
        more = frozenset(name for name, words in working.SERVICES.items() if words.search(rows[at + 1].text))
        score += 0.1 * min(len(more - row.work), 2)
    if agreeing.negated(row.text) and count < 3:
        score -= 0.1
    return score


def _tells(file: File, row: Row, bare: str) -> bool:
    """Say whether a line that has no known word for work tells of something done with a product or by the partner."""
    if width(row.text) < 40 or row.field or not working.DOING.search(bare):
        return False
    return row.partner >= 0.7 or any(product.sure.search(row.plain) for product in file.products)


def _is_heading(row: Row) -> bool:
    """Say whether a row is a title: short, and no sentence, no list's item."""
    text = row.text.strip()
    short = width(text) <= 48 and len(text.split()) <= 6
    item = re.match(r"[-•·*▪◦‣☑☒✓✔■]|\(?[\dA-Za-z가-힣]{1,2}[.)]\s", text)
    return short and not item and not re.search(r"[.;,·/]|[:：]\s*\S|\d|[다함음됨]$", text)
