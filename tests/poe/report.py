"""Prints how the check does on the samples and on the unseen proofs, point by point: the tables of docs/check.md."""

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from cpor_tui.domain.names import AskReason
from cpor_tui.poe.check import check
from cpor_tui.poe.points import Facts, State
from cpor_tui.poe.reader import read
from tests.poe import unseen_a, unseen_b, unseen_c, unseen_d
from tests.poe.document import Outcome, outcomes

SAMPLES = Path(__file__).parent / "samples"


def of_samples() -> list[Outcome]:
    """Return the samples' outcomes; `shown` here means that anything is."""
    found = []
    for truth in json.loads((SAMPLES / "truth.json").read_text()):
        said = truth["claim"]
        # What is about something else is asked no further.
        rules = ["R1"] if "R1" in truth["truth"] else ["R1", "R2", "R3", "R4", "R5"]
        facts = Facts(
            said["partner"],
            said["customer"],
            tuple(said["products"]),
            date.fromisoformat(said["submitted"]),
            said["domain"],
        )
        reading = read((SAMPLES / truth["file"]).read_bytes(), ocr=True)
        points = check(facts, {truth["file"]: reading})
        for rule, reason, point in zip(("R1", "R2", "R3", "R4", "R5"), AskReason, points, strict=True):
            if rule in rules:
                proved = rule not in truth["truth"]
                shown = proved and bool(point.evidence)
                found.append(Outcome(truth["file"], truth["lang"], reason, proved, shown, point.state))
    return found


def table(found: list[Outcome]) -> str:
    """Return a Markdown table: per reason and language, what was shown of what is proved, and what was not."""
    lines = [
        "| point | language | proved | place in the first three | unproved | nothing found | ok, rightly | ok, wrongly |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    count: Counter[tuple[str, str, str]] = Counter()
    for each in found:
        for lang in (each.lang, "both"):
            for reason in (each.reason.value, "all"):
                key = (reason, lang)
                count[(*key, "proved" if each.proved else "unproved")] += 1
                count[(*key, "shown")] += each.shown
                count[(*key, "nothing")] += not each.proved and each.state is State.MISSING
                count[(*key, "right")] += each.proved and each.state is State.OK
                count[(*key, "wrong")] += not each.proved and each.state is State.OK
    for reason in (*(reason.value for reason in AskReason), "all"):
        for lang in ("en", "ko") if reason != "all" else ("both",):
            cells = [
                count[(reason, lang, what)]
                for what in ("proved", "shown", "unproved", "nothing", "right", "wrong")
            ]
            lines.append(f"| {reason} | {lang} | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print both tables."""
    unseen = [
        each
        for module in (unseen_a, unseen_b, unseen_c, unseen_d)
        for document in module.DOCUMENTS
        for each in outcomes(document)
    ]
    sys.stdout.write(f"Samples\n\n{table(of_samples())}\n\nUnseen proofs\n\n{table(unseen)}\n")


if __name__ == "__main__":
    main()
