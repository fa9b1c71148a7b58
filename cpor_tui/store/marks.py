"""Compares millions of sums by a few numbers: two stores of sums agree if their marks do."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

_HEAPS = 256
_WRAP = 1 << 120


class Marks:
    """What many sums come to, whatever the order they are added in.

    Each sum adds a keyed hash of its name, as often as it counts, to one of 256 heaps: it does not matter how a sum is
    cut into parts, and whoever has no key cannot make two errors that cancel each other out.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.sums = [0] * _HEAPS

    def _mark(self, name: tuple[Any, ...]) -> tuple[int, int]:
        mark = blake2b(repr(name).encode(), key=self._key[:64], digest_size=16).digest()
        return mark[0], int.from_bytes(mark[1:], "big")

    def heap(self, name: tuple[Any, ...]) -> int:
        """Where a sum of this name goes."""
        return self._mark(name)[0]

    def add(self, name: tuple[Any, ...], n: int) -> None:
        """Add to a sum."""
        heap, mark = self._mark(name)
        self.sums[heap] = (self.sums[heap] + mark * n) % _WRAP

    def join(self, sums: Iterable[int]) -> None:
        """Add what another hand has summed; nothing where it summed nothing."""
        for heap, more in enumerate(sums):
            self.sums[heap] = (self.sums[heap] + more) % _WRAP

    def differ(self, other: Marks) -> frozenset[int]:
        """The heaps in which some sum is not the other's."""
        return frozenset(heap for heap in range(_HEAPS) if self.sums[heap] != other.sums[heap])
