"""Copies the package and its domain tests to a place where every function of `domain` has its broken forms beside it."""

from __future__ import annotations

import ast
import difflib
import os
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = (
    "cpor_tui",
    "tests/conftest.py",
    "tests/domain",
    "tests/support",
    "scripts",
    "docs/rules.md",
    "docs/decisions.md",
    "pyproject.toml",
)
KEPT = {"copying"}
"""Taken as it is: without its cache a claim is copied so slowly that nothing else would be measured."""


def make(place: Path) -> dict[str, str]:
    """Fill the place anew, and give each mutant's name with the lines it changes."""
    shutil.rmtree(place, ignore_errors=True)
    for name in SOURCES:
        source = ROOT / name
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / name)
    os.chdir(place)
    # Reads its settings where it stands, when it is imported.
    from mutmut.mutation.file_mutation import mutate_file_contents

    shown: dict[str, str] = {}
    for path in sorted(Path("cpor_tui/domain").glob("*.py")):
        if path.stem in KEPT:
            continue
        broken = mutate_file_contents(str(path), undecorated(path.read_text("utf-8"))).code
        path.write_text(broken, "utf-8")
        shown |= {f"cpor_tui.domain.{path.stem}.{name}": lines for name, lines in _changes(broken)}
    return shown


def undecorated(text: str) -> str:
    """The same module without caches, and its properties by hand: mutmut passes by what is decorated."""
    text = re.sub(r"^@(?:lru_)?cache\b.*\n(?=def )", "", text, flags=re.MULTILINE)
    found = re.compile(
        r"^    @property\n    def (\w+)\((.*\n(?:(?:        .*)?\n)+?)(?=\S|    \S|\Z)", re.MULTILINE
    )
    return found.sub(
        lambda it: f"    def {it[1]}_of({it[2].rstrip()}\n\n    {it[1]} = property({it[1]}_of)\n\n", text
    )


def _changes(text: str) -> list[tuple[str, str]]:
    functions = {
        node.name: ast.unparse(node).splitlines()[1:]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name
    }
    found = []
    for name, lines in functions.items():
        whole, _, number = name.rpartition("__mutmut_")
        if number.isdigit():
            before = functions[f"{whole}__mutmut_orig"]
            changed = [line for line in difflib.ndiff(before, lines) if line[0] in "-+"]
            found.append((name, "\n".join(changed)))
    return found
