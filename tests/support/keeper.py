"""Keeps a throw-away server alive as long as the test run that asked for it, and not a second longer.

Called as: keeper.py RUN HOME ACCOUNT PROGRAM ARGUMENT…. It needs nothing but the standard library.
SIGUSR1 takes the server down as an administrator does, SIGUSR2 as a power cut does, SIGHUP starts it again.
"""

import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import time
from typing import Any


def main(run: int, home: str, account: str, command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    entry = pwd.getpwnam(account)
    lent: dict[str, Any] = (
        {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    server = subprocess.Popen(command, **lent)
    down = False

    def take_down(how: signal.Signals) -> None:
        nonlocal down
        down = True
        server.send_signal(how)

    def start_again() -> None:
        nonlocal down, server
        if down:
            server.wait()
            server = subprocess.Popen(command, **lent)
            down = False

    signal.signal(signal.SIGUSR1, lambda *_: take_down(signal.SIGINT))
    signal.signal(signal.SIGUSR2, lambda *_: take_down(signal.SIGQUIT))
    signal.signal(signal.SIGHUP, lambda *_: start_again())
    try:
        while (down or server.poll() is None) and _alive(run):
            pass
    finally:
        server.send_signal(signal.SIGQUIT)  # "Immediate": nothing needs to be written, for all of it goes.
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(home, ignore_errors=True)
    return server.returncode


def _alive(process: int) -> bool:
    """Waits half a second, or until the process ends, and tells whether it still runs."""
    if not hasattr(os, "pidfd_open"):
        time.sleep(0.5)
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return True
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return False
    try:
        # A handle, not a signal 0: a process that ended and was not waited for yet counts as ended.
        return not select.select([handle], [], [], 0.5)[0]
    finally:
        os.close(handle)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]))
