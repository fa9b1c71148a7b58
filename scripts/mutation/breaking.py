"""Breaks each function of `domain` in every small way that mutmut knows: in memory, without slowing a call."""

from __future__ import annotations
import __future__

import ast
import difflib
import functools
import hashlib
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "cpor_tui" / "domain"
# mutmut passes by what is decorated; which of the two it was matters only where the code is put back.
_PASSED_BY = re.compile(r"^ *@(?:property|(?:lru_)?cache\b.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One function in one broken form."""

    name: str
    """As it is asked for: `settle.x__end__mutmut_3`."""
    module: str
    path: tuple[str, ...]
    """The function in its module, or the class and its method."""
    source: str
    """The broken function, under its own name."""
    shown: str
    """The lines that differ."""
    inside: range
    """The lines of its file that run when it is called."""
    lines: range
    """The lines of the statement that is broken; none, where it is the head of the function."""

    @property
    def function(self) -> str:
        """The name that all mutants of the function share."""
        return self.name.rpartition("__mutmut_")[0]

    @property
    def file(self) -> str:
        """The file it is broken in."""
        return str(DOMAIN / f"{self.module}.py")

    @property
    def key(self) -> str:
        """Changes when the function does."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:12]

    def put(self) -> None:
        """Break the function in this process, wherever it is already held: what changes is its code, not its name."""
        module = importlib.import_module(f"cpor_tui.domain.{self.module}")
        function = _function(module, self.path)
        broken = self._made(module)
        function.__code__ = broken.__code__
        function.__defaults__ = broken.__defaults__
        function.__kwdefaults__ = broken.__kwdefaults__

    def _made(self, module: ModuleType) -> FunctionType:
        source = self.source
        if "super()" in source:
            # `super()` looks for the class around it; the broken code gets the one of the function it is put into.
            inner = "\n".join(f" {line}" for line in source.splitlines())
            source = f"def around(__class__):\n{inner}\n return {self.path[-1]}"
        made: dict[str, Any] = {}
        # Flags as in the module itself: a name in an annotation need not be known.
        code = compile(source, self.file, "exec", __future__.annotations.compiler_flag, dont_inherit=True)
        exec(code, module.__dict__ | {"__name__": module.__name__}, made)
        found = made["around"](None) if "around" in made else made[self.path[-1]]
        assert isinstance(found, FunctionType)
        return found


def every(module: str = "*") -> Iterator[Mutant]:
    """Each broken form of each function of `domain`, or of one module of it."""
    # Reads its settings where it stands, when it is imported.
    from mutmut.mutation.file_mutation import mutate_file_contents

    for path in sorted(DOMAIN.glob(f"{module}.py")):
        text = path.read_text("utf-8")
        broken = mutate_file_contents(str(path), _PASSED_BY.sub("", text)).code
        yield from _mutants(path.stem, text, broken)


def forget() -> None:
    """Empty the caches of `domain`, so that what is asked for again is worked out again."""
    for path in DOMAIN.glob("*.py"):
        module = importlib.import_module(f"cpor_tui.domain.{path.stem}")
        for found in vars(module).values():
            if hasattr(found, "cache_clear"):
                found.cache_clear()


def _mutants(module: str, text: str, broken: str) -> Iterator[Mutant]:
    whole = dict(_functions(ast.parse(text)))
    lines = broken.splitlines()
    forms: dict[str, list[str]] = {}
    for _, node in _functions(ast.parse(broken)):
        if "__mutmut_" in node.name:
            forms[node.name] = lines[node.lineno - 1 : node.end_lineno]
    for name, changed in forms.items():
        function, _, number = name.rpartition("__mutmut_")
        if not number.isdigit():
            continue
        parts = tuple(re.sub(r"^x(?:_|(?=ǁ))", "", function).strip("ǁ").split("ǁ"))
        node, before = whole[parts], forms[f"{function}__mutmut_orig"]
        source, original = (
            _left("\n".join(form).replace(called, parts[-1], 1))
            for form, called in ((changed, name), (before, f"{function}__mutmut_orig"))
        )
        told = difflib.ndiff(*(ast.unparse(ast.parse(form)).splitlines() for form in (original, source)))
        shown = [line for line in told if line[0] in "-+"]
        pairs = enumerate(zip(before, changed, strict=False))
        place = next((at for at, (old, new) in pairs if at and old != new), 0)
        yield Mutant(
            f"{module}.{name}",
            module,
            parts,
            source,
            "\n".join(shown),
            range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1),
            _statement(node, node.lineno + place),
        )


def _functions(tree: ast.Module) -> Iterator[tuple[tuple[str, ...], ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield (node.name,), node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield (node.name, inner.name), inner


def found(tree: ast.Module, path: tuple[str, ...]) -> ast.FunctionDef:
    """The function of this name in a module that was read."""
    return dict(_functions(tree))[path]


def _left(source: str) -> str:
    """Moved to the left margin; a longer string may lose blanks within, which no function here has."""
    indent = len(source) - len(source.lstrip(" "))
    return "\n".join(line.removeprefix(" " * indent) for line in source.splitlines())


def _statement(function: ast.FunctionDef, line: int) -> range:
    """The lines of the innermost statement that this line belongs to, without what stands indented under it."""
    if line < function.body[0].lineno:
        return range(0)
    found = [
        node
        for node in ast.walk(function)
        if isinstance(node, (ast.stmt, ast.match_case, ast.ExceptHandler))
        and node is not function
        and _first(node) <= line <= _last(node)
    ]
    if not found:
        return range(0)
    least = max(found, key=lambda node: (_first(node), -_last(node)))
    body = getattr(least, "body", None)
    last = _first(body[0]) - 1 if isinstance(body, list) and body else _last(least)
    return range(_first(least), max(last, _first(least)) + 1)


def _first(node: Any) -> int:
    return int(node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno)


def _last(node: Any) -> int:
    return int(node.body[-1].end_lineno if isinstance(node, ast.match_case) else node.end_lineno)


def _function(module: ModuleType, path: tuple[str, ...]) -> FunctionType:
    found: Any = functools.reduce(lambda owner, name: vars(owner)[name], path, module)
    found = getattr(found, "fget", None) or getattr(found, "__func__", None) or found
    found = getattr(found, "__wrapped__", found)
    assert isinstance(found, FunctionType), f"{module.__name__}: {path} is no function"
    return found
