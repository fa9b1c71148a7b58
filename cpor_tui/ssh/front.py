"""Takes the two commands that sshd gives, before anything heavy is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_VALUED = ("--config", "--store", "--key")


def enter(words: Sequence[str], environment: Mapping[str, str]) -> int | None:
    """The exit status of `keys-for` or `serve-ssh`; None where the line is neither, or not in the form sshd uses."""
    flags: dict[str, str] = {}
    placed: list[str] = []
    rest = iter(words)
    for word in rest:
        name, glued, value = word.partition("=")
        if name in _VALUED:
            flags[name.removeprefix("--")] = value if glued else next(rest, "")
        elif word.startswith("-"):
            return None
        else:
            placed.append(word)
    if placed[:1] == ["keys-for"] and len(placed) == 4:
        from cpor_tui.ssh import keys

        return keys.answer(flags, placed[1:], environment, keys.program())
    if placed[:1] == ["serve-ssh"] and len(placed) == 2:
        from cpor_tui.ssh.serve import serve

        return serve(flags, placed[1], environment)
    return None
