"""Lets people in over OpenSSH: whose key it is, what they may ask, and what the host needs for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cpor_tui.cli.visit import Visit


def keys_for(visit: Visit, account: str, kind: str, body: str) -> int:
    """`cpor keys-for`, where it was not asked in sshd's own form."""
    from cpor_tui.ssh import keys

    return keys.answer(
        {"config": str(visit.settings.config)}, (account, kind, body), os.environ, keys.program()
    )


def serve(visit: Visit, name: str) -> int:
    """`cpor serve-ssh`, where it was not asked in sshd's own form."""
    from cpor_tui.ssh.serve import serve as serving

    return serving({"config": str(visit.settings.config)}, name, os.environ)


def config(visit: Visit) -> int:
    """`cpor ssh config`: print what sshd needs."""
    from cpor_tui.ssh import host

    return host.config(visit)


def doctor(visit: Visit) -> int:
    """`cpor ssh doctor`: say what is wrong with a host, 1 if anything is."""
    from cpor_tui.ssh import host

    return host.doctor(visit)
