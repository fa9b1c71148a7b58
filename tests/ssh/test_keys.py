"""Whose key is it? One line for the person it belongs to, nothing for anybody else, on either database."""

import pytest

from cpor_tui.office.keys import public_key
from cpor_tui.ssh import front, keys
from cpor_tui.store import SshKey
from tests.support.desk import DeskHouse

SORAS = "AAAAC3NzaC1lZDI1NTE5AAAAIIuFbXS1OQTdHIsxZQhVGCoJOyb2K8j4ZzQyIpZgY2Vh"
NOBODYS = "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def house(store_url):
    found = DeskHouse(store_url)
    key = public_key(f"ssh-ed25519 {SORAS} sora@desk")
    found.store.key_add(SshKey(key.fingerprint, "sora", key.kind, key.body, key.comment, 0))
    yield found
    found.close()


def answered(capsys, house, *asked):
    # Written `postgresql://` with what a URL may hold; a program's path is given, as sshd starts one by its path.
    status = keys.answer({"store": house.url}, asked, {}, "/opt/cpor/venv/bin/cpor")
    return status, capsys.readouterr().out


def test_the_persons_line_restricts_the_key_to_serving_that_person(house, capsys):
    if house.url.startswith("postgresql") and not keys._PLAIN.fullmatch(house.url):
        pytest.skip("this server's address is not one for a login's command")
    status, told = answered(capsys, house, "cpor", "ssh-ed25519", SORAS)
    assert status == 0
    assert told.startswith('restrict,pty,command="LC_ALL=C.UTF-8 PYTHONUTF8=1 exec /opt/cpor/venv/bin/cpor ')
    assert f" serve-ssh sora --key {public_key(f'ssh-ed25519 {SORAS}').fingerprint}" in told
    assert told.endswith(f'" ssh-ed25519 {SORAS}\n')
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("ssh-ed25519", NOBODYS),
        ("ssh-rsa", SORAS),
        ("ssh-ed25519", SORAS[:-4]),
        ("ssh-ed25519", "not base64!"),
        ("", ""),
        ("ssh-ed25519", "' OR 1=1 --"),
        ("ssh-ed25519\n", SORAS),
    ],
)
def test_nobody_is_told_nothing(house, capsys, kind, body):
    assert answered(capsys, house, "cpor", kind, body) == (0, "")


def test_a_disabled_persons_key_is_nobodys(house, capsys):
    house.store.disable("sora")
    assert answered(capsys, house, "cpor", "ssh-ed25519", SORAS) == (0, "")


def test_another_account_is_told_nothing_where_the_host_names_one(house, tmp_path, capsys):
    config = tmp_path / "config.toml"
    config.write_text(f'store = "{house.url}"\n[ssh]\naccount = "cpor"\n')
    asked = ("root", "ssh-ed25519", SORAS)
    assert keys.answer({"config": str(config)}, asked, {}, "/bin/cpor") == 0
    assert capsys.readouterr().out == ""


def test_a_store_that_is_not_there_is_an_error_for_the_host_and_not_for_the_stranger(tmp_path, capsys):
    asked = ("cpor", "ssh-ed25519", SORAS)
    assert keys.answer({"store": f"sqlite:///{tmp_path / 'none.db'}"}, asked, {}, "/bin/cpor") == 3
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "none.db").exists(), "asking makes nothing"


@pytest.mark.parametrize("person", ["a b", "A", "x;id", "", "-x", "a" * 33, 'a"b', "a\nb"])
def test_a_name_that_could_mean_something_to_a_shell_is_never_written(person):
    with pytest.raises(ValueError, match="name"):
        keys.line(person, "ssh-ed25519", SORAS, "SHA256:x", "/bin/cpor", {"config": "/etc/cpor/config.toml"})


@pytest.mark.parametrize("path", ['/opt/"x"/cpor', "/opt/$(id)/cpor", "/opt/a b/cpor", "/opt/a;b"])
def test_nor_is_such_a_path(path):
    for program, config in ((path, "/etc/cpor/config.toml"), ("/bin/cpor", path)):
        with pytest.raises(ValueError, match="not to be named"):
            keys.line("sora", "ssh-ed25519", SORAS, "SHA256:x", program, {"config": config})


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["claim", "comment", "1", "serve-ssh"],
        ["keys-for"],
        ["serve-ssh", "a", "b"],
        ["--json", "serve-ssh", "a"],
        [],
    ],
)
def test_the_front_door_leaves_every_other_line_to_the_command_line(words):
    assert front.enter(words, {}) is None


@pytest.mark.postgres
def test_on_postgresql_three_tables_are_all_that_asking_needs(postgres_url, capsys):
    import re

    import psycopg

    house = DeskHouse(postgres_url)
    try:
        key = public_key(f"ssh-ed25519 {SORAS} sora@desk")
        house.store.key_add(SshKey(key.fingerprint, "sora", key.kind, key.body, key.comment, 0))
    finally:
        house.close()
    role = f"keys_{abs(hash(postgres_url))}"
    with psycopg.connect(postgres_url, autocommit=True) as conn:
        conn.execute(f"CREATE ROLE {role} LOGIN")
        conn.execute(f"GRANT SELECT ON meta, person, ssh_key TO {role}")
    asking = re.sub(r"user=[^&]*", f"user={role}", postgres_url)
    if asking == postgres_url:
        asking = postgres_url + ("&" if "?" in postgres_url else "?") + f"user={role}"
    try:
        asked = ("cpor", "ssh-ed25519", SORAS)
        assert keys.answer({"store": asking}, asked, {}, "/bin/cpor") == 0
        assert " serve-ssh sora " in capsys.readouterr().out
        with psycopg.connect(asking) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("SELECT 1 FROM claim")
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as conn:
            conn.execute(f"DROP OWNED BY {role}")
            conn.execute(f"DROP ROLE {role}")
