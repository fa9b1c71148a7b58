"""A host that lets people in: an sshd of its own, two accounts, a store, and a client with everybody's key."""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from cpor_tui.office.keys import public_key
from cpor_tui.ssh.host import Host, sshd_config
from cpor_tui.store import SshKey
from tests.support.desk import DeskHouse

ROOT = Path(__file__).parents[2]
BASE = Path("/run")
"""Root's own, and everybody may look: sshd refuses a command under a folder that somebody else could change."""
FIVE_SECONDS = 5.0
"""Within how long a person who was shut out is gone."""


class NoHost(Exception):
    """Why there cannot be one here."""


class HostOfOurs:
    """Everything that `docs/operate.md` sets up, in a throw-away folder."""

    def __init__(self) -> None:
        self.sshd = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if self.sshd is None or shutil.which("ssh") is None:
            raise NoHost("OpenSSH's server and client (openssh-server, openssh-client) are not installed")
        if os.geteuid() != 0:
            raise NoHost("only root may start an sshd that gives out terminals")
        self.base = BASE / f"cpor-test-{secrets.token_hex(4)}"
        mark = self.base.name[-8:]
        self.account, self.keys_account = f"cport{mark}", f"cpork{mark}"
        self.people: dict[str, Path] = {}
        self.server: subprocess.Popen[bytes] | None = None
        self.base.mkdir(mode=0o755)
        try:
            self._build()
        except BaseException:
            self.close()
            raise

    def _build(self) -> None:
        for name in ("etc", "bin", "lib", "keys", "home"):
            (self.base / name).mkdir(mode=0o755)
        _account(self.account, "/bin/sh", self.base / "home")
        _account(self.keys_account, "/usr/sbin/nologin", self.base / "home")
        self.program = self.base / "bin" / "cpor"
        install(self.base / "lib", self.program)
        self.state = self.base / "state"
        self.state.mkdir()
        self.url = f"sqlite:///{self.state / 'store.db'}"
        self.house = DeskHouse(self.url)
        self.log = self.state / "cpor.log"
        self.config = self.base / "etc" / "config.toml"
        port = free_port()
        self.port = port
        key = self.base / "etc" / "host_key"
        make_key(key)
        self.config.write_text(
            f'store = "{self.url}"\nlog = "{self.log}"\n[ssh]\nprogram = "{self.program}"\naccount = "{self.account}"\n'
            f'keys_account = "{self.keys_account}"\nport = {port}\nhost_key = "{key}"\n'
            f'sshd_config = "{self.base / "etc" / "sshd_config"}"\n'
        )
        self.host = Host(
            str(self.program),
            self.config,
            self.account,
            self.keys_account,
            port,
            self.base / "etc" / "sshd_config",
            key,
        )
        lines = [*sshd_config(self.host), "ListenAddress 127.0.0.1", "MaxStartups 200"]
        # The first word of a setting counts, so what a test adds must replace what is there.
        kept = [line for line in lines if not line.startswith("MaxStartups 20:")]
        self.host.sshd_config.write_text("\n".join(kept) + "\n")
        (self.base / "known_hosts").write_text(f"[127.0.0.1]:{port} {key.with_suffix('.pub').read_text()}")
        for person in self.house.store.person_list():
            self.give_key(person.name)
        self.hand_over()
        self._start()

    def hand_over(self) -> None:
        """Give the store to the account that serves; the one that asks for keys may read it, and no more."""
        service, keys = pwd.getpwnam(self.account), pwd.getpwnam(self.keys_account)
        os.chown(self.state, service.pw_uid, keys.pw_gid)
        self.state.chmod(0o2750)
        for path in self.state.rglob("*"):
            os.chown(path, service.pw_uid, keys.pw_gid)
        for end in ("", "-wal", "-shm"):
            (self.state / f"store.db{end}").chmod(0o640)

    def _start(self) -> None:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.server = subprocess.Popen(
            [str(self.sshd), "-D", "-f", str(self.host.sshd_config), "-E", str(self.base / "sshd.log")],
            stdin=subprocess.DEVNULL,
        )
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if self.server.poll() is not None:
                raise RuntimeError(f"sshd ended: {self.sshd_log()}")
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("sshd never answered")

    def sshd_log(self) -> str:
        """What sshd said so far."""
        log = self.base / "sshd.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    # --- people ---

    def give_key(self, name: str, label: str = "") -> Path:
        """A new key for somebody, known to the store; gives the private one's place."""
        path = self.base / "keys" / f"{name}{label}"
        make_key(path)
        known = public_key(path.with_suffix(".pub").read_text())
        self.house.store.key_add(SshKey(known.fingerprint, name, known.kind, known.body, "", 0))
        self.people.setdefault(name, path)
        return path

    def words(self, key: Path, *options: str) -> list[str]:
        """The client's command line, up to what it asks for."""
        return [
            "ssh", "-F", "none", "-p", str(self.port), "-l", self.account, "-i", str(key),
            "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
            "-o", f"UserKnownHostsFile={self.base / 'known_hosts'}", "-o", "StrictHostKeyChecking=yes",
            "-o", "KexAlgorithms=curve25519-sha256", "-o", "LogLevel=ERROR", *options, "127.0.0.1",
        ]  # fmt: skip

    def ssh(
        self,
        person: str | Path,
        *asked: str,
        stdin: bytes = b"",
        options: Sequence[str] = (),
        env: dict[str, str] | None = None,
        timeout: float = 60,
    ) -> subprocess.CompletedProcess[bytes]:
        """Ask something as a person (or with a key), without a terminal."""
        key = person if isinstance(person, Path) else self.people[person]
        return subprocess.run(
            [*self.words(key, *options), "--", *asked],
            input=stdin,
            capture_output=True,
            timeout=timeout,
            env={**os.environ, **(env or {})},
        )

    def sessions(self) -> list[int]:
        """The processes of the account that people log in to."""
        uid = pwd.getpwnam(self.account).pw_uid
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if entry.stat().st_uid == uid:
                        found.append(int(entry.name))
                except FileNotFoundError:
                    continue
        return found

    def all_gone(self, seconds: float) -> float | None:
        """Seconds until no process of the account is left, None if that takes longer than `seconds`."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if not self.sessions():
                return time.monotonic() - begun
            time.sleep(0.05)
        return None

    def close(self) -> None:
        """Everything away again."""
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(5)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        if hasattr(self, "house"):
            self.house.close()
        for name in (self.account, self.keys_account):
            try:
                pwd.getpwnam(name)
            except KeyError:
                continue
            if name == self.account:
                for pid in self.sessions():
                    os.kill(pid, signal.SIGKILL)
            shadow(["userdel", name])
        shutil.rmtree(self.base, ignore_errors=True)


def install(lib: Path, program: Path) -> None:
    """The program, where another account may run it: the package copied, its libraries only if they must be."""
    python, paths = _python()
    shutil.copytree(ROOT / "cpor_tui", lib / "cpor_tui", ignore=shutil.ignore_patterns("__pycache__"))
    if not all(_open(path) for path in paths):
        _copy_libraries(lib)
        paths = []
    subprocess.run([python, "-m", "compileall", "-q", str(lib)], env=_compiling())
    program.write_text(
        f"#!{python} -sE\nimport sys\nsys.path[:0] = {[str(lib), *map(str, paths)]!r}\n"
        "from cpor_tui.__main__ import main\nsys.exit(main())\n"
    )
    program.chmod(0o755)


def _account(name: str, shell: str, home: Path) -> None:
    shadow(
        [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            str(home),
            "--shell",
            shell,
            "-p",
            "*",
            name,
        ]
    )


def shadow(words: list[str]) -> None:
    """Change the accounts, one test run at a time: the tools refuse to wait for each other."""
    said = ""
    with Path("/run/cpor-test-accounts.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for _ in range(20):
            # A session of its own: killed halfway, with the tests, it would leave the lock of /etc/passwd behind.
            done = subprocess.run(words, capture_output=True, text=True, timeout=30, start_new_session=True)
            # 12: the home could not be removed; there is none.
            if done.returncode in (0, 12):
                return
            said = done.stderr.strip()
            if "lock" not in said:
                break
            # Somebody else of this machine is at it.
            time.sleep(0.25)
    raise NoHost(f"{words[0]}: {said}")


def make_key(path: Path) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True, timeout=30
    )


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _open(path: Path) -> bool:
    """Whether anybody may read there."""
    path = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents) and bool(
        path.stat().st_mode & stat.S_IROTH
    )


def _python() -> tuple[str, list[Path]]:
    """A Python that anybody may start, of the version that our libraries were built for, and where those lie."""
    paths = [
        Path(path)
        for path in sys.path
        if path.endswith(("site-packages", "dist-packages")) and Path(path).is_dir()
    ]
    tried = [
        Path(sys.executable),
        Path("/usr/bin/python3"),
        Path(f"/usr/bin/python3.{sys.version_info.minor}"),
    ]
    for python in tried:
        if python.exists() and _open(python) and _version(python) == (3, sys.version_info.minor):
            return str(python), paths
    raise NoHost(f"no Python 3.{sys.version_info.minor} that another account may run")


def _version(python: Path) -> tuple[int, int]:
    told = subprocess.run(
        [str(python), "-c", "import sys; print(*sys.version_info[:2])"],
        capture_output=True,
        text=True,
        timeout=30,
    )
    major, _, minor = told.stdout.strip().partition(" ")
    return (int(major), int(minor)) if told.returncode == 0 else (0, 0)


def _copy_libraries(lib: Path) -> None:
    """What cpor needs and nothing else, copied to where anybody may read it."""
    wanted, seen = ["cpor-tui"], set()
    while wanted:
        name = wanted.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            known = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        wanted += [_named(line) for line in known.requires or () if "extra ==" not in line]
        if name == "cpor-tui":
            continue
        for file in known.files or ():
            source, target = Path(str(known.locate_file(file))), lib / str(file)
            if ".." in file.parts or "__pycache__" in file.parts or not source.is_file():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _named(requirement: str) -> str:
    for end, char in enumerate(requirement):
        if not (char.isalnum() or char in "-_."):
            return requirement[:end]
    return requirement


def _compiling() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
