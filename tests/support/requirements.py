"""Turns a skip into a failure where the run says that it must have the real thing."""

import os
from typing import NoReturn

import pytest


def required(kind: str) -> bool:
    """Whether `CPOR_REQUIRE` (a list with commas; CI sets it) names this kind, or all."""
    names = {name.strip() for name in os.environ.get("CPOR_REQUIRE", "").split(",")}
    return bool(names & {kind, "all"})


def missing(kind: str, reason: str) -> NoReturn:
    """Skips the test, or fails it where `CPOR_REQUIRE` names its kind. Never returns."""
    if required(kind):
        pytest.fail(f"{reason} (and CPOR_REQUIRE names {kind})", pytrace=False)
    pytest.skip(reason)
