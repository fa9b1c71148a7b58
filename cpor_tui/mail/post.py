"""Hands messages over: into a Maildir, or to an SMTP server."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from cpor_tui.domain.clean import clean

if TYPE_CHECKING:
    import smtplib
    from email.message import EmailMessage

_SECONDS = 20.0
"""How long a server may take over one step."""


class Undelivered(Exception):
    """A message was not taken. `lasting`: it never will be, however often it is offered."""

    def __init__(self, why: str, *, lasting: bool = False) -> None:
        super().__init__(clean(why, limit=400))
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to go. `mark` is the same whenever the same message is handed over."""

    message: EmailMessage
    to: str
    mark: str


class Post(Protocol):
    """Whoever takes messages."""

    @property
    def sender(self) -> str:
        """What stands in From."""
        ...

    def hand_over(self, parcel: Parcel) -> None:
        """Take a message, durably. Raises Undelivered."""
        ...

    def rest(self) -> None:
        """Let go of what is only needed while there is mail."""
        ...


class MaildirPost:
    """Keeps mail as files in a Maildir; the same message handed over twice is one file."""

    def __init__(self, folder: Path, sender: str = "cpor@localhost") -> None:
        self.folder = folder
        self.sender = clean(sender, limit=320)

    def hand_over(self, parcel: Parcel) -> None:
        """Write the message under another name, then put it in place. Raises Undelivered."""
        name = f"{sha256(parcel.mark.encode()).hexdigest()[:40]}.cpor"
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self.folder, *(self.folder / part for part in ("tmp", "new", "cur"))):
                folder.mkdir(mode=0o700, exist_ok=True)
            # A reader moves what it has seen into cur, and adds flags to the name.
            if (self.folder / "new" / name).exists() or any((self.folder / "cur").glob(f"{name}*")):
                return
            draft = self.folder / "tmp" / f"{name}.{os.getpid()}.{threading.get_ident()}"
            try:
                _write(draft, parcel.message.as_bytes())
                draft.rename(self.folder / "new" / name)
                _settle(self.folder / "new")
            except OSError:
                with suppress(OSError):
                    draft.unlink(missing_ok=True)
                raise
        except OSError as wrong:
            raise Undelivered(f"{self.folder}: {wrong.strerror or wrong}") from wrong

    def rest(self) -> None:
        """Nothing is kept open."""


def _write(path: Path, content: bytes) -> None:
    # Nobody else's business: the customer's code is in it.
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(place, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(place)


def _settle(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


class SmtpPost:
    """Hands mail to a server, one connection for as long as there is mail."""

    def __init__(
        self,
        host: str,
        port: int = 587,
        sender: str = "cpor@localhost",
        *,
        user: str | None = None,
        password_file: Path | None = None,
        tls: str = "starttls",
        context: Any = None,
    ) -> None:
        """`tls`: `starttls`, `tls` or `none`, never less than was asked; `context`: the ssl module's, not its default."""
        self.host = host
        self.port = port
        self.sender = clean(sender, limit=320)
        self._user = user
        self._password_file = password_file
        self._tls = tls
        self._context = context
        self._server: smtplib.SMTP | None = None

    def hand_over(self, parcel: Parcel) -> None:
        """Give the message to the server. Raises Undelivered; lasting when it refuses the address for good."""
        import smtplib
        from email.utils import parseaddr

        try:
            if self._server is None:
                self._server = self._connected()
            self._server.send_message(
                parcel.message, from_addr=parseaddr(self.sender)[1], to_addrs=[parcel.to]
            )
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            self._again()
            raise Undelivered(f"{code} {_words(said)}", lasting=500 <= code < 600) from refused
        except smtplib.SMTPResponseException as refused:
            self.rest()
            raise Undelivered(f"{refused.smtp_code} {_words(refused.smtp_error)}") from refused
        except (OSError, smtplib.SMTPException, UnicodeError) as wrong:
            self.rest()
            raise Undelivered(f"{self.host}:{self.port}: {wrong}") from wrong

    def rest(self) -> None:
        """Say good-bye to the server."""
        server, self._server = self._server, None
        if server is not None:
            # It may be gone already, and nothing is lost by that.
            with suppress(OSError):
                server.quit()

    def _again(self) -> None:
        """Ready the connection for the next message; a new one if the server minds."""
        import smtplib

        try:
            if self._server is not None:
                self._server.rset()
        except (OSError, smtplib.SMTPException):
            self.rest()

    def _connected(self) -> smtplib.SMTP:
        import smtplib

        context = self._context
        if context is None and self._tls != "none":
            import ssl

            context = ssl.create_default_context()
        if self._tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            if self._tls == "starttls":
                # Raises where the server has none: mail is never sent in the clear because somebody cut a word out.
                server.starttls(context=context)
            if self._user is not None:
                server.login(self._user, self._password())
        except BaseException:
            server.close()
            raise
        return server

    def _password(self) -> str:
        return self._password_file.read_text("utf-8").strip() if self._password_file is not None else ""


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


@runtime_checkable
class MaildirPlace(Protocol):
    """Settings that name a Maildir."""

    @property
    def path(self) -> Path: ...
    @property
    def sender(self) -> str: ...


class SmtpPlace(Protocol):
    """Settings that name a server."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def sender(self) -> str: ...
    @property
    def user(self) -> str | None: ...
    @property
    def password_file(self) -> Path | None: ...
    @property
    def tls(self) -> str: ...


def post_for(settings: MaildirPlace | SmtpPlace) -> MaildirPost | SmtpPost:
    """The post that the settings name."""
    if isinstance(settings, MaildirPlace):
        return MaildirPost(settings.path, settings.sender)
    return SmtpPost(
        settings.host,
        settings.port,
        settings.sender,
        user=settings.user,
        password_file=settings.password_file,
        tls=settings.tls,
    )
