"""No file, however it is made, hurts the process that asked for it."""

import threading
from pathlib import Path

import pytest

from cpor_tui.poe.kinds import Fault
from cpor_tui.poe.reader import picture, read
from tests.poe import hostile

EXPECTED: dict[str, set[Fault | None]] = {
    "flate_bomb": {Fault.OUT_OF_MEMORY, Fault.TIMED_OUT},
    "double_flate_bomb": {Fault.OUT_OF_MEMORY, Fault.TIMED_OUT},
    "laughing_forms": {Fault.OUT_OF_MEMORY, Fault.TIMED_OUT},
    "endless_pages": {Fault.BROKEN},
    "nested_arrays": {Fault.BROKEN, Fault.TOO_DEEP},
    "vast_page": {None},
    "laughing_entities": {Fault.UNSAFE},
    "outside_entity": {Fault.UNSAFE},
    "hidden_entity": {Fault.UNSAFE},
    "empty_paragraphs": {Fault.TOO_BIG},
    "many_paragraphs": {Fault.OUT_OF_MEMORY, Fault.TIMED_OUT},
    "deep_tables": {Fault.TOO_DEEP},
    "zip_bomb": {Fault.TOO_BIG},
    "lying_zip_bomb": {Fault.BROKEN, Fault.TOO_BIG},
    "picture_bomb": {Fault.TOO_BIG},
    "endless_header": {Fault.TOO_BIG},
    "nested_message": {Fault.TOO_DEEP},
    "many_pages": {Fault.TOO_LONG},
    "endless_text": {Fault.TOO_LONG},
}


def _resident() -> int:
    """Return this process's memory in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


@pytest.mark.timeout(60)
@pytest.mark.parametrize("make", hostile.FILES, ids=lambda make: make.__name__)
def test_a_hostile_file_ends_with_a_reason_and_the_reader_stays_as_it_was(make):
    content = make()
    before = _resident()
    reading = read(content)
    assert reading.fault in EXPECTED[make.__name__]
    # What was read may be kept; a bomb's gigabytes never come near.
    assert _resident() - before < 48 << 20


@pytest.mark.timeout(60)
def test_two_bombs_at_once_are_no_worse():
    bombs = [hostile.flate_bomb(), hostile.laughing_forms()]
    faults: list[Fault | None] = []
    before = _resident()
    readers = [threading.Thread(target=lambda bomb=bomb: faults.append(read(bomb).fault)) for bomb in bombs]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(30)
    assert len(faults) == 2
    assert set(faults) <= {Fault.OUT_OF_MEMORY, Fault.TIMED_OUT}
    assert _resident() - before < 48 << 20


@pytest.mark.parametrize("make", [hostile.vast_page, hostile.picture_bomb, hostile.laughing_forms])
def test_a_picture_of_a_hostile_page_is_small_or_refused(make):
    content = make()
    reading = read(hostile.vast_page())
    drawn = picture(content, reading.pages[0], width=200)
    assert isinstance(drawn, Fault) or len(drawn) < 1 << 20


def test_a_message_is_read_though_what_is_attached_is_a_bomb():
    reading = read(message_with(hostile.flate_bomb(), "bomb.pdf"))
    assert "please see" in reading.pages[0].text
    assert reading.fault in {Fault.OUT_OF_MEMORY, Fault.TIMED_OUT}


def test_a_broken_attachment_does_not_hide_the_next():
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.c", "d@e.f", "two"
    message.set_content("please see")
    message.add_attachment(
        hostile.laughing_entities(), maintype="application", subtype="x", filename="bad.docx"
    )
    message.add_attachment(b"all done", maintype="application", subtype="octet-stream", filename="good.txt")
    reading = read(message.as_bytes())
    assert reading.fault is None
    assert [attached.fault for attached in reading.attachments] == [Fault.UNSAFE, None]
    assert (reading.pages[1].source, reading.pages[1].text) == ("good.txt", "all done")


def message_with(content: bytes, name: str) -> bytes:
    """Return a message with one attachment."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.c", "d@e.f", "a proof"
    message.set_content("please see")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_the_child_can_write_no_file_and_sees_no_environment(tmp_path):
    """Asked of the cage itself, with another program in it."""
    import subprocess
    import sys

    from cpor_tui.poe import cage

    probe = tmp_path / "probe.py"
    probe.write_text(
        "import os, sys, resource\n"
        "assert not any(name.startswith('SECRET') for name in os.environ), os.environ\n"
        "assert resource.getrlimit(resource.RLIMIT_AS)[0] == 256 << 20\n"
        "try:\n"
        f"    with open({str(tmp_path / 'out')!r}, 'w') as out: out.write('x')\n"
        "    print('wrote')\n"
        "except OSError:\n"
        "    print('refused')\n"
    )
    limits = [str(256 << 20), "4"]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", cage.__file__, *limits, "exec", sys.executable, "-I", str(probe)],
        env={},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.stdout.strip() == "refused", ran.stderr
