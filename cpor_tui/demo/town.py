"""A small town to look at: an office, three organisations, people of every role, some thirty claims in every status.

Everything is made through the real desk on a simulated clock, so that histories, clocks, mail and comments are true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cpor_tui.demo.teller import (
    EXCHANGE,
    FIELD,
    M365,
    ORGS,
    POWER_BI,
    SALES,
    TEAMS,
    ZONE,
    Story,
    Teller,
    Town,
    at,
    run_to,
)
from cpor_tui.desk import Desk
from cpor_tui.domain.calendar import MICRO
from cpor_tui.domain.names import Role, What
from cpor_tui.domain.rules import shipped
from cpor_tui.store import Office, Person, Store
from cpor_tui.store.furniture import Macro

OPENED = "2026-05-04 09:00"
"""When the town's store was made."""
NOW = "2026-07-14 10:42"
"""Where its clock stands when it is handed over: a Tuesday."""

PEOPLE: Mapping[str, tuple[Role, str | None, str]] = {
    "sora": (Role.INCENTIVES_ADMIN, "Fabrikam Korea", "ko"),
    "grace": (Role.GLOBAL_ADMIN, "Fabrikam Korea", "en"),
    "bora": (Role.BILLING_ADMIN, "Fabrikam Korea", "ko"),
    "yuna": (Role.INCENTIVES_USER, "Fabrikam Korea", "ko"),
    "vera": (Role.VIEWER, "Fabrikam Korea", "en"),
    "rui": (Role.GLOBAL_ADMIN, "Litware", "en"),
    "paul": (Role.INCENTIVES_ADMIN, "Proseware", "en"),
    "mina": (Role.REVIEWER, None, "ko"),
    "joon": (Role.REVIEWER, None, "ko"),
    "ines": (Role.REVIEWER, "Fabrikam Korea", "en"),
    "hana": (Role.LEAD, None, "ko"),
    "opal": (Role.OPERATOR, None, "en"),
}

MACROS = (
    Macro(
        "",
        "signature",
        What.ASK,
        ("missing-customer-acknowledgment",),
        {
            "en": "The customer has not signed. A signature, or a mail in which they agree, is enough.",
            "ko": "고객 서명이 없습니다. 서명이 있는 문서나 고객이 동의한 메일을 올려 주십시오.",
        },
    ),
    Macro(
        "",
        "too old",
        What.ASK,
        ("missing-or-old-dates",),
        {
            "en": "The proof is older than twelve months. Please add one from within the last twelve.",
            "ko": "증명이 12개월보다 오래되었습니다. 최근 12개월 안의 증명을 올려 주십시오.",
        },
    ),
)
"""Everybody's macros in the office."""

