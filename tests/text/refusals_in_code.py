"""Finds every refusal that the code can raise, by reading the code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cpor_tui

ROOT = Path(cpor_tui.__file__).parent


@dataclass(frozen=True)
class Raised:
    """One `Refused(Code.X, "why", …)`; `given` names its details, `open`: there may be more."""

    where: str
    code: str
    why: str | None
    given: frozenset[str]
    open: bool


def refusals() -> Iterator[Raised]:
    """Every refusal of the package; `why` is None where it is not written as a plain word."""
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found = _raised(node, f"{path.relative_to(ROOT)}:{node.lineno}")
                if found is not None:
                    yield from found


def _raised(node: ast.Call, where: str) -> list[Raised] | None:
    args = list(node.args)
    match node.func:
        case ast.Name("Refused"):
            # Only a code of ours: the proof reader's own child has a refusal by the same name.
            first = args.pop(0) if args else None
            if not isinstance(first, ast.Attribute) or ast.unparse(first.value) != "Code":
                return None
            code = first.attr.lower()
        case ast.Name("unreachable"):
            code = "store_unreachable"
        case _:
            return None
    whys = _words(args[0]) if args else [""]
    given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
    loose = any(keyword.arg is None for keyword in node.keywords)
    return [Raised(where, code, why, given, loose) for why in whys]


def _words(node: ast.expr) -> list[str | None]:
    match node:
        case ast.Constant(str(why)):
            return [why]
        case ast.IfExp(body=body, orelse=other):
            return [*_words(body), *_words(other)]
        case _:
            return [None]
