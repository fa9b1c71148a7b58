"""Puts its own process under limits before it imports anything, then does the one thing it was started for.

Started by `caged.py` as `python -I -S cage.py MEMORY SECONDS`, then `exec PROGRAM …` or
`read SEARCH_PATH… -- ARGUMENT…`.
"""

import resource
import sys


def main() -> None:
    """Set the limits, then become another program or read the file on stdin."""
    memory, seconds, errand, *words = sys.argv[1:]
    for limit, soft, hard in (
        (resource.RLIMIT_AS, int(memory), int(memory)),
        # SIGXCPU at the limit; SIGKILL a second later for what ignores it.
        (resource.RLIMIT_CPU, int(seconds), int(seconds) + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 32, 32),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        allowed = resource.getrlimit(limit)[1]
        if allowed != resource.RLIM_INFINITY:
            soft, hard = min(soft, allowed), min(hard, allowed)
        resource.setrlimit(limit, (soft, hard))
    if errand == "exec":
        import os

        os.execv(words[0], words)  # noqa: S606  # No shell is the point.
    sys.dont_write_bytecode = True
    end = words.index("--")
    sys.path.extend(words[:end])
    from cpor_tui.poe import child

    child.main(words[end + 1 :])


if __name__ == "__main__":
    main()
