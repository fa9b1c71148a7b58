"""A real ssh client comes to a real sshd: who gets in, as whom, and what else is tried."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from cpor_tui.settings import Settings
from cpor_tui.ssh.host import findings
from tests.ssh.host_of_ours import FIVE_SECONDS

pytestmark = [pytest.mark.ssh, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def claims(host):
    """A claim of Fabrikam's in each state that the tests need."""
    house = host.house
    made = {
        "draft": house.draft(),
        "submitted": house.submitted(),
        "review": house.under_review(),
        "asked": house.asked(),
    }
    host.hand_over()
    return made


def told(done):
    return (
        f"{done.returncode}: {done.stdout.decode('utf-8', 'replace')}{done.stderr.decode('utf-8', 'replace')}"
    )


def test_a_key_opens_the_door_of_the_person_it_belongs_to(host, claims):
    own = json.loads(host.ssh("sora", "status", "--json").stdout)
    others = json.loads(host.ssh("rui", "status", "--json").stdout)
    assert {claim["partner"] for claim in own} == {"Fabrikam"}
    assert len(own) >= len(claims)
    assert others == []


def test_each_of_several_keys_opens_the_same_door(host):
    second = host.give_key("sora", "-second")
    assert host.ssh(second, "status").returncode == 0


def test_a_stranger_is_refused_by_sshd_itself(host):
    stranger = host.base / "keys" / "stranger"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stranger)], check=True)
    assert "Permission denied" in told(host.ssh(stranger, "status"))


def test_who_offers_the_victims_key_and_signs_with_their_own_is_not_the_victim(host, claims):
    # The client offers every public key it is shown, and can sign with one of them only.
    folder = host.base / "keys" / "probe"
    folder.mkdir(exist_ok=True)
    shutil.copy(host.people["sora"].with_suffix(".pub"), folder / "sora.pub")
    (folder / "sora.pub").chmod(0o644)
    done = host.ssh(
        folder / "sora.pub", "claim", "show", f"C-{claims['draft']}", options=("-i", str(host.people["rui"]))
    )
    assert done.returncode == 4, told(done)
    alone = host.ssh(folder / "sora.pub", "status")
    assert "Permission denied" in told(alone)


def test_only_the_service_account_can_be_logged_in_to(host):
    for account in ("root", host.keys_account):
        words = [account if word == host.account else word for word in host.words(host.people["sora"])]
        done = subprocess.run([*words, "status"], capture_output=True, timeout=60)
        assert b"Permission denied" in done.stderr


