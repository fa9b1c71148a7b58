"""Mail is written with its event, waits as long as it must, and is handed to one worker at a time."""

import threading

import pytest

from cpor_tui.domain.names import Side, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import NewMail
from cpor_tui.store.outbox import LEASE
from tests.store.hand import NOW

SECOND = 1_000_000


def letter(to: str = "a@b.example", *, held: bool = False, after: int = NOW) -> NewMail:
    return NewMail("approved", to, "ko", "sora", send_after=after, held=held)


def write(hand, *mails):
    claim = hand.submitted(tenant=str(len(hand.store.mails())))
    return hand.do(claim, What.TAKE, side=Side.REVIEWER, by="mina", mails=mails)


def test_a_letter_is_written_with_its_event(hand):
    claim = write(hand, letter(), letter("c@d.example", held=True, after=NOW + 20 * SECOND))
    first, second = hand.store.mails()
    assert (first.claim, first.seq, first.kind, first.to, first.lang, first.person) == (
        claim.id,
        3,
        "approved",
        "a@b.example",
        "ko",
        "sora",
    )
    assert (first.state, second.state) == ("queued", "held")
    assert second.send_after == NOW + 20 * SECOND
    assert first.message_id != second.message_id
    assert hand.store.mail(first.n) == first
    assert hand.store.mail(99) is None


def test_letters_are_found_by_whom_they_go_to_their_claim_and_their_state(hand):
    claim = write(hand, letter(), letter("c@d.example", held=True))
    write(hand, letter())
    store = hand.store
    assert [mail.n for mail in store.mails(to="a@b.example")] == [1, 3]
    assert [mail.n for mail in store.mails(claim=claim.id)] == [1, 2]
    assert [mail.n for mail in store.mails(state="held")] == [2]
    assert [mail.n for mail in store.mails(after=1, limit=1)] == [2]


def test_a_held_letter_is_let_go_at_its_time_and_not_before(hand):
    write(hand, letter(held=True, after=NOW + 20 * SECOND))
    store = hand.store
    assert store.next_mail_due() == NOW + 20 * SECOND
    assert store.release_held(NOW + 20 * SECOND - 1) == 0
    assert store.claim_mail_batch(NOW + 60 * SECOND) == []
    assert store.release_held(NOW + 20 * SECOND) == 1
    assert len(store.claim_mail_batch(NOW + 20 * SECOND)) == 1


def test_an_undone_decisions_letters_are_taken_back_while_they_are_held(hand):
    claim = write(hand, letter(held=True), letter("c@d.example", held=True), letter("e@f.example"))
    with hand.store.write():
        assert hand.store.void_mails(claim.id, 3) == (2, 1)
    with hand.store.write():
        assert hand.store.void_mails(claim.id, 3) == (0, 1), "what is void is void"
    assert hand.store.release_held(NOW + 60 * SECOND) == 0
    assert [mail.state for mail in hand.store.mails()] == ["void", "void", "queued"]


def test_what_one_worker_has_no_other_gets_until_its_time_is_up(hand, again):
    write(hand, letter(), letter("c@d.example"))
    (first,) = hand.store.claim_mail_batch(NOW, 1)
    (second,) = again.claim_mail_batch(NOW)
    assert first.n != second.n
    assert hand.store.claim_mail_batch(NOW + LEASE - 1) == []
    assert hand.store.mark_sent(first.n, NOW + 1)
    assert [mail.n for mail in again.claim_mail_batch(NOW + LEASE)] == [second.n], "a killed worker's letter"


def test_four_workers_hand_over_each_letter_once(hand, store_url, tmp_path):
    from cpor_tui.store import Store

    write(hand, *(letter(f"p{number}@b.example") for number in range(60)))
    got: list[int] = []
    lock = threading.Lock()

    def work():
        store = Store.open(store_url, secret_file=tmp_path / "the.secret")
        while batch := store.claim_mail_batch(NOW, 7):
            for mail in batch:
                store.mark_sent(mail.n, NOW)
            with lock:
                got.extend(mail.n for mail in batch)
        store.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got) == list(range(1, 61))
    assert {mail.state for mail in hand.store.mails()} == {"sent"}


def test_a_failure_is_tried_again_later_and_at_last_never(hand):
    write(hand, letter())
    store = hand.store
    (mail,) = store.claim_mail_batch(NOW)
    store.mark_failed(mail.n, "550 no such user", NOW + 60 * SECOND)
    assert store.claim_mail_batch(NOW + 59 * SECOND) == []
    (mail,) = store.claim_mail_batch(NOW + 60 * SECOND)
    assert (mail.attempts, mail.error) == (1, "550 no such user")
    store.mark_failed(mail.n, "again", None)
    failed = store.mail(mail.n)
    assert failed is not None
    assert (failed.state, failed.attempts) == ("failed", 2)
    assert store.claim_mail_batch(NOW + LEASE * 9) == []
    assert store.retry(mail.n, NOW).state == "queued"
    assert [again.n for again in store.claim_mail_batch(NOW)] == [mail.n]


def test_only_a_failed_letter_is_tried_again_by_hand(hand):
    write(hand, letter())
    with pytest.raises(Refused) as no:
        hand.store.retry(1, NOW)
    assert no.value.code is Code.WRONG_STATUS
    with pytest.raises(Refused) as no:
        hand.store.retry(99, NOW)
    assert no.value.code is Code.NOT_FOUND


def test_a_letter_is_noted_as_sent_once(hand):
    write(hand, letter())
    (mail,) = hand.store.claim_mail_batch(NOW)
    assert hand.store.mark_sent(mail.n, NOW + 5)
    assert not hand.store.mark_sent(mail.n, NOW + 6)
    sent = hand.store.mail(mail.n)
    assert sent is not None
    assert (sent.state, sent.sent_at, sent.attempts) == ("sent", NOW + 5, 1)


def test_the_same_letter_keeps_its_message_id(hand):
    write(hand, letter())
    (mail,) = hand.store.claim_mail_batch(NOW)
    hand.store.mark_failed(mail.n, "x", NOW)
    (again,) = hand.store.claim_mail_batch(NOW)
    assert again.message_id == mail.message_id
    assert mail.message_id.startswith("<C-1000001.3.0.")
