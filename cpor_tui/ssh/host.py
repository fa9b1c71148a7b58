"""Says what sshd needs on a host, and looks whether it has it."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.settings import Settings
from cpor_tui.ssh.keys import program

if TYPE_CHECKING:
    from cpor_tui.cli.visit import Visit

_SHELLS = ("/bin/sh", "/bin/dash", "/bin/bash", "/usr/bin/sh", "/usr/bin/dash", "/usr/bin/bash")
_SHUT = ("nologin", "false")

# In sshd's own words, as `sshd -T` prints them. `restrict` in the key's line says much of it again.
WANTED: Mapping[str, str] = {
    "usepam": "no",
    "passwordauthentication": "no",
    "kbdinteractiveauthentication": "no",
    "authenticationmethods": "publickey",
    "permitrootlogin": "no",
    "authorizedkeysfile": "none",
    "permituserenvironment": "no",
    "permituserrc": "no",
    "disableforwarding": "yes",
}
"""What must be so, or somebody comes in who should not, or gets more than a claim."""


@dataclass(frozen=True, slots=True)
class Host:
    """How a host lets people in: `[ssh]` of its config, or what is usual."""

    program: str
    config: Path
    account: str
    keys_account: str
    port: int
    sshd_config: Path
    host_key: Path

    @classmethod
    def of(cls, settings: Settings) -> Host:
        """Raises Refused(bad_input, config) for what cannot be."""
        table = settings.tables.get("ssh", {})
        if not isinstance(table, Mapping):
            raise _broken(settings.config, "ssh")
        told: dict[str, Any] = {**_USUAL, "program": program(), **table}
        for name, value in told.items():
            if name not in _USUAL and name != "program":
                raise _broken(settings.config, f"ssh.{name}")
            if not isinstance(value, int if name == "port" else str) or not str(value).isprintable():
                raise _broken(settings.config, f"ssh.{name}")
        return cls(
            told["program"],
            settings.config.absolute(),
            told["account"],
            told["keys_account"],
            told["port"],
            Path(told["sshd_config"]),
            Path(told["host_key"]),
        )


_USUAL: Mapping[str, Any] = {
    "account": "cpor",
    "keys_account": "cpor-keys",
    "port": 2222,
    "sshd_config": "/etc/cpor/sshd_config",
    "host_key": "/etc/cpor/ssh_host_ed25519_key",
}


def _broken(file: Path, problem: str) -> Refused:
    return Refused(Code.BAD_INPUT, "config", file=str(file), problem=problem)


def config(visit: Visit) -> int:
    """Print the configuration of an sshd of our own."""
    host = Host.of(visit.settings)
    lines = list(sshd_config(host))
    visit.give(lambda: {"sshd_config": "\n".join(lines) + "\n"}, lambda: lines)
    return 0


def sshd_config(host: Host) -> Iterator[str]:
    """An sshd_config for an instance with a port and a key of its own; the host's own sshd is left alone."""
    yield "# Written by `cpor ssh config`: an sshd of its own for cpor. `cpor ssh doctor` checks it."
    yield f"Port {host.port}"
    yield f"HostKey {host.host_key}"
    yield "PidFile none"
    yield ""
    yield "# Who may come in: one account, by a key that cpor knows, and nobody else."
    yield f"AllowUsers {host.account}"
    yield "UsePAM no"
    yield "PermitRootLogin no"
    yield "PasswordAuthentication no"
    yield "KbdInteractiveAuthentication no"
    yield "AuthenticationMethods publickey"
    yield "AuthorizedKeysFile none"
    yield f"AuthorizedKeysCommand {host.program} --config {host.config} keys-for %u %t %k"
    yield f"AuthorizedKeysCommandUser {host.keys_account}"
    yield ""
    yield "# What they may do: run what their key's line says, with a terminal if they like."
    yield "DisableForwarding yes"
    yield "PermitUserEnvironment no"
    yield "PermitUserRC no"
    yield "AcceptEnv LANG COLORTERM NO_COLOR"
    yield "PrintMotd no"
    yield ""
    yield "# How many, and when a line counts as dead."
    yield "MaxAuthTries 4"
    yield "MaxSessions 4"
    yield "MaxStartups 20:30:100"
    yield "LoginGraceTime 20"
    yield "ClientAliveInterval 15"
    yield "ClientAliveCountMax 3"
    yield "LogLevel VERBOSE"