STORIES: tuple[Story, ...] = (
    # Approved, consent passed, some of them assessed.
    Story(
        "Fabrikam Korea",
        "Coho Winery",
        (SALES,),
        (
            "05-06 10:00 sora draft",
            "05-06 10:30 sora submit",
            "05-07 09:30 mina start",
            "05-08 15:00 mina approve",
            "05-08 15:01 system told",
            "05-20 09:00 opal eligible",
        ),
    ),
    Story(
        "Fabrikam Korea",
        "Lamna Healthcare",
        (M365, TEAMS),
        (
            "05-11 11:00 sora draft",
            "05-11 11:20 sora submit",
            "05-12 10:00 joon start",
            "05-13 10:00 joon ask missing-partner-service Please say what you did for them, and when.",
            "05-14 09:00 sora resubmit The plan of work is in the file now, page 2.",
            "05-15 10:00 joon approve",
            "05-15 10:01 system told",
            "05-27 09:00 opal not-eligible Below the usage floor.",
        ),
    ),
    Story(
        "Litware",
        "Humongous Insurance",
        (TEAMS,),
        (
            "06-01 10:00 rui draft",
            "06-01 10:05 rui submit",
            "06-02 10:00 mina start",
            "06-04 16:00 mina approve",
            "06-04 16:01 system told",
        ),
    ),
    # Approved, the customer may still say no.
    Story(
        "Fabrikam Korea",
        "City Power",
        (M365,),
        (
            "07-01 09:00 sora draft",
            "07-01 09:30 sora submit",
            "07-06 13:00 mina start",
            "07-10 10:00 mina approve",
            "07-10 10:01 system told",
        ),
    ),
    Story(
        "Litware",
        "Graphic Design Institute",
        (POWER_BI,),
        (
            "07-02 09:00 rui draft",
            "07-02 09:30 rui submit",
            "07-08 13:00 joon start",
            "07-13 17:00 joon approve",
            "07-13 17:01 system told",
        ),
    ),
    # The customer said no.
    Story(
        "Fabrikam Korea",
        "Adventure Works",
        (FIELD,),
        (
            "06-15 09:00 yuna draft",
            "06-15 09:30 sora submit",
            "06-17 13:00 mina start",
            "06-19 10:00 mina approve",
            "06-19 10:01 system told",
            "06-23 11:00 opal decline",
        ),
    ),
    # Rejected: disputable, closed, by silence, at the partner's request, final.
    Story(
        "Fabrikam Korea",
        "Margie Travel",
        (SALES,),
        (
            "06-22 09:00 sora draft",
            "06-22 09:30 sora submit",
            "06-24 13:00 joon start",
            "06-26 10:00 joon reject insufficient-poe The contract is with another company of the group.",
        ),
        signed=False,
    ),
    Story(
        "Fabrikam Korea",
        "Southridge Video",
        (FIELD,),
        (
            "05-12 09:00 sora draft",
            "05-12 09:30 sora submit",
            "05-13 13:00 joon start",
            "05-14 10:00 joon reject missing-customer-consent No page shows that the customer agreed.",
        ),
        signed=False,
    ),
    Story(
        "Fabrikam Korea",
        "School of Fine Art",
        (TEAMS,),
        (
            "06-10 09:00 sora draft",
            "06-10 09:30 sora submit",
            "06-11 13:00 mina start",
            "06-12 10:00 mina ask missing-or-old-dates The newest date in the file is from 2024.",
        ),
    ),
    Story(
        "Litware",
        "Wide World Importers",
        (EXCHANGE,),
        (
            "06-24 09:00 rui draft",
            "06-24 09:30 rui submit",
            "06-29 11:00 rui withdraw wrong-mpn",
        ),
    ),
    Story(
        "Proseware",
        "Alpine Ski House",
        (TEAMS,),
        (
            "05-18 09:00 paul draft",
            "05-18 09:30 paul submit",
            "05-19 10:00 mina start",
            "05-20 10:00 mina reject insufficient-poe Nothing is signed.",
            "05-21 10:00 paul dispute Page 1 is signed by hand.",
            "05-22 10:00 mina refuse That is your own signature, not theirs.",
        ),
        rules="2023",
    ),
    # In dispute.
    Story(
        "Fabrikam Korea",
        "Northwind Traders",
        (SALES, POWER_BI),
        (
            "06-18 09:00 sora draft",
            "06-18 09:30 sora submit",
            "06-22 13:00 mina start",
            "06-25 10:00 mina reject missing-products Power BI is in no file.",
            "07-09 16:00 sora dispute Power BI is named in the second file, line 6.",
        ),
    ),
    Story(
        "Litware",
        "Trey Research",
        (M365,),
        (
            "06-22 09:00 rui draft",
            "06-22 09:30 rui submit",
            "06-23 13:00 joon start",
            "06-24 10:00 joon reject insufficient-poe The letter is unsigned.",
            "07-13 18:00 rui dispute It is signed on page 2.",
        ),
        signed=False,
    ),
    # Partner action required.
    Story(
        "Fabrikam Korea",
        "Blue Yonder Airlines",
        (M365, TEAMS),
        (
            "06-24 09:00 sora draft",
            "06-25 09:12 sora submit",
            "07-01 10:20 mina start",
            (
                "07-07 14:02 mina ask missing-customer-acknowledgment The customer's signature is not on the proof. "
                "Page 2 has an empty line."
            ),
            "07-07 14:10 mina note I asked their office, the contract is real.",
        ),
        signed=False,
    ),
    Story(
        "Fabrikam Korea",
        "Datum Corporation",
        (SALES, FIELD),
        (
            "06-26 09:00 sora draft",
            "06-26 10:00 sora submit",
            "07-02 10:20 joon start",
            "07-10 11:00 joon ask missing-products Field Service is in no file. Name it, or ask us to drop it.",
            "07-13 09:20 joon comment A screenshot of the admin centre will do.",
        ),
        named=(SALES,),
    ),
    Story(
        "Litware",
        "Tailspin Toys",
        (M365,),
        (
            "07-01 09:00 rui draft",
            "07-01 10:00 rui submit",
            "07-06 10:20 mina start",
            "07-09 11:00 mina ask missing-or-old-dates,missing-partner-service Please date it, and say what was done.",
        ),
    ),
    # Under review.
    Story(
        "Litware",
        "Woodgrove Bank",
        (M365, EXCHANGE),
        (
            "06-30 09:00 rui draft",
            "06-30 10:00 rui submit",
            "07-06 11:00 joon start",
            "07-14 10:30 joon tick missing-all-poe",
            "07-14 10:30 joon tick missing-or-old-dates",
        ),
    ),
    Story(
        "Fabrikam Korea",
        "Contoso GmbH",
        (SALES, FIELD),
        (
            "06-26 09:00 sora draft",
            "06-29 16:10 sora submit",
            "07-02 09:30 mina start",
            (
                "07-03 11:00 mina ask missing-customer-acknowledgment Page 4 has an empty signature line. "
                "Please send the signed page."
            ),
            "07-08 15:20 sora resubmit Signed page 4 is attached, dated 26 June.",
            "07-09 10:05 joon note I know Weber, the signature is right.",
            "07-14 10:31 mina tick missing-all-poe",
            "07-14 10:32 mina tick missing-customer-acknowledgment",
            "07-14 10:33 mina tick missing-or-old-dates",
            "07-14 10:33 mina tick missing-partner-service",
        ),
        named=(SALES,),
    ),
    Story(
        "Proseware",
        "Wingtip Toys",
        (SALES,),
        (
            "07-01 09:00 paul draft",
            "07-01 10:00 paul submit",
            "07-07 16:00 mina start",
        ),
    ),
    Story(
        "Proseware",
        "Lucerne Publishing",
        (TEAMS,),
        (
            "07-06 09:00 paul draft",
            "07-06 10:00 paul submit",
            "07-13 16:00 joon start",
            "07-14 10:41 joon take",
        ),
    ),
    # Submitted.
    Story("Fabrikam Korea", "Fourth Coffee", (M365,), ("07-06 09:00 sora draft", "07-06 10:00 sora submit")),
    Story("Litware", "Consolidated Messenger", (M365,), ("07-07 09:00 rui draft", "07-07 10:00 rui submit")),
    Story("Proseware", "Vanarsdel", (SALES,), ("07-08 09:00 paul draft", "07-08 10:00 paul submit")),
    Story(
        "Litware",
        "Contoso Ltd.",
        (SALES,),
        ("07-09 09:00 rui draft", "07-09 10:00 rui submit"),
        same_as="Contoso GmbH",
    ),
    Story(
        "Fabrikam Korea",
        "한빛 소프트웨어",
        (TEAMS, EXCHANGE),
        ("07-10 09:00 yuna draft", "07-10 10:00 yuna submit"),
    ),
    Story("Proseware", "Bellows College", (TEAMS,), ("07-13 09:00 paul draft", "07-13 10:00 paul submit")),
    Story(
        "Litware",
        "Liberty's Delightful Sinful Bakery & Cafe",
        (EXCHANGE,),
        (
            "07-13 12:00 rui draft",
            "07-13 14:00 rui submit",
        ),
    ),
    Story(
        "Fabrikam Korea",
        "Best For You Organics",
        (POWER_BI,),
        ("07-14 09:00 sora draft", "07-14 10:00 sora submit"),
    ),
    # Editing, one of them without proof, one thrown away.
    Story("Fabrikam Korea", "Relecloud", (M365,), ("07-13 17:00 sora draft",)),
    Story("Fabrikam Korea", "Fincher Architects", (SALES,), ("07-14 09:40 yuna begin",)),
    Story("Proseware", "Nod Publishers", (TEAMS,), ("07-02 09:00 paul draft", "07-03 09:00 paul discard")),
)


