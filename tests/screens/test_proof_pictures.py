"""A page of a proof as a picture: by three ways, only where the config asks for it, and never anybody else's bytes."""

from __future__ import annotations

import base64
import re
import struct
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from cpor_tui.app import CporApp
from cpor_tui.domain.refusals import Refused
from cpor_tui.poe.drawn import Pixels, _unpacked
from cpor_tui.poe.kinds import Fault
from cpor_tui.screens.proof_pane import ProofPane
from cpor_tui.screens.proof_picture import ProofPicture
from cpor_tui.session import Session
from cpor_tui.settings import ProofSettings, Settings
from cpor_tui.terminal.pictures import Lack, Pictures, prepared
from cpor_tui.text import Text
from tests.screens.form_house import front, shown, until
from tests.support.desk import DeskHouse
from tests.terminal.screen import Terminal

SAMPLES = Path(__file__).parents[1] / "poe" / "samples"
needs_library = pytest.mark.skipif(
    find_spec("textual_image") is None,
    reason="the extra `images` is not installed",
)


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


def with_proof(house: DeskHouse, name: str) -> int:
    claim = house.draft()
    house.desk.add_poe(claim, (SAMPLES / name).read_bytes(), name, house.partner)
    return claim


def app_for(house: DeskHouse, claim: int, pictures: Pictures | Lack, *, lang: str = "en") -> CporApp:
    session = Session(house.desk, house.partner, Text(lang, "Asia/Seoul"))
    return CporApp(session, start_claim=claim, pictures=pictures)


async def opened(app: CporApp, pilot, what: str) -> None:
    """Wait until the file was read: its first words are on the screen."""
    await until(pilot, lambda: what in shown(app))


# By key


@needs_library
async def test_p_shows_the_page_as_a_picture_and_its_text_again(house):
    claim = with_proof(house, "12.pdf")
    half = prepared("half", remote=False, over_ssh=False, colours=True)
    app = app_for(house, claim, half)
    async with app.run_test(size=(100, 40)) as pilot:
        await opened(app, pilot, "3. Timeline")
        await pilot.press("p")
        await until(pilot, lambda: "▀" in shown(app))
        assert "12.pdf page 1 of 1 as a picture" in shown(app)
        assert "3. Timeline" not in shown(app)
        await pilot.press("p")
        await until(pilot, lambda: "3. Timeline" in shown(app))
        assert "▀" not in shown(app)


@needs_library
async def test_a_message_has_words_and_its_attachment_a_picture(house):
    claim = house.draft()
    house.desk.add_poe(claim, _message_with_a_scan(), "scan.eml", house.partner)
    app = app_for(house, claim, prepared("half", remote=False, over_ssh=False, colours=True))
    async with app.run_test(size=(100, 40)) as pilot:
        await opened(app, pilot, "see the scan")
        await pilot.press("p")
        await until(pilot, lambda: "This page is text alone" in shown(app))
        await pilot.press("pagedown")
        await until(pilot, lambda: "page 2 of 2" in shown(app) and "▀" in shown(app))
        await pilot.press("home")
        await until(pilot, lambda: "page 1 of 2" in shown(app) and "▀" not in shown(app))


def _message_with_a_scan() -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.c", "d@e.f", "a scan"
    message.set_content("see the scan")
    scan = (SAMPLES / "25.jpg").read_bytes()
    message.add_attachment(scan, maintype="image", subtype="jpeg", filename="scan.jpg")
    return message.as_bytes()


@needs_library
async def test_enter_on_a_point_goes_to_the_place_in_the_picture_and_a_redraw_stays_there(house):
    claim = house.draft()
    content = (SAMPLES.parent / "contracts" / "contract-07.pdf").read_bytes()
    house.desk.add_poe(claim, content, "contract.pdf", house.partner)
    app = app_for(house, claim, prepared("half", remote=False, over_ssh=False, colours=True))
    async with app.run_test(size=(100, 40)) as pilot:
        await opened(app, pilot, "contract.pdf 27 pages")
        await pilot.press("p")
        await until(pilot, lambda: "page 1 of 27 as a picture" in shown(app) and "▀" in shown(app))
        pane = app.screen.query_one(ProofPane)
        assert pane._proof is not None
        place = pane._proof.points[3].evidence[0]
        await pilot.press("j", "j", "j", "enter")
        picture = app.screen.query_one(ProofPicture)
        await until(pilot, lambda: f"page {place.page} of 27 as a picture" in shown(app))
        await until(pilot, lambda: picture.scroll_y > 0)
        await pilot.press("pageup")
        await pilot.pause()
        where = picture.scroll_y
        front(app).redraw()
        await pilot.pause()
        assert picture.scroll_y == where


@pytest.mark.parametrize("lang", ["en", "ko"])
async def test_without_pictures_p_says_why(house, lang):
    app = app_for(house, with_proof(house, "12.pdf"), Lack.OFF, lang=lang)
    async with app.run_test(size=(120, 30)) as pilot:
        await opened(app, pilot, "Statement of Work")
        for lack in Lack:
            app.pictures = lack
            await pilot.press("p")
            why = Text(lang)(f"poe.pictures.{lack.value}")
            await until(pilot, lambda why=why: why in shown(app))
            assert "Statement of Work" in shown(app)


