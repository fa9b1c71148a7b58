"""What the letters say in Korean."""

WORDS: dict[str, str] = {
    "mail.hello": "안녕하세요.",
    "mail.dear": "{name} 님, 안녕하세요.",
    "mail.foot": "CPOR · 클레임 {claim}",
    "mail.message.reviewer": "검토자의 메시지:",
    "mail.message.partner": "파트너의 메시지:",
    "mail.message.customer": "고객의 메시지:",
    # Action required
    "mail.action.subject": "파트너 조치 필요: {customer}",
    "mail.action.asked": "검토자가 귀사의 클레임에 대해 실행 증명(PoE)의 보완을 요청했습니다.",
    "mail.action.reasons": "보완이 필요한 내용:",
    "mail.action.reason": "  * {reason}({meaning})",
    "mail.action.drop": "또는 다음 제품을 클레임에서 빼 주세요: {products}.",
    "mail.action.until": (
        "{until}까지 답변해 주세요. 그때까지 다시 제출하지 않으면 클레임이 거부됩니다(파트너 응답 없음)."
    ),
    "mail.action.how": (
        "방법: 클레임을 열어 증명을 추가하거나, 항목을 고치거나, 의견을 쓴 다음 다시 제출하세요. "
        "명령줄에서는 다음을 차례로 입력하세요: cpor poe add {claim} FILE, cpor claim resubmit {claim} --note TEXT"
    ),
    # Rejected
    "mail.rejected.subject": "거부됨: {customer}",
    "mail.rejected.decided": "귀사가 신청한 {customer:과의/와의} 연결 클레임이 거부되었습니다.",
    "mail.rejected.no-answer": (
        "검토자의 요청에 기한 내 답변이 없어, 귀사가 신청한 {customer:과의/와의} 연결 클레임이 거부되었습니다."
    ),
    "mail.rejected.reason": "사유: {reason}",
    "mail.rejected.where": (
        "사유는 클레임의 상태 옆과 기록에서 확인할 수 있습니다: cpor claim show {claim}, cpor history {claim}."
    ),
    "mail.rejected.dispute": (
        "{until}까지 이의를 제기할 수 있습니다. 사유를 적거나, 새 실행 증명(PoE)을 첨부하거나, 둘 다 하면 됩니다. "
        "이의 제기는 귀사의 관리자가 해야 하며, 이 기한이 지나면 거부가 확정됩니다. "
        "클레임을 열어 이의 제기를 선택하거나 명령줄에서 다음을 입력하세요: cpor claim dispute {claim} --note TEXT --poe FILE"
    ),
    "mail.rejected.anew": (
        "이 거부에는 이의를 제기할 수 없습니다. 연결을 다시 신청하려면, 클레임이 종결된 뒤 클레임을 열어 새로 신청을 선택하거나 "
        "명령줄에서 다음을 입력하세요: cpor claim renew {claim}"
    ),
    "mail.dispute-refused.subject": "이의 기각, 거부 유지: {customer}",
    "mail.dispute-refused.decided": (
        "귀사가 신청한 {customer:과의/와의} 연결 클레임에 대한 이의 제기를 검토한 결과, 거부가 유지되었습니다."
    ),
    # Partner request
    "mail.withdrawn.subject": "철회됨: {customer}",
    "mail.withdrawn.done": "귀사의 요청에 따라 {customer:과의/와의} 연결 클레임이 철회되어 종결되었습니다.",
    "mail.withdrawn.reason": "철회 사유: {reason}",
    # Approved
    "mail.approved.subject": "승인됨: {customer}",
    "mail.approved.done": "귀사가 신청한 {customer:과의/와의} 연결 클레임이 승인되었습니다.",
    "mail.approved.consent": (
        "고객에게 이를 알리며, 고객은 {until}까지 연결을 거부할 수 있습니다. 그 뒤에 클레임이 인센티브 평가로 넘어갑니다."
    ),
    "mail.approved.payment": (
        "클레임 승인은 지급 승인이 아니며, 아직 아무것도 지급되지 않았습니다. 인센티브 자격은 인센티브 프로그램 가이드"
        "(aka.ms/partnerincentives)에 따라 평가되며, 적격인 경우 구독 ID 또는 테넌트 ID를 수익 및 지급 보고서에서 확인할 수 있습니다."
    ),
    # To the customer
    "mail.customer.subject": "{partner:과의/와의} 연결이 승인되었습니다(거부 가능)",
    "mail.customer.done": (
        "{partner:이/가} 아래 Microsoft 제품과 관련해 {customer:과/와} 함께 일하고 있음을 증명하여, "
        "귀사의 등록 파트너 연결이 승인되었습니다."
    ),
    "mail.customer.nothing": "동의하시면 아무것도 하지 않으셔도 됩니다.",
    "mail.customer.until": "동의하지 않으시면 {until}까지 연결을 거부할 수 있습니다.",
    "mail.customer.how": (
        "거부하시려면 이 메일에 답장해 주세요. 답장 맨 위에 새 줄을 만들어 ‘거부’라고 쓰고, 한 칸 띄운 "
        "다음 이 코드를 적으시면 됩니다:"
    ),
    "mail.customer.code": "    {code}",
    "mail.customer.once": (
        "코드는 한 번만, 위 기한까지만 쓸 수 있습니다. 코드를 아는 사람은 누구나 대신 거부할 수 있으므로 다른 사람에게 알리지 마세요."
    ),
    "mail.declined.subject": "고객의 연결 거부: {customer}",
    "mail.declined.done": "{customer:이/가} 귀사와의 연결에 동의하지 않아 클레임이 거부되었습니다(고객의 연결 거부).",
    "mail.passed.subject": "평가로 넘어감: {customer}",
    "mail.passed.done": "{customer:이/가} 연결을 거부할 수 있는 기간이 끝나 클레임이 인센티브 평가로 넘어갔습니다.",
    # Disputes
    "mail.dispute.subject": "이의 제기 접수: {customer}",
    "mail.dispute.received": "귀사가 신청한 {customer:과의/와의} 연결 클레임에 대한 이의 제기가 접수되었습니다.",
    "mail.dispute.files": "새 증명:",
    "mail.dispute.until": "검토자가 {until}까지 답변합니다.",
    # Reminders
    "mail.reminder.answer.subject": "답변 기한 알림: {customer}",
    "mail.reminder.answer": (
        "귀사가 신청한 {customer:과의/와의} 연결 클레임이 답변을 기다리고 있습니다. 기한은 {until}까지이며, "
        "그때까지 답변이 없으면 거부됩니다(파트너 응답 없음)."
    ),
    "mail.reminder.window.subject": "이의 제기 기간 마감 알림: {customer}",
    "mail.reminder.window": (
        "귀사가 신청한 {customer:과의/와의} 연결 클레임은 거부되었으며, {until}까지만 이의를 제기할 수 있습니다."
    ),
    # To the office
    "mail.overdue.subject": "기한 초과, {clock}: {customer}",
    "mail.overdue.missed": "검토팀이 기한을 넘겼습니다: {clock}, {until}까지.",
    "mail.overdue.held": "{holder} 님이 클레임을 담당하고 있습니다.",
    "mail.overdue.free": "클레임을 담당하는 사람이 없습니다.",
    "mail.reply.subject": "새 의견: {customer}",
    "mail.reply.said": "{by} 님이 의견을 남겼습니다.",
    "mail.reply.how": (
        "답변하려면 클레임의 의견에 쓰거나 명령줄에서 다음을 입력하세요: cpor claim comment {claim} TEXT"
    ),
    "mail.reply.resubmitted.subject": "다시 제출됨: {customer}",
    "mail.reply.resubmitted": "{by} 님이 답변하고 클레임을 다시 제출했습니다. 검토가 이어집니다.",
    "mail.late.subject": "고객 통지 지연: {customer}",
    "mail.late.told": (
        "고객 통지 메일이 승인 당일이 아니라 {at}에야 발송되었습니다. 메일 시스템을 확인해 주세요."
    ),
    "mail.late.again": "고객이 거부할 수 있는 기간이 그날부터 다시 시작되어 {until}에 끝납니다.",
}
