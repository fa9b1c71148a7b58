"""What the letters say in English."""

WORDS: dict[str, str] = {
    "mail.hello": "Hello,",
    "mail.dear": "Dear {name},",
    "mail.foot": "CPOR, about claim {claim}",
    "mail.message.reviewer": "The reviewer writes:",
    "mail.message.partner": "The partner writes:",
    "mail.message.customer": "The customer writes:",
    # Action required
    "mail.action.subject": "Action required: {customer}",
    "mail.action.asked": "The reviewer needs more about the proof of execution (PoE) of your claim.",
    "mail.action.reasons": "What is missing:",
    "mail.action.reason": "  * {reason} ({meaning})",
    "mail.action.drop": "Or take these products off the claim: {products}.",
    "mail.action.until": (
        "Please answer by {until}. If the claim is not resubmitted by then, it is rejected (no partner response)."
    ),
    "mail.action.how": (
        "How: open the claim, add a proof, change a field or write a comment, and resubmit it; "
        "or on the command line: cpor poe add {claim} FILE, then cpor claim resubmit {claim} --note TEXT."
    ),
    # Rejected
    "mail.rejected.subject": "Rejected: {customer}",
    "mail.rejected.decided": "Your claim for the association with {customer} was rejected.",
    "mail.rejected.no-answer": (
        "No answer to the reviewer's questions came in time, so your claim for the association with {customer} was "
        "rejected."
    ),
    "mail.rejected.reason": "Reason: {reason}",
    "mail.rejected.where": (
        "You find the reason in the claim itself, beside its status and in its History: cpor claim show {claim}, "
        "cpor history {claim}."
    ),
    "mail.rejected.dispute": (
        "You may dispute this by {until}, with a justification, new proof of execution, or both: open the claim and "
        "choose Dispute, or on the command line: cpor claim dispute {claim} --note TEXT --poe FILE. "
        "An administrator of your organisation has to do it. After that day the rejection stands."
    ),
    "mail.rejected.anew": (
        "This rejection cannot be disputed. To claim the association again, start a new one: open the claim and choose "
        "Start anew once it is closed, or on the command line: cpor claim renew {claim}."
    ),
    "mail.dispute-refused.subject": "Dispute answered, still rejected: {customer}",
    "mail.dispute-refused.decided": (
        "The dispute of your claim for the association with {customer} was reviewed, and the claim stays rejected."
    ),
    # Partner request
    "mail.withdrawn.subject": "Withdrawn: {customer}",
    "mail.withdrawn.done": (
        "As your organisation requested, the claim for the association with {customer} was withdrawn and is closed."
    ),
    "mail.withdrawn.reason": "Reason given: {reason}",
    # Approved
    "mail.approved.subject": "Approved: {customer}",
    "mail.approved.done": "Your claim for the association with {customer} was approved.",
    "mail.approved.consent": (
        "The customer is told, and may opt out until {until}. After that the claim is sent to incentive assessment."
    ),
    "mail.approved.payment": (
        "An approved claim is not an approved payment: nothing is paid yet. Whether it is eligible for incentives is "
        "assessed by the incentive programme guide (aka.ms/partnerincentives); where it is, its subscription or tenant "
        "ID can be validated in the earnings and payout reporting."
    ),
    # To the customer
    "mail.customer.subject": "{partner} is associated with you: you may decline",
    "mail.customer.done": (
        "{partner} has shown that it works with {customer} on the Microsoft products below, and its association as your "
        "partner of record was approved."
    ),
    "mail.customer.nothing": "If you agree, you need not do anything.",
    "mail.customer.until": "If you do not agree, you may decline until {until}.",
    "mail.customer.how": (
        "To decline, reply to this message. Write one line of your own that begins with the word DECLINE, "
        "followed by a space and this code:"
    ),
    "mail.customer.code": "    {code}",
    "mail.customer.once": (
        "The code works once, and only until that day. Whoever has it can decline for you, so keep it to yourself."
    ),
    "mail.declined.subject": "The customer opted out: {customer}",
    "mail.declined.done": (
        "{customer} does not consent to the association with your organisation, so your claim was rejected (customer "
        "decline)."
    ),
    "mail.passed.subject": "Sent to assessment: {customer}",
    "mail.passed.done": (
        "The time in which {customer} could opt out has passed. Your claim was sent to incentive assessment."
    ),
    # Disputes
    "mail.dispute.subject": "Dispute received: {customer}",
    "mail.dispute.received": "The dispute of your claim for the association with {customer} was received.",
    "mail.dispute.files": "New proof:",
    "mail.dispute.until": "A reviewer answers it by {until}.",
    # Reminders
    "mail.reminder.answer.subject": "Reminder, your answer is due: {customer}",
    "mail.reminder.answer": (
        "Your claim for the association with {customer} waits for your answer, due by {until}. "
        "Without it the claim is rejected (no partner response)."
    ),
    "mail.reminder.window.subject": "Reminder, the dispute window closes: {customer}",
    "mail.reminder.window": (
        "Your claim for the association with {customer} was rejected, and can be disputed only until {until}."
    ),
    # To the office
    "mail.overdue.subject": "Overdue, {clock}: {customer}",
    "mail.overdue.missed": "The review office missed a deadline: {clock}, due by {until}.",
    "mail.overdue.held": "{holder} holds the claim.",
    "mail.overdue.free": "Nobody holds the claim.",
    "mail.reply.subject": "New comment: {customer}",
    "mail.reply.said": "{by} wrote a comment.",
    "mail.reply.how": (
        "To answer, write in the claim's Comments, or on the command line: cpor claim comment {claim} TEXT."
    ),
    "mail.reply.resubmitted.subject": "Resubmitted: {customer}",
    "mail.reply.resubmitted": "{by} answered and resubmitted the claim; its review goes on.",
    "mail.late.subject": "Customer told late: {customer}",
    "mail.late.told": (
        "The customer's notice was handed over only at {at}, later than on the day of approval. "
        "Please look after the mail system."
    ),
    "mail.late.again": "The time to opt out started again on that day; it now ends with {until}.",
}
