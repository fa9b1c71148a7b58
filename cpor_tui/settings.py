"""Finds what was set: by flag, by environment, by config file, or by default, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused

LANGUAGES = ("en", "ko")
PICTURES = ("off", "auto", "kitty", "sixel", "half")


@dataclass(frozen=True, slots=True)
class MaildirSettings:
    """Mail is written into a folder on this machine."""

    path: Path
    sender: str


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Mail is handed to a server. The password is in a file of its own, never in the config."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password_file: Path | None = None
    tls: str = "starttls"
    """`starttls`, `tls` or `none`."""


@dataclass(frozen=True, slots=True)
class ProofSettings:
    """How proofs are shown."""

    pictures: str = "off"
    """`off`, `auto`, or how pictures of pages are sent to the terminal: `kitty`, `sixel` or `half`."""
    over_ssh: bool = False
    """Whether those who come in over SSH get pictures too."""


MailSettings = MaildirSettings | SmtpSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a run of `cpor` was told about itself; nothing here was opened or connected to."""

    store: str
    """The store's URL."""
    store_named: bool
    """Whether somebody named the store; the default one is made on first use."""
    person: str | None
    """Who the caller says they are; None: the local operator."""
    lang: str
    json: bool
    plain: bool
    config: Path
    secret_file: Path | None
    """Where the store's secret lies, if not beside it."""
    log: Path
    """Where unexpected errors go, with their tracebacks."""
    mail: MailSettings
    proof: ProofSettings = ProofSettings()
    tables: Mapping[str, Any] = field(default_factory=dict)
    """The config file as it stands: keys, theme and what else belongs to one room alone."""

    @classmethod
    def load(cls, flags: Mapping[str, str | None], environment: Mapping[str, str]) -> Settings:
        """The settings of this run (CLI.md, Global). Raises Refused(usage | bad_input) in one sentence's worth."""

        def told(name: str) -> str | None:
            given = flags.get(name)
            return given if given is not None else environment.get(f"CPOR_{name.upper()}") or None

        named = told("config")
        config = Path(named) if named else _home(environment, "CONFIG", ".config") / "config.toml"
        tables = _read(config, must=named is not None)
        kept = {name: _text(tables, name, config) for name in ("store", "as", "lang", "secret_file", "log")}
        if flags.get("store") is not None:
            _refuse_password(flags["store"] or "")
        store = told("store") or kept["store"]
        named_store = store is not None
        store = store or f"sqlite:///{_home(environment, 'DATA', '.local/share') / 'store.db'}"
        secret, log = kept["secret_file"], kept["log"]
        return cls(
            store=store,
            store_named=named_store,
            person=told("as") or kept["as"],
            lang=_language(told("lang") or kept["lang"], environment),
            json="json" in flags,
            plain="plain" in flags,
            config=config,
            secret_file=Path(secret).expanduser() if secret else None,
            log=Path(log).expanduser() if log else _home(environment, "STATE", ".local/state") / "cpor.log",
            mail=_mail(tables, config, store, environment),
            proof=_proof(tables, config),
            tables=tables,
        )


def _home(environment: Mapping[str, str], kind: str, otherwise: str) -> Path:
    # The XDG rules: a relative path there is to be ignored.
    named = environment.get(f"XDG_{kind}_HOME", "")
    home = (
        Path(named)
        if named.startswith("/")
        else Path(environment.get("HOME") or "~").expanduser() / otherwise
    )
    return home / "cpor"


def locale_language(environment: Mapping[str, str]) -> str:
    """Korean if the locale says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return "ko" if locale.lower().startswith("ko") else "en"
    return "en"


def _language(given: str | None, environment: Mapping[str, str]) -> str:
    if given is None:
        return locale_language(environment)
    if given not in LANGUAGES:
        raise Refused(Code.USAGE, "language", given=clean(given), known=list(LANGUAGES))
    return given


def _refuse_password(url: str) -> None:
    """A password belongs in a service or pass file: on a command line every process can read it."""
    scheme, found, rest = url.partition("://")
    if not found or scheme == "sqlite":
        return
    place, _, query = rest.partition("?")
    user = place.partition("/")[0].rpartition("@")[0]
    if ":" in user or any(word.lower().startswith("password=") for word in query.split("&")):
        raise Refused(Code.USAGE, "password-in-url")


def _read(config: Path, *, must: bool) -> Mapping[str, Any]:
    try:
        text = config.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if must:
            raise Refused(Code.BAD_INPUT, "file-missing", file=clean(str(config))) from None
        return {}
    except (OSError, ValueError):
        raise Refused(Code.BAD_INPUT, "file-unreadable", file=clean(str(config))) from None
    import tomllib

    try:
        return tomllib.loads(text.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise _broken(config, "" if isinstance(wrong, RecursionError) else str(wrong)) from None


def _broken(config: Path, problem: str) -> Refused:
    return Refused(Code.BAD_INPUT, "config", file=clean(str(config)), problem=clean(problem))


def _text(table: Mapping[str, Any], name: str, config: Path) -> str | None:
    value = table.get(name)
    if value is not None and (not isinstance(value, str) or not value or "\0" in value):
        raise _broken(config, name)
    return value


def _mail(
    tables: Mapping[str, Any], config: Path, store: str, environment: Mapping[str, str]
) -> MailSettings:
    table = tables.get("mail", {})
    if not isinstance(table, Mapping):
        raise _broken(config, "mail")
    sender = _text(table, "from", config) or "cpor@localhost"
    host = _text(table, "host", config)
    if host is None:
        path = _text(table, "maildir", config)
        return MaildirSettings(Path(path).expanduser() if path else _maildir(store, environment), sender)
    port, tls = table.get("port", 587), table.get("tls", "starttls")
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise _broken(config, "mail.port")
    if tls not in ("starttls", "tls", "none"):
        raise _broken(config, "mail.tls")
    password = _text(table, "password_file", config)
    return SmtpSettings(
        host,
        port,
        sender,
        _text(table, "user", config),
        Path(password).expanduser() if password else None,
        tls,
    )


def _proof(tables: Mapping[str, Any], config: Path) -> ProofSettings:
    table = tables.get("proof", {})
    if not isinstance(table, Mapping):
        raise _broken(config, "proof")
    pictures, over_ssh = table.get("pictures", "off"), table.get("over_ssh", False)
    if pictures not in PICTURES:
        raise _broken(config, "proof.pictures")
    if not isinstance(over_ssh, bool):
        raise _broken(config, "proof.over_ssh")
    return ProofSettings(pictures, over_ssh)


def _maildir(store: str, environment: Mapping[str, str]) -> Path:
    # Beside the store, so that two stores of one machine do not mix their mail.
    if store.startswith("sqlite:///"):
        path = Path(store.removeprefix("sqlite:///"))
        return path.with_name(f"{path.name}.mail")
    return _home(environment, "DATA", ".local/share") / "mail"