LINES = (
    ("sora", "status", 0, "Contoso"),
    ("sora", "status C-{draft}", 0, "C-{draft}"),
    ("sora", "status --json", 0, '"id":"C-{draft}"'),
    ("sora", "cpor status", 0, "Contoso"),
    ("sora", "claim list", 0, "C-{draft}"),
    ("sora", "claim list status:submitted", 0, "C-{submitted}"),
    ("sora", "claim show C-{draft}", 0, "Teams for everyone"),
    ("sora", "claim show {draft} --json", 0, '"status":"editing"'),
    ("sora", "claim new --area microsoft-365 --activity usage --name 'A \"quoted\" name'", 0, "C-"),
    ("sora", "claim edit C-{draft} --set name='With; $(touch /tmp/no) `id`'", 0, "C-{draft}"),
    ("sora", "claim edit C-{draft} --add-product 'Exchange Online'", 0, "C-{draft}"),
    ("sora", "claim comment C-{submitted} 'From a script'", 0, "C-{submitted}"),
    ("sora", "claim watch C-{submitted}", 0, "C-{submitted}"),
    ("sora", "claim unwatch C-{submitted}", 0, "C-{submitted}"),
    ("sora", "comments C-{submitted}", 0, "From a script"),
    ("sora", "history C-{submitted}", 0, ""),
    ("sora", "history C-{submitted} --json", 0, '"what":"submit"'),
    ("sora", "clocks C-{submitted}", 0, ""),
    ("sora", "poe list C-{submitted}", 0, "proof.txt"),
    ("sora", "poe get C-{submitted} proof.txt", 0, "Signed: K. Weber"),
    ("sora", "poe get C-{submitted} proof.txt -o /tmp/theirs", 2, "stdin"),
    ("sora", "poe add C-{draft} /etc/passwd", 2, "stdin"),
    ("sora", "claim dispute C-{submitted} --poe /etc/passwd", 2, "stdin"),
    ("sora", "view save urgent due:<=2bd", 0, ""),
    ("sora", "view list", 0, "urgent"),
    ("sora", "view remove urgent", 0, ""),
    ("sora", "draft list", 0, ""),
    ("sora", "export claims --format csv", 0, "C-{draft}"),
    ("sora", "product list", 0, "Microsoft Teams"),
    ("sora", "rules list", 4, "operators"),
    ("sora", "queue", 4, ""),
    ("sora", "claim approve C-{review}", 4, ""),
    ("sora", "user list", 4, "operators"),
    ("sora", "backup -", 4, "operators"),
    ("sora", "info", 4, ""),
    ("opal", "user list", 4, "SSH"),
    ("opal", "claim show C-{submitted}", 0, "C-{submitted}"),
    ("rui", "claim show C-{submitted}", 4, "not found"),
    ("rui", "claim withdraw C-{submitted} --reason other --note no", 4, "not found"),
    ("mina", "queue", 0, "C-{submitted}"),
    ("mina", "queue --json free", 0, "["),
    ("mina", "claim take C-{submitted}", 0, "C-{submitted}"),
    ("mina", "poe check C-{submitted}", 0, ""),
    ("mina", "poe tick C-{review} missing-products on", 0, "C-{review}"),
    ("mina", "claim comment C-{review} 'For us' --internal", 0, "C-{review}"),
    ("joon", "claim approve C-{review}", 5, ""),
    ("mina", "claim approve C-{review} --note good", 0, "C-{review}"),
    ("mina", "claim undo C-{review}", 0, "C-{review}"),
    ("hana", "stats", 0, ""),
    ("sora", "claim withdraw C-{submitted} --reason other --note 'No longer'", 0, "C-{submitted}"),
    ("sora", "--as mina status", 4, "SSH"),
    ("sora", "--store=sqlite:////tmp/theirs status", 4, "SSH"),
    ("sora", "status --config /tmp/theirs", 4, "SSH"),
    ("sora", "keys-for cpor ssh-ed25519 AAAA", 4, ""),
    ("sora", "serve-ssh mina", 4, ""),
    ("sora", "/bin/sh", 2, "no command"),
    ("sora", "sh -c id", 2, "no command"),
    ("sora", "status; id", 2, "no command"),
    ("sora", "status && id", 2, ""),
    ("sora", "status $(id)", 2, ""),
    ("sora", "status | tee /tmp/theirs", 2, ""),
    ("sora", 'claim comment C-{draft} "open', 2, "quotation"),
)  # fmt: skip
"""Who says what, the exit status, and something of what is answered, in this order."""


@pytest.mark.slow
def test_a_line_is_a_command_of_ours_or_nothing(host, claims):
    def filled(line):
        for name, number in claims.items():
            line = line.replace("{" + name + "}", str(number))
        return line

    wrong = []
    for person, asked, status, says in LINES:
        done = host.ssh(person, filled(asked))
        answer = told(done)
        if (
            done.returncode != status
            or filled(says) not in answer
            or "uid=" in answer
            or "Traceback" in answer
        ):
            wrong.append((person, asked, answer))
    assert wrong == []


def test_a_file_comes_in_by_stdin_and_goes_out_by_stdout(host):
    claim = host.house.draft()
    sent = b"%PDF-1.4\n" + os.urandom(3_000_000) + b"\n%%EOF\n"
    done = host.ssh("sora", "poe", "add", f"C-{claim}", "--name", "sow.pdf", stdin=sent)
    assert done.returncode == 0, told(done)
    assert host.ssh("sora", "poe", "get", f"C-{claim}", "sow.pdf").stdout == sent
    assert host.ssh("rui", "poe", "get", f"C-{claim}", "sow.pdf").returncode == 4


def test_a_file_that_is_too_large_is_not_read_to_its_end(host):
    claim = host.house.draft()
    done = host.ssh(
        "sora", "poe", "add", f"C-{claim}", "--name", "big.pdf", stdin=b"%PDF-1.4\n" + b"x" * (26 << 20)
    )
    assert done.returncode == 2, told(done)


def test_without_a_terminal_and_a_command_it_is_said_what_is_missing(host):
    assert told(host.ssh("sora")).startswith("2: cpor: Without a terminal a command is needed")