def doctor(visit: Visit) -> int:
    """Look at everything that has to be right, and say each finding in a sentence; 1 if something is wrong."""
    found = list(findings(Host.of(visit.settings), visit.settings))
    said = [(one, visit.text(f"ssh.doctor.{one.key}", **one.values)) for one in found]
    visit.give(
        lambda: [{"check": one.key, "ok": one.good, "message": message} for one, message in said],
        lambda: [
            f"{visit.text('ssh.doctor.ok' if one.good else 'ssh.doctor.wrong')}  {message}"
            for one, message in said
        ],
    )
    return 0 if all(one.good for one in found) else 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `key` names its sentence."""

    good: bool
    key: str
    values: Mapping[str, Any]


def _found(good: bool, key: str, **values: Any) -> Finding:
    return Finding(
        good, f"{key}.{'good' if good else 'bad'}", {name: str(value) for name, value in values.items()}
    )


def findings(host: Host, settings: Settings) -> Iterator[Finding]:
    """Everything that was looked at, in the order in which it has to be mended."""
    looking = _Looking(host, settings)
    for look in (
        looking.programs,
        looking.paths,
        looking.accounts,
        looking.sshd,
        looking.store,
        looking.asking,
    ):
        yield from look()


class _Looking:
    def __init__(self, host: Host, settings: Settings) -> None:
        self.host = host
        self.settings = settings

    def programs(self) -> Iterator[Finding]:
        yield _found(_sshd() is not None, "sshd-there")
        yield _found(os.geteuid() == 0, "root")

    def paths(self) -> Iterator[Finding]:
        """sshd refuses a command whose path somebody else could change; so do we the config that names the store."""
        for key, path in (
            ("program", Path(self.host.program)),
            ("config", self.host.config),
            ("sshd-config", self.host.sshd_config),
            ("host-key", self.host.host_key),
        ):
            if not path.exists():
                yield _found(False, f"{key}-there", path=path)
                continue
            loose = unsafe(path)
            yield _found(loose is None, f"{key}-safe", path=path, loose=loose or path)
        if self.host.host_key.exists():
            mode = self.host.host_key.stat().st_mode
            yield _found(not mode & 0o077, "host-key-secret", path=self.host.host_key)

    def accounts(self) -> Iterator[Finding]:
        account = _account(self.host.account)
        yield _found(account is not None, "account-there", account=self.host.account)
        if account is not None:
            shell = account.pw_shell
            yield _found(
                shell in _SHELLS and Path(shell).exists(),
                "account-shell",
                account=account.pw_name,
                shell=shell,
            )
            yield _found(account.pw_uid != 0, "account-root", account=account.pw_name)
            if (locked := _locked(account.pw_name)) is not None:
                yield _found(not locked, "account-locked", account=account.pw_name)
        keys = _account(self.host.keys_account)
        yield _found(keys is not None, "keys-account-there", account=self.host.keys_account)
        if keys is not None:
            shut = Path(keys.pw_shell).name in _SHUT
            yield _found(shut, "keys-account-shell", account=keys.pw_name, shell=keys.pw_shell)
            yield _found(
                keys.pw_uid not in (0, account.pw_uid if account else 0),
                "keys-account-own",
                account=keys.pw_name,
            )

    def sshd(self) -> Iterator[Finding]:
        """What sshd itself makes of its configuration."""
        server = _sshd()
        if server is None or not self.host.sshd_config.exists() or os.geteuid() != 0:
            return
        told = subprocess.run(
            [server, "-T", "-f", str(self.host.sshd_config)],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        yield _found(told.returncode == 0, "sshd-reads", problem=told.stderr.strip()[-300:])
        if told.returncode:
            return
        settings: dict[str, list[str]] = {}
        for line in told.stdout.splitlines():
            name, _, value = line.partition(" ")
            settings.setdefault(name.lower(), []).append(value)
        for name, wanted in WANTED.items():
            is_now = " ".join(settings.get(name, []))
            yield _found(is_now == wanted, "setting", name=name, wanted=wanted, is_now=is_now or "-")
        users = " ".join(settings.get("allowusers", []))
        yield _found(
            users == self.host.account,
            "setting",
            name="allowusers",
            wanted=self.host.account,
            is_now=users or "-",
        )
        asks = " ".join(settings.get("authorizedkeyscommand", []))
        wanted = f"{self.host.program} --config {self.host.config} keys-for %u %t %k"
        yield _found(
            asks == wanted, "setting", name="authorizedkeyscommand", wanted=wanted, is_now=asks or "-"
        )
        asker = " ".join(settings.get("authorizedkeyscommanduser", []))
        yield _found(
            asker == self.host.keys_account,
            "setting",
            name="authorizedkeyscommanduser",
            wanted=self.host.keys_account,
            is_now=asker or "-",
        )
        accepted = " ".join(settings.get("acceptenv", [])).split()
        strange = [name for name in accepted if name not in ("LANG", "COLORTERM", "NO_COLOR")]
        yield _found(not strange, "accept-env", names=" ".join(strange))

    def store(self) -> Iterator[Finding]:
        """The keys account reads the store and nothing else; the service account owns it."""
        url = self.settings.store
        if not url.startswith("sqlite:///"):
            secret = self.settings.secret_file
            yield _found(secret is not None and secret.exists(), "secret-there", path=secret or "-")
            files: list[Path] = []
        else:
            path = Path(url.removeprefix("sqlite:///"))
            yield _found(path.exists(), "store-there", path=path)
            if not path.exists():
                return
            secret = self.settings.secret_file or path.with_name(f"{path.name}.secret")
            files = [path]
        service, keys = _account(self.host.account), _account(self.host.keys_account)
        for path in files:
            if service is not None:
                fine = can(service, path, os.R_OK | os.W_OK) and can(
                    service, path.parent, os.R_OK | os.W_OK | os.X_OK
                )
                yield _found(fine, "store-service", path=path, account=service.pw_name)
            if keys is not None:
                yield _found(can(keys, path, os.R_OK), "store-keys", path=path, account=keys.pw_name)
                writes = can(keys, path, os.W_OK) or can(keys, path.parent, os.W_OK)
                yield _found(not writes, "store-keys-write", path=path, account=keys.pw_name)
        if secret is not None and secret.exists():
            if service is not None:
                yield _found(
                    can(service, secret, os.R_OK), "secret-service", path=secret, account=service.pw_name
                )
            if keys is not None:
                yield _found(not can(keys, secret, os.R_OK), "secret-keys", path=secret, account=keys.pw_name)

    def asking(self) -> Iterator[Finding]:
        """Ask as sshd would, with a key that is nobody's: silence is right, an error is not."""
        keys = _account(self.host.keys_account)
        if keys is None or os.geteuid() != 0 or not Path(self.host.program).exists():
            return
        stranger = "AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43
        asked = (
            self.host.program,
            "--config",
            str(self.host.config),
            "keys-for",
            self.host.account,
            "ssh-ed25519",
            stranger,
        )
        try:
            told = subprocess.run(
                asked, capture_output=True, text=True, timeout=20, check=False, cwd="/", env={"PATH": "/usr/bin:/bin"},
                user=keys.pw_uid, group=keys.pw_gid, extra_groups=os.getgrouplist(keys.pw_name, keys.pw_gid),
            )  # fmt: skip
            good, problem = told.returncode == 0 and not told.stdout, told.stderr.strip()[-300:]
        except (OSError, subprocess.SubprocessError) as wrong:
            good, problem = False, str(wrong)
        yield _found(good, "asking", account=keys.pw_name, problem=problem)