def build(url: str, *, until: str = NOW) -> Town:
    """A new store at `url` with the town's life in it, up to an instant."""
    desk = furnished(url, at(OPENED))
    claims: dict[str, int] = {}
    for when, story, who, verb, words in _merged():
        if when > at(until):
            break
        run_to(desk, when)
        Teller(desk, story, claims).tell(who, verb, words)
    town = Town(desk, claims)
    town.wait_until(until)
    return town


def furnished(url: str, opened: int, rules: str = "2020") -> Desk:
    """The desk of a new store with the town's organisations, calendars and people, and no claim."""
    store = Store.create(url, office=Office("KR", None, ZONE), rules=rules, simulated=opened)
    for name, (country, zone, subdivision, mpn) in ORGS.items():
        store.org_add(name, mpn=mpn, country=country, subdivision=subdivision, zone=zone)
    for country, subdivision in sorted({("KR", None), *((o[0], o[2]) for o in ORGS.values())}, key=str):
        store.calendar_copy(country, subdivision, 2025, 2028)
    if rules != "2023":
        store.ruleset_add(shipped()["2023"].text, opened)
    for name, (role, org, lang) in PEOPLE.items():
        found = store.org(org) if org else None
        email = f"{name}@{(org or 'review').split()[0].lower()}.example"
        store.person_add(Person(name, role, found.id if found else None, email, lang))
    return Desk(store)


def with_macros(desk: Desk) -> None:
    """What the office has prepared by name: a demo's reviewer finds two."""
    for macro in MACROS:
        desk.store.macro_save(replace(macro, at=desk.now()))


def _merged() -> Iterator[tuple[int, Story, str, str, str]]:
    lines = []
    for story in STORIES:
        for line in story.lines:
            day, hour, who, verb, *words = line.split(" ", 4)
            lines.append((at(f"2026-{day} {hour}"), story, who, verb, "".join(words)))
    return iter(sorted(lines, key=lambda line: line[0]))


MINUTE = 60 * MICRO