def test_the_clients_environment_changes_nothing(host, claims):
    wished = {
        "CPOR_STORE": "sqlite:////tmp/theirs", "CPOR_AS": "mina", "CPOR_CONFIG": "/tmp/theirs",
        "LD_PRELOAD": "/tmp/theirs.so", "PYTHONPATH": "/tmp/theirs", "PYTHONSTARTUP": "/tmp/theirs",
        "BASH_ENV": "/tmp/theirs", "LC_CPOR_AS": "mina",
        "LC_ALL": "ko_KR.EUC-KR", "TEXTUAL_DEBUG": "1", "XDG_CONFIG_HOME": "/tmp", "HOME": "/tmp",
    }  # fmt: skip
    options = [word for name, value in wished.items() for word in ("-o", f"SetEnv={name}={value}")]
    own = host.ssh("sora", "status", "--json")
    assert host.ssh("sora", "status", "--json", options=options).stdout == own.stdout


def test_the_clients_language_is_a_hint(host):
    assert "명령" in told(host.ssh("sora", options=("-o", "SetEnv=LANG=ko_KR.UTF-8")))
    assert "command" in told(host.ssh("sora", options=("-o", "SetEnv=LANG=../../etc/passwd")))


@pytest.mark.parametrize(
    "options",
    [("-N", "-R", "127.0.0.1:0:127.0.0.1:22"), ("-W", "127.0.0.1:22"), ("-N", "-w", "0:0")],
    ids=["remote", "stdio", "tunnel"],
)
def test_nothing_is_forwarded(host, options):
    done = host.ssh("sora", options=("-o", "ExitOnForwardFailure=yes", *options))
    assert done.returncode == 255, told(done)


def test_a_local_forward_reaches_nobody(host):
    from tests.ssh.host_of_ours import free_port

    port = free_port()
    words = host.words(host.people["sora"], "-N", "-L", f"{port}:127.0.0.1:{host.port}")
    client = subprocess.Popen(words, stderr=subprocess.PIPE)
    try:
        import socket

        end = time.monotonic() + 10
        while time.monotonic() < end:
            with socket.socket() as tried:
                tried.settimeout(3)
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    assert tried.recv(64) == b"", "somebody's banner came through"
                    return
            time.sleep(0.05)
        raise AssertionError("the client never listened")
    finally:
        client.kill()
        client.wait()


@pytest.mark.parametrize(
    "program", [("sftp", "-b", "/dev/null"), ("scp", "-s"), ("scp", "-O")], ids=["sftp", "scp", "scp-old"]
)
def test_no_file_is_fetched_behind_the_door(host, program, tmp_path):
    common = host.words(host.people["sora"])[1:-1]
    at = common.index("-p")
    port, account = common[at + 1], host.account
    options = [word for word in common if word not in ("-p", port, "-l", account)]
    place = f"{account}@127.0.0.1:/etc/passwd"
    words = [*program, "-P", port, *options, place, *([str(tmp_path)] if program[0] == "scp" else [])]
    done = subprocess.run(words, capture_output=True, timeout=60)
    assert done.returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_agent_and_display_of_the_client_do_not_come_along(host):
    done = host.ssh(
        "sora", "status", options=("-A", "-X"), env={"DISPLAY": ":99", "SSH_AUTH_SOCK": "/tmp/none"}
    )
    assert done.returncode == 0, told(done)


def test_whoever_is_disabled_does_not_come_in_again(host):
    store = host.house.store
    store.disable("joon")
    try:
        assert "Permission denied" in told(host.ssh("joon", "queue"))
    finally:
        store.enable("joon")
    assert host.ssh("joon", "queue").returncode == 0


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except FileNotFoundError:
        return ""


def came_in(host):
    """Wait until somebody's command runs, and a little longer, so that it has begun to read."""
    end = time.monotonic() + 60
    while not any("serve-ssh" in command_of(pid) for pid in host.sessions()):
        assert time.monotonic() < end, "nobody came in"
        time.sleep(0.05)
    time.sleep(1.5)


def test_a_command_that_waits_ends_within_five_seconds_of_its_person_being_disabled(host):
    claim = host.house.draft()
    words = [*host.words(host.people["sora"]), "poe", "add", f"C-{claim}", "--name", "slow.txt"]
    client = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert client.stdin
    assert client.stderr
    try:
        client.stdin.write(b"begun ")
        client.stdin.flush()
        came_in(host)
        assert client.poll() is None
        host.house.store.disable("sora")
        begun = time.monotonic()
        assert client.wait(timeout=20) == 4
        assert time.monotonic() - begun < FIVE_SECONDS
        assert b"disabled" in client.stderr.read()
    finally:
        host.house.store.enable("sora")
        client.kill()
        client.wait()


