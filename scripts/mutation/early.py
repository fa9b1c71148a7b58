"""A pytest plugin for a process that is broken from its start: it imports one module of `domain` with one mutant."""

from __future__ import annotations

import ast
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType
from typing import Any

from scripts.mutation import breaking

MUTANT = "MUTANT_UNDER_TEST"


class _Finder(MetaPathFinder):
    def __init__(self, mutant: breaking.Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """The module that the mutant is in, to be read by a loader that breaks it."""
        if fullname != f"cpor_tui.domain.{self.mutant.module}":
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None:
            spec.loader = _Loader(fullname, self.mutant)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, mutant: breaking.Mutant) -> None:
        super().__init__(fullname, mutant.file)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        """The whole module with the one function replaced; nothing is read from a cache, nothing left in one."""
        tree = ast.parse(self.get_data(self.mutant.file))
        function = breaking.found(tree, self.mutant.path)
        (broken,) = ast.parse(self.mutant.source).body
        assert isinstance(broken, ast.FunctionDef)
        function.args, function.body = broken.args, broken.body
        return compile(tree, self.mutant.file, "exec", dont_inherit=True)


if name := os.environ.get(MUTANT):
    module = name.partition(".")[0]
    sys.meta_path.insert(0, _Finder(next(one for one in breaking.every(module) if one.name == name)))
