"""Mail reaches a Maildir once and a real server safely, or is told to be undelivered."""

import asyncio
import socket
import ssl
import stat
import subprocess
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from mailbox import Maildir
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from cpor_tui.mail import MaildirPost, Parcel, SmtpPost, Undelivered, post_for
from cpor_tui.settings import MaildirSettings, SmtpSettings


def parcel(n=1, to="weber@contoso.com", text="안녕하세요\n"):
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    made["From"] = "CPOR <cpor@example.com>"
    made["To"] = to
    made["Subject"] = "거부됨"
    made["Message-ID"] = f"<C-{n}@cpor.invalid>"
    made.set_content(text)
    return Parcel(made, to, f"<C-{n}@cpor.invalid>")


def test_a_message_becomes_one_file_that_only_its_owner_reads(tmp_path):
    folder = tmp_path / "deep" / "mail"
    MaildirPost(folder).hand_over(parcel())
    (file,) = (folder / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    assert list((folder / "tmp").iterdir()) == []
    (read,) = Maildir(folder, create=False)
    assert read["Message-ID"] == "<C-1@cpor.invalid>"


def test_a_message_handed_over_again_is_still_one_file(tmp_path):
    post = MaildirPost(tmp_path)
    for _ in range(3):
        post.hand_over(parcel())
    (file,) = (tmp_path / "new").iterdir()
    # A reader has looked at it.
    file.rename(tmp_path / "cur" / f"{file.name}:2,S")
    post.hand_over(parcel())
    assert list((tmp_path / "new").iterdir()) == []
    post.hand_over(parcel(2))
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_many_hands_deliver_each_message_once(tmp_path):
    def deliver():
        for n in range(20):
            MaildirPost(tmp_path).hand_over(parcel(n))

    hands = [threading.Thread(target=deliver) for _ in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(list((tmp_path / "new").iterdir())) == 20
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_that_cannot_be_written_leaves_it_undelivered(tmp_path):
    (tmp_path / "mail").write_text("a file stands in the way")
    with pytest.raises(Undelivered, match="mail"):
        MaildirPost(tmp_path / "mail").hand_over(parcel())


class Inbox:
    """What a server was handed, and whom it turns away."""

    def __init__(self):
        self.got = []
        self.connections = 0

    async def handle_HELO(self, server, session, envelope, hostname):  # noqa: N802
        session.host_name = hostname
        return "250 here"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("gone"):
            return "550 5.1.1 nobody of that name"
        if address.startswith("later"):
            return "450 4.2.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.got.append((envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content))
        return "250 taken"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


class Server(Controller):
    """A real server on the loopback, on whatever port is free."""

    def __init__(self, inbox, **options):
        super().__init__(inbox, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self):
        # It would ask itself on the port it was told, which is none; a knock is enough.
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        socket.create_connection(("127.0.0.1", self.port), timeout=5).close()


@pytest.fixture
def server(inbox) -> Iterator[Server]:
    """A server without TLS."""
    found = Server(inbox)
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for the loopback that nobody trusts who is not told to."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(key), "-out", str(cert), "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return key, cert


def server_tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


def trusting(certificate):
    return ssl.create_default_context(cafile=str(certificate[1]))


def test_a_server_takes_the_message_as_it_is(server, inbox):
    post = SmtpPost("127.0.0.1", server.port, "CPOR <cpor@example.com>", tls="none")
    post.hand_over(parcel(1))
    post.hand_over(parcel(2, text="x" * 3000 + "\n.\n.dot\n"))
    post.rest()
    (first_from, first_to, first), (_, _, second) = inbox.got
    assert (first_from, first_to) == ("cpor@example.com", ("weber@contoso.com",))
    assert b"Message-ID: <C-1@cpor.invalid>" in first
    assert second.count(b"Message-ID: <C-2@cpor.invalid>") == 1
    assert inbox.connections == 1


def test_an_address_the_server_does_not_know_is_given_up_at_once(server, inbox):
    post = SmtpPost("127.0.0.1", server.port, "cpor@example.com", tls="none")
    with pytest.raises(Undelivered, match="550") as lost:
        post.hand_over(parcel(to="gone@contoso.com"))
    assert lost.value.lasting
    with pytest.raises(Undelivered, match="450") as later:
        post.hand_over(parcel(to="later@contoso.com"))
    assert not later.value.lasting
    # And the next one goes all the same.
    post.hand_over(parcel(3))
    assert len(inbox.got) == 1
    post.rest()


def test_no_server_is_no_lasting_failure():
    with pytest.raises(Undelivered) as no:
        SmtpPost("127.0.0.1", 1, "cpor@example.com", tls="none").hand_over(parcel())
    assert not no.value.lasting


def test_mail_that_was_to_be_encrypted_never_goes_in_the_clear(server, inbox):
    post = SmtpPost("127.0.0.1", server.port, "cpor@example.com", tls="starttls")
    with pytest.raises(Undelivered):
        post.hand_over(parcel())
    assert inbox.got == []


def test_starttls_and_a_password_from_its_file(inbox, certificate, tmp_path):
    class Door:
        def __call__(self, server, session, envelope, mechanism, data):
            assert isinstance(data, LoginPassword)
            return AuthResult(success=(data.login, data.password) == (b"cpor", b"hunter2"), handled=False)

    controller = Server(
        inbox,
        tls_context=server_tls(certificate),
        require_starttls=True,
        authenticator=Door(),
        auth_required=True,
    )
    controller.start()
    try:
        port = controller.port
        secret = tmp_path / "password"
        secret.write_text("hunter2\n")
        post = SmtpPost(
            "127.0.0.1",
            port,
            "cpor@example.com",
            user="cpor",
            password_file=secret,
            context=trusting(certificate),
        )
        post.hand_over(parcel())
        post.rest()
        assert len(inbox.got) == 1
        secret.write_text("wrong")
        with pytest.raises(Undelivered, match="535"):
            post.hand_over(parcel(2))
        untrusting = SmtpPost("127.0.0.1", port, "cpor@example.com", user="cpor", password_file=secret)
        with pytest.raises(Undelivered, match="certificate"):
            untrusting.hand_over(parcel(3))
        assert len(inbox.got) == 1
    finally:
        controller.stop()


def test_tls_from_the_first_byte(inbox, certificate):
    controller = Server(inbox, ssl_context=server_tls(certificate))
    controller.start()
    try:
        port = controller.port
        post = SmtpPost("127.0.0.1", port, "cpor@example.com", tls="tls", context=trusting(certificate))
        post.hand_over(parcel())
        post.rest()
        assert len(inbox.got) == 1
    finally:
        controller.stop()


def test_the_settings_choose_the_post(tmp_path):
    box = post_for(MaildirSettings(tmp_path, "cpor@example.com"))
    assert isinstance(box, MaildirPost)
    assert box.folder == tmp_path
    wire = post_for(SmtpSettings("mail.example.com", 465, "cpor@example.com", "cpor", None, "tls"))
    assert isinstance(wire, SmtpPost)
    assert (wire.host, wire.port) == ("mail.example.com", 465)