def unsafe(path: Path) -> Path | None:
    """The first of a path and its parents that somebody but root could change, as sshd counts it; None if none."""
    for part in (path.resolve(), *path.resolve().parents):
        known = part.stat()
        if known.st_uid != 0 or known.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return part
    return None


def can(account: pwd.struct_passwd, path: Path, wanted: int) -> bool:
    """Whether an account may do that with a file, every folder on the way included."""
    groups = set(os.getgrouplist(account.pw_name, account.pw_gid))
    try:
        return all(
            _may(account.pw_uid, groups, folder, os.X_OK) for folder in path.absolute().parents
        ) and _may(account.pw_uid, groups, path, wanted)
    except OSError:
        return False


def _may(uid: int, groups: set[int], path: Path, wanted: int) -> bool:
    if uid == 0:
        return True
    known = path.stat()
    shift = 6 if known.st_uid == uid else 3 if known.st_gid in groups else 0
    return (known.st_mode >> shift) & wanted == wanted


def _sshd() -> str | None:
    return shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _locked(name: str) -> bool | None:
    """Whether sshd would call the account locked; None where that cannot be read."""
    try:
        lines = Path("/etc/shadow").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    for line in lines:
        fields = line.split(":")
        if fields[0] == name and len(fields) > 1:
            return fields[1].startswith("!")
    return None
