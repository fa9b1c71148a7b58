"""Says which commands may be given over SSH, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from cpor_tui.cli.grammar import Command, Given
from cpor_tui.domain.names import PARTNER, REVIEWERS, Role
from cpor_tui.domain.refusals import Code, Refused

EVERYBODY = PARTNER | REVIEWERS | {Role.OPERATOR}

HOSTS_OWN = ("--as", "--store", "--config")
"""What the host has said already: who the caller is, and of which store."""

# Orders on claims are everybody's to give: whether they are obeyed is decided at the desk, once, for every door.
OPEN: dict[str, frozenset[Role]] = {
    **dict.fromkeys(
        (
            "status.run", "history.run", "clocks.run", "comments.run", "queue.run", "next.run", "stats.run",
            "earnings.run",
            *(
                f"claim.{verb}"
                for verb in (
                    "new", "edit", "show", "list", "submit", "discard", "start", "resubmit", "approve", "renew", "undo",
                    "refuse-dispute", "ask", "reject", "withdraw", "dispute", "take", "release", "takeover", "assign",
                    "comment", "watch", "unwatch",
                )
            ),
            *(f"poe.{verb}" for verb in ("add", "remove", "list", "get", "text", "check", "tick")),
            *(f"view.{verb}" for verb in ("list", "save", "remove")),
            *(f"text.{verb}" for verb in ("list", "save", "remove")),
            "draft.list", "product.list", "export.claims", "export.history",
            "completion.run",
        ),
        EVERYBODY,
    ),
    "consent.decline": frozenset({Role.OPERATOR}),
}  # fmt: skip
"""Every command that may come in over SSH, and whose it is. What is not named here stays outside."""

SHUT = frozenset(
    {
        "init.run", "org.add", "org.list", "org.edit", "user.add", "user.list", "user.edit", "user.disable",
        "user.enable", "key.add", "key.list", "key.remove", "calendar.list", "calendar.show",
        "calendar.refresh", "calendar.add", "recalculate.run", "product.add", "product.remove",
        "rules.list", "rules.show", "rules.add", "rules.use", "time.show", "time.set", "time.advance",
        "worker.run", "mail.list", "mail.show", "mail.failed", "mail.retry", "import.claims",
        "import.assessments", "import.earnings", "verify.run", "backup.run", "restore.run", "info.run",
        "demo.run", "bench.seed", "ssh.config", "ssh.doctor", "keys-for.run", "serve-ssh.run",
        "consent.receive",
    }
)  # fmt: skip
"""What administers the store or works on the host itself: for that one has to be on the host."""


def admit_words(words: Sequence[str]) -> None:
    """Raises Refused(not_allowed) where a line says who its sender is, or which store or config is meant."""
    said = words[: words.index("--") if "--" in words else len(words)]
    for word in said:
        if word.partition("=")[0] in HOSTS_OWN:
            raise Refused(Code.NOT_ALLOWED, "remote", option=word.partition("=")[0])


def admit(role: Role, command: Command, given: Given) -> None:
    """Raises Refused(not_allowed) for what may not be asked over SSH, Refused(usage) where a file is named."""
    if role not in OPEN.get(command.key, frozenset()):
        raise Refused(Code.NOT_ALLOWED, "remote" if role is Role.OPERATOR else "operators-only")
    for name in _files(command):
        if any(value != "-" for value in given.all(name)):
            raise Refused(Code.USAGE, "no-files-here")


def _files(command: Command) -> list[str]:
    named = [arg.name for arg in command.args if arg.name == "FILE"]
    return named + [
        opt.name.removeprefix("--") for opt in command.options if opt.value in ("FILE", "PATH", "FOLDER")
    ]
