"""A customer's reply declines when the customer says so, and never by what it quotes."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpor_tui.domain.commands import LOCAL
from cpor_tui.domain.names import Status
from cpor_tui.domain.notices import Letter
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.mail import worded
from cpor_tui.mail.reply import Reply, reply

CODE = "1000001-V4BT-X5DV-BC7H"


def mail(text, *, sender="K. Weber <weber@contoso.com>", **headers):
    made = EmailMessage()
    made["From"] = sender
    made["Subject"] = "Re: association"
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes()


def refused(content):
    with pytest.raises(Refused) as caught:
        reply(content)
    assert caught.value.code is Code.BAD_INPUT
    return caught.value.why


@pytest.mark.parametrize(
    "line",
    [
        f"DECLINE {CODE}",
        f"decline {CODE.lower()}",
        f"  Decline:  C-{CODE}.",
        f"거부 {CODE}",
        f"\u1100\u1165\u1107\u116e {CODE}",
        f"DECLINE\u00a0{CODE}",
        f"DECLINE {CODE.replace('-', '–')}",
        "DECLINE 1000001-V4BTX5DVBC7H",
    ],
)
def test_a_line_that_says_decline_and_the_code_declines(line):
    found = reply(mail(f"Dear all,\n\n{line}\n\nBest, K.\n"))
    assert found.code.removeprefix("C-").replace("-", "") == CODE.replace("-", "")
    assert found.sender == "weber@contoso.com"


@pytest.mark.parametrize(
    "line",
    [
        CODE,
        "DECLINE",
        f"> DECLINE {CODE}",
        f"| DECLINE {CODE}",
        f"We do not DECLINE {CODE}",
        f"DECLINE {CODE} only if they ask again",
        f"ACCEPT {CODE}",
        f"거부하지 않습니다 {CODE}",
        f"DECLINE{CODE}",
    ],
)
def test_anything_less_declines_nothing(line):
    assert refused(mail(f"Hello,\n{line}\n")) == "reply"


def test_an_answer_below_the_quoted_letter_counts():
    text = f"On Mon, CPOR wrote:\n> To decline …\n>     {CODE}\n\nDECLINE {CODE}\n"
    assert reply(mail(text)).code == CODE


@pytest.mark.parametrize("divider", ["-----Original Message-----", "____________________", "보낸 사람: CPOR"])
def test_what_stands_below_an_old_message_is_not_the_customers(divider):
    assert refused(mail(f"Fine with us.\n\n{divider}\nDECLINE {CODE}\n")) == "reply"


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_our_own_letter_quoted_back_without_marks_declines_nothing(house, lang):
    from dataclasses import replace

    house.approved()
    notice = [mail for mail in house.store.mails() if mail.kind == Letter.CUSTOMER_NOTICE][-1]
    body = worded(house.desk, replace(notice, lang=lang)).body
    assert refused(mail(f"We are happy with this.\n\n{body}")) == "reply"
    joined = " ".join(body.split())
    assert refused(mail(joined)) == "reply"


@pytest.mark.parametrize("word", ["DECLINE", "거부"])
def test_a_reply_goes_all_the_way(house, word):
    claim = house.approved()
    code = house.desk.customer_code(house.store.load(claim))
    told = reply(mail(f"{word} {code}\n", sender="weber@contoso.com"))
    done = house.desk.decline(told.code, LOCAL, via=told.sender)
    assert done.claim.status is Status.REJECTED
    assert done.event is not None
    assert done.event.facts["via"] == "weber@contoso.com"


def test_base64_and_other_alphabets_are_read():
    made = EmailMessage()
    made["From"] = "=?utf-8?b?6rmA?= <kim@contoso.com>"
    made.set_content(f"안녕하세요.\n거부 {CODE}\n", charset="euc-kr", cte="base64")
    made.add_attachment(b"x" * 500_000, maintype="image", subtype="png", filename="logo.png")
    assert reply(made.as_bytes()) == Reply(CODE, "kim@contoso.com")


def test_the_text_beside_an_html_version_is_read():
    made = EmailMessage()
    made["From"] = "weber@contoso.com"
    made.set_content(f"DECLINE {CODE}\n")
    made.add_alternative(f"<p>DECLINE {CODE}</p>", subtype="html")
    assert reply(made.as_bytes()).code == CODE


def test_an_attached_text_is_not_the_answer():
    made = EmailMessage()
    made["From"] = "weber@contoso.com"
    made.set_content("See the file.\n")
    made.add_attachment(f"DECLINE {CODE}\n".encode(), maintype="text", subtype="plain", filename="a.txt")
    assert refused(made.as_bytes()) == "reply"


BOMBS = {
    "nothing": b"",
    "no header": b"\n\nDECLINE " + CODE.encode(),
    "no end of header": b"From: a@b.c\n" * 20_000,
    "one long header": b"From: " + b"a" * 1_700_000 + b"\n\nDECLINE x",
    "a header of lists": b"To: " + b'"a" <a@b.c>, ' * 4_000 + b"\n\nhello",
    "a header of encoded words": b"From: " + b"=?utf-8?q?x?= " * 4_000 + b"\n\nhello",
    "a header of brackets": b"From: " + b"(" * 30_000 + b"\n\nhello",
    "deep": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(4_000)
    ),
    "parameters": b"Content-Type: text/plain; " + b"a*0=b; " * 8_000 + b"\n\nhello",
    "charset": b"From: a@b.c\nContent-Type: text/plain; charset=" + b"\xff\x00" * 50 + b"\n\nDECLINE x",
    "unknown charset": b"From: a@b.c\nContent-Type: text/plain; charset=nonsense\n\nDECLINE x",
    "codec that is none": b"From: a@b.c\nContent-Type: text/plain; charset=zlib\n\nDECLINE x",
    "half a multipart": b"From: a@b.c\nContent-Type: multipart/mixed\n\nDECLINE " + CODE.encode(),
    "a line without end": b"From: a@b.c\n\n" + b"DECLINE " * 200_000,
    "many lines": b"From: a@b.c\n\n" + b"\n" * 250_000,
    "binary": bytes(range(256)) * 1000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_message_takes_long_or_breaks_anything(name):
    began = time.process_time()
    assert refused(BOMBS[name]) in ("mail", "reply")
    assert time.process_time() - began < 5


@settings(max_examples=300)
@given(st.binary(max_size=600))
def test_whatever_comes_is_read_or_refused(content):
    with pytest.raises(Refused):
        reply(b"From: a@b.c\n" + content)
