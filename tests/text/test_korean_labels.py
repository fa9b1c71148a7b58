"""The Korean labels are those that were agreed on, to the letter."""

import pytest

from cpor_tui.domain.names import (
    Activity,
    Area,
    AskReason,
    ClockKind,
    ClockState,
    Outcome,
    Phase,
    RejectReason,
    Role,
    Side,
    Status,
    What,
    WithdrawReason,
)
from cpor_tui.text import Text

AGREED = {
    Status: "편집 중 · 제출됨 · 검토 중 · 파트너 조치 필요 · 승인됨 · 거부됨 · 이의 제기 중 · 최종 거부됨 · 폐기됨",
    Phase: "고객 거부 가능 기간 · 동의 기간 종료 · 이의 제기 가능 · 종결",
    AskReason: "실행 증명(PoE) 전체 누락 · 고객 확인(서명) 누락 · 날짜 누락 또는 오래된 날짜 · "
    "파트너 솔루션/서비스 설명 누락 · PoE에 제품 누락",
    RejectReason: "파트너 요청 · 고객의 연결 거부 · 실행 증명(PoE) 부족 · PoE에 고객 동의 누락 · 제품 누락 · "
    "파트너 응답 없음 · PoE를 확인할 수 없음",
    WithdrawReason: "잘못된 MPN · 잘못된 활동 · 해당 고객과 더 이상 일하지 않음 · 기타",
    Role: "글로벌 관리자 · 청구 관리자 · 인센티브 관리자 · 인센티브 사용자 · 열람자 · 검토자 · 검토 책임자 · "
    "운영자 · 고객 · 시스템(자동)",
    Side: "파트너 · 검토자 · 고객 · 시스템(자동) · 운영자",
    ClockKind: "검토 시작 기한 · 검토 기한 · 전체 결정 기한 · 파트너 응답 기한 · 고객 동의 기간 · 이의 제기 기간 · "
    "이의 제기 답변 기한",
    ClockState: "진행 중 · 일시 중지 · 지킴 · 기한 초과 · 기간 종료 · 해당 없음",
    Activity: "사전 판매 · 사용 · 매출 연결",
    Area: "비즈니스 애플리케이션 · Microsoft 365",
    Outcome: "적격 · 부적격",
}


@pytest.mark.parametrize("enum", AGREED, ids=lambda enum: enum.__name__)
def test_the_labels_are_the_agreed_ones(enum):
    text = Text("ko")
    assert " · ".join(text.label(member) for member in enum) == AGREED[enum]


def test_the_days_of_a_clock_are_called_as_agreed():
    text = Text("ko")
    said = [text(f"day.{why}") for why in ("counts", "part-day", "weekend", "paused")]
    assert said == ["산입", "하루를 채우지 못함", "주말", "일시 중지"]
    assert text("day.holiday", name="추석") == "공휴일: 추석"


def test_the_commands_are_called_as_agreed():
    text = Text("ko")
    orders = (What.WITHDRAW, What.RESUBMIT, What.RENEW, What.UNDO, What.TAKE, What.TAKEOVER)
    assert [text.label(order) for order in orders] == [
        "철회",
        "다시 제출",
        "새로 신청",
        "실행 취소",
        "담당하기",
        "담당 넘겨받기",
    ]
    assert (text("history"), text("comments"), text("internal-note")) == ("기록", "의견", "내부 메모")