# Whether at all


def test_nothing_is_loaded_and_nothing_asked_where_there_will_be_no_pictures():
    look = (
        "import sys, cpor_tui.app\n"
        "from cpor_tui.terminal.pictures import prepared\n"
        "print(prepared('off', remote=False, over_ssh=True, colours=True).value)\n"
        "print(prepared('auto', remote=True, over_ssh=False, colours=True).value)\n"
        "print(prepared('off', remote=True, over_ssh=True, colours=True).value)\n"
        "print(prepared('sixel', remote=False, over_ssh=False, colours=False).value)\n"
        "assert {'PIL', 'textual_image', 'cpor_tui.poe.drawn'} & set(sys.modules) == set()\n"
        "sys.modules['textual_image'] = None\n"
        "print(prepared('half', remote=True, over_ssh=True, colours=True).value)\n"
    )
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60)
    assert said.stdout.split() == ["off", "remote", "remote", "colourless", "not-installed"], said.stderr


@pytest.mark.parametrize("table", ['pictures = "yes"', 'pictures = ["half"]', "over_ssh = 1"])
def test_a_setting_that_means_nothing_is_refused(tmp_path, table):
    config = tmp_path / "config.toml"
    config.write_text(f"[proof]\n{table}\n")
    with pytest.raises(Refused):
        Settings.load({"config": str(config)}, {})


def test_a_host_may_send_pictures_over_ssh(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text('[proof]\npictures = "half"\nover_ssh = true\n')
    assert Settings.load({"config": str(config)}, {}).proof == ProofSettings("half", over_ssh=True)
    assert Settings.load({}, {"HOME": str(tmp_path)}).proof == ProofSettings("off", over_ssh=False)


# What goes to the terminal


def _started(house: DeskHouse, url: str, tmp_path: Path, way: str) -> Terminal:
    config = tmp_path / "config.toml"
    config.write_text(f'[proof]\npictures = "{way}"\n')
    return Terminal(
        "-m", "cpor_tui", "--config", str(config), "--store", url, "--as", house.partner.name, size=(100, 40)
    )


def _come(term: Terminal, what: bytes) -> bytes:
    """Wait for bytes, for a terminal shows no picture as text; gives all that was sent."""
    end = time.monotonic() + 20
    while what not in term.sent:
        assert time.monotonic() < end, f"{what!r} never came:\n{term.shown()}"
        term.read(0.05)
    return term.sent


def _to_the_proof(term: Terminal) -> None:
    term.wait_for("Needs you")
    term.type("5")
    term.wait_for("Contoso")
    term.type("\r")
    term.wait_for("Statement of Work")
    term.type("p")


@needs_library
def test_kitty_gets_the_page_as_png_and_the_cells_it_stands_in(house, sqlite_url, tmp_path):
    with_proof(house, "12.pdf")
    term = _started(house, sqlite_url, tmp_path, "kitty")
    try:
        # Its cells are asked for: a pty tells no pixels.
        _come(term, b"\x1b[16t\x1b[c")
        term.type(b"\x1b[6;20;10t\x1b[?62c")
        _to_the_proof(term)
        sent = _come(term, "\U0010eeee".encode())
        pieces = re.findall(rb"\x1b_Gi=\d+,m=[01],f=100,q=2;([A-Za-z0-9+/=]+)\x1b\\", sent)
        png = base64.b64decode(b"".join(pieces))
        assert png.startswith(b"\x89PNG")
        across, down = struct.unpack(">II", png[16:24])
        assert across % 10 == 0
        assert down > across
        assert b"a=q" not in sent
    finally:
        term.close()


@needs_library
def test_a_terminal_that_says_it_knows_sixel_gets_it(house, sqlite_url, tmp_path):
    with_proof(house, "12.pdf")
    term = _started(house, sqlite_url, tmp_path, "auto")
    try:
        _come(term, b"\x1b[c")
        term.type(b"\x1b[6;20;10t\x1b[?62;4;22c")
        _to_the_proof(term)
        _come(term, b"-\x1b\\")
        (drawn, *_) = re.findall(rb'\x1bP[\d;]*q"1;1;(\d+);(\d+)[#0-9;!?-~$\-]+\x1b\\', term.sent)
        assert [int(each) % size for each, size in zip(drawn, (10, 20), strict=True)] == [0, 0]
    finally:
        term.close()


# What the child says is a picture


def test_only_a_plain_picture_of_the_size_that_was_asked_for_is_taken():
    from cpor_tui.poe.child import _png

    plain = _png(bytes(range(36)), 4, 3)
    assert _unpacked(plain, 4) == Pixels(4, 3, bytes(range(36)))
    assert _unpacked(plain, 3) is Fault.CRASHED
    for at, value in ((24, 16), (25, 6), (28, 1), (19, 5), (23, 200), (50, 0)):
        spoilt = bytearray(plain)
        spoilt[at] = value
        assert _unpacked(bytes(spoilt), 4) is Fault.CRASHED, at
    assert _unpacked(plain[:45], 4) is Fault.CRASHED
    assert _unpacked(b"\x89PNG", 4) is Fault.CRASHED
