"""The words the whole product speaks: every status, role, reason, command and clock, by its written name."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a claim stands (RULES.md §2)."""

    EDITING = "editing"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under-review"
    PARTNER_ACTION_REQUIRED = "partner-action-required"
    APPROVED = "approved"
    REJECTED = "rejected"
    DISPUTE = "dispute"
    REJECTED_FINAL = "rejected-final"
    DISCARDED = "discarded"


class Phase(StrEnum):
    """What lies within Approved and Rejected (RULES.md §2)."""

    CONSENT_OPEN = "consent-open"
    CONSENT_PASSED = "consent-passed"
    DISPUTABLE = "disputable"
    CLOSED = "closed"


class Role(StrEnum):
    """What a person is to the programme (RULES.md §3)."""

    GLOBAL_ADMIN = "global-admin"
    BILLING_ADMIN = "billing-admin"
    INCENTIVES_ADMIN = "incentives-admin"
    INCENTIVES_USER = "incentives-user"
    VIEWER = "viewer"
    REVIEWER = "reviewer"
    LEAD = "lead"
    OPERATOR = "operator"
    CUSTOMER = "customer"
    CLOCK = "clock"


class Side(StrEnum):
    """From which side something was done."""

    PARTNER = "partner"
    REVIEWER = "reviewer"
    CUSTOMER = "customer"
    SYSTEM = "system"
    OPERATOR = "operator"


class What(StrEnum):
    """What can happen to a claim (RULES.md §4); commands and events share the names."""

    CREATE = "create"
    EDIT = "edit"
    ADD_POE = "add-poe"
    REMOVE_POE = "remove-poe"
    SUBMIT = "submit"
    DISCARD = "discard"
    START = "start"
    ASK = "ask"
    RESUBMIT = "resubmit"
    NO_ANSWER = "no-answer"
    APPROVE = "approve"
    REJECT = "reject"
    REFUSE_DISPUTE = "refuse-dispute"
    WITHDRAW = "withdraw"
    DECLINE = "decline"
    CONSENT_PASSED = "consent-passed"
    CUSTOMER_TOLD = "customer-told"
    DISPUTE = "dispute"
    WINDOW_CLOSED = "window-closed"
    RENEW = "renew"
    COMMENT = "comment"
    NOTE = "note"
    UNDO = "undo"
    TAKE = "take"
    RELEASE = "release"
    TAKEOVER = "takeover"
    ASSIGN = "assign"
    TICK = "tick"
    WATCH = "watch"
    OVERDUE = "overdue"
    REMIND = "remind"
    RECALCULATE = "recalculate"
    ASSESS = "assess"
    EARN = "earn"


class Area(StrEnum):
    """Solution areas (RULES.md §6)."""

    BUSINESS_APPLICATIONS = "business-applications"
    MICROSOFT_365 = "microsoft-365"


class Activity(StrEnum):
    """What the partner claims to have done (RULES.md §6)."""

    PRE_SALES = "pre-sales"
    USAGE = "usage"
    REVENUE_ASSOCIATION = "revenue-association"


ACTIVITIES: dict[Area, frozenset[Activity]] = {
    Area.BUSINESS_APPLICATIONS: frozenset(Activity),
    Area.MICROSOFT_365: frozenset({Activity.USAGE}),
}
"""Which activities a solution area knows (RULES.md §6)."""

PROGRAMMES: dict[Activity, str | None] = {
    Activity.PRE_SALES: "OSA",
    Activity.USAGE: "OSU",
    Activity.REVENUE_ASSOCIATION: None,
}
"""Which incentive programme assesses an activity; revenue association is paid by none."""


class AskReason(StrEnum):
    """Why more is needed: the five points a proof has to make (RULES.md §5)."""

    MISSING_ALL_POE = "missing-all-poe"
    MISSING_CUSTOMER_ACKNOWLEDGMENT = "missing-customer-acknowledgment"
    MISSING_OR_OLD_DATES = "missing-or-old-dates"
    MISSING_PARTNER_SERVICE = "missing-partner-service"
    MISSING_PRODUCTS = "missing-products"


class RejectReason(StrEnum):
    """Why a claim was rejected (RULES.md §5)."""

    PARTNER_REQUEST = "partner-request"
    CUSTOMER_DECLINE = "customer-decline"
    INSUFFICIENT_POE = "insufficient-poe"
    MISSING_CUSTOMER_CONSENT = "missing-customer-consent"
    MISSING_PRODUCTS = "missing-products"
    NO_PARTNER_RESPONSE = "no-partner-response"
    POE_UNAVAILABLE = "poe-unavailable"


REVIEWER_REASONS = frozenset(
    {
        RejectReason.INSUFFICIENT_POE,
        RejectReason.MISSING_CUSTOMER_CONSENT,
        RejectReason.MISSING_PRODUCTS,
        RejectReason.POE_UNAVAILABLE,
    }
)
"""The reasons a reviewer may pick; the other three come from who acted (RULES.md §5)."""


class WithdrawReason(StrEnum):
    """Why a partner takes its claim back (RULES.md §4)."""

    WRONG_MPN = "wrong-mpn"
    WRONG_ACTIVITY = "wrong-activity"
    NOT_WORKING = "not-working"
    OTHER = "other"


class ClockKind(StrEnum):
    """The seven clocks (RULES.md §8)."""

    START = "start"
    REVIEW = "review"
    TOTAL = "total"
    ANSWER = "answer"
    CONSENT = "consent"
    WINDOW = "window"
    DISPUTE = "dispute"


PROMISES = (ClockKind.START, ClockKind.REVIEW, ClockKind.TOTAL, ClockKind.DISPUTE)
"""The clocks the review office holds: missing one marks the claim and changes no status (RULES.md §8)."""


class ClockState(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    PASSED = "passed"
    VOID = "void"


class Unit(StrEnum):
    """What a limit counts: business days or calendar days."""

    BUSINESS_DAYS = "bd"
    DAYS = "d"


class Outcome(StrEnum):
    """What the incentive programme found (RULES.md §4, Record assessment)."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not-eligible"


PARTNER_FULL = frozenset({Role.GLOBAL_ADMIN, Role.BILLING_ADMIN, Role.INCENTIVES_ADMIN})
PARTNER_WRITE = PARTNER_FULL | {Role.INCENTIVES_USER}
PARTNER = PARTNER_WRITE | {Role.VIEWER}
REVIEWERS = frozenset({Role.REVIEWER, Role.LEAD})

SIDE_OF: dict[Role, Side] = {
    **dict.fromkeys(PARTNER, Side.PARTNER),
    **dict.fromkeys(REVIEWERS, Side.REVIEWER),
    Role.OPERATOR: Side.OPERATOR,
    Role.CUSTOMER: Side.CUSTOMER,
    Role.CLOCK: Side.SYSTEM,
}