def test_a_command_whose_key_is_removed_ends_too(host):
    key = host.give_key("sora", "-short")
    from cpor_tui.office.keys import public_key

    claim = host.house.draft()
    words = [*host.words(key), "poe", "add", f"C-{claim}", "--name", "slow.txt"]
    client = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        came_in(host)
        assert client.poll() is None
        host.house.store.key_remove(public_key(key.with_suffix(".pub").read_text()).fingerprint)
        begun = time.monotonic()
        assert client.wait(timeout=20) == 4
        assert time.monotonic() - begun < FIVE_SECONDS
    finally:
        client.kill()
        client.wait()


def test_a_dropped_line_leaves_no_process_behind(host):
    words = [*host.words(host.people["sora"]), "poe", "add", f"C-{host.house.draft()}", "--name", "slow.txt"]
    client = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    came_in(host)
    client.kill()
    client.wait()
    assert host.all_gone(20) is not None


def test_a_key_is_known_while_nobody_else_is_at_the_store(host):
    # Then there is no -wal file, and the account that asks for keys may not make one.
    import pwd

    from tests.support.desk import DeskHouse

    alone = host.base / "alone"
    alone.mkdir()
    house = DeskHouse(f"sqlite:///{alone / 'store.db'}")
    known = host.people["sora"].with_suffix(".pub").read_text().split()
    from cpor_tui.office.keys import public_key
    from cpor_tui.store import SshKey

    key = public_key(" ".join(known))
    house.store.key_add(SshKey(key.fingerprint, "sora", key.kind, key.body, "", 0))
    house.close()
    keys = pwd.getpwnam(host.keys_account)
    os.chown(alone, 0, keys.pw_gid)
    alone.chmod(0o750)
    os.chown(alone / "store.db", 0, keys.pw_gid)
    (alone / "store.db").chmod(0o640)
    assert not (alone / "store.db-wal").exists()
    done = subprocess.run(
        [str(host.program), "--store", f"sqlite:///{alone / 'store.db'}", "keys-for", host.account, key.kind, key.body],
        capture_output=True, text=True, user=keys.pw_uid, group=keys.pw_gid, extra_groups=[], cwd="/", env={}, timeout=30,
    )  # fmt: skip
    assert done.stdout.startswith('restrict,pty,command="'), done.stderr
    assert " serve-ssh sora " in done.stdout


def test_the_doctor_finds_nothing_wrong_with_this_host(host):
    settings = Settings.load({"config": str(host.config)}, {})
    wrong = [(one.key, dict(one.values)) for one in findings(host.host, settings) if not one.good]
    assert wrong == []


@pytest.mark.parametrize(
    ("harm", "mend", "finds"),
    [
        (lambda h: h.config.chmod(0o666), lambda h: h.config.chmod(0o644), "config-safe.bad"),
        (lambda h: h.program.parent.chmod(0o777), lambda h: h.program.parent.chmod(0o755), "program-safe.bad"),
        (lambda h: (h.state / "store.db").chmod(0o600), lambda h: h.hand_over(), "store-keys.bad"),
        (lambda h: (h.state / "store.db").chmod(0o660), lambda h: h.hand_over(), "store-keys-write.bad"),
        (
            lambda h: (h.state / "store.db.secret").chmod(0o644),
            lambda h: (h.state / "store.db.secret").chmod(0o600),
            "secret-keys.bad",
        ),
        (lambda h: h.host.host_key.chmod(0o644), lambda h: h.host.host_key.chmod(0o600), "host-key-secret.bad"),
        (
            lambda h: subprocess.run(["usermod", "-s", "/usr/sbin/nologin", h.account], check=True),
            lambda h: subprocess.run(["usermod", "-s", "/bin/sh", h.account], check=True),
            "account-shell.bad",
        ),
        (
            lambda h: h.host.sshd_config.write_text(h.host.sshd_config.read_text() + "AcceptEnv LC_*\n"),
            lambda h: h.host.sshd_config.write_text(h.host.sshd_config.read_text().replace("AcceptEnv LC_*\n", "")),
            "accept-env.bad",
        ),
    ],
    ids=["config", "program", "unreadable", "writable", "secret", "host-key", "shell", "environment"],
)  # fmt: skip
def test_the_doctor_names_what_is_wrong(host, harm, mend, finds):
    settings = Settings.load({"config": str(host.config)}, {})
    harm(host)
    try:
        wrong = [one.key for one in findings(host.host, settings) if not one.good]
    finally:
        mend(host)
    assert finds in wrong


def test_the_doctors_command_says_it_in_sentences(host):
    done = subprocess.run(
        [str(host.program), "--config", str(host.config), "ssh", "doctor"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    assert f"The account {host.account} can read and write the store" in done.stdout
