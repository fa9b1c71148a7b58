"""Makes up companies, people and what they say, in Korean and in English."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

# fmt: off
_FIRMS = {
    "ko": (
        ("한빛", "누리", "가온", "다온", "미래", "세종", "백두", "동해", "한강", "금강", "새한", "대한", "우리", "청솔", "나래", "온누리",
         "푸른", "서라벌", "삼화", "태평", "신라", "가야", "한울", "마루", "아람", "예원", "해오름", "은하", "바른", "큰길"),
        ("물산", "전자", "산업", "건설", "식품", "물류", "제약", "소프트", "은행", "병원", "화학", "정밀", "무역", "통신", "에너지",
         "교육", "증권", "유통", "중공업", "섬유"),
    ),
    "en": (
        ("Adventure", "Alpine", "Blue Yonder", "City", "Coho", "Contoso", "Fabrikam", "Fourth", "Graphic", "Humongous",
         "Lamna", "Litware", "Lucerne", "Margie's", "Northwind", "Proseware", "Relecloud", "Southridge", "Tailspin", "Trey",
         "Wide World", "Wingtip", "Woodgrove", "Bellows", "Fincher", "Liberty", "Munson", "Nod", "VanArsdel", "Best for You"),
        ("Works", "Ski House", "Airlines", "Power", "Winery", "Suites", "Coffee", "Design", "Insurance", "Healthcare",
         "Publishing", "Traders", "Pharma", "Video", "Toys", "Research", "Importers", "Bank", "Organics", "Logistics"),
    ),
}
_PEOPLE = {
    "ko": (("김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오"),
           ("민준", "서연", "지후", "하은", "도윤", "수아", "예준", "지우", "시우", "서현", "은우", "다은", "준서", "채원")),
    "en": (("Kim", "Ana", "Omar", "Lee", "Jo", "Sam", "Ines", "Pat", "Noor", "Max", "Ada", "Ravi"),
           (" Weber", " Silva", " Haddad", " Gu", " Berry", " Okafor", " Ruiz", " Novak", " Patel", " Lund")),
}
_SAID: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ask": {
        "ko": ("증빙에 제품 이름이 보이지 않습니다. 몇 쪽에 있는지 알려 주십시오.", "고객 서명과 날짜가 있는 확인서를 추가해 주십시오."),
        "en": ("The proof does not name the product. Where does it?", "Please add the customer's signed and dated acknowledgment."),
    },
    "answer": {
        "ko": ("2쪽에 제품 이름이 있습니다. 서명본도 함께 올렸습니다.", "요청하신 자료를 추가했습니다. 확인 부탁드립니다."),
        "en": ("It is named on page 2; the signed copy is attached.", "We have added what you asked for. Please look again."),
    },
    "approve": {"ko": ("고객 도메인과 서명을 확인했습니다.",), "en": ("Domain and signature compared.",)},
    "reject": {
        "ko": ("서명된 문서가 없습니다.", "증빙에 수행한 업무가 적혀 있지 않습니다."),
        "en": ("Nothing is signed.", "The proof does not say what the partner did."),
    },
    "dispute": {
        "ko": ("서명은 마지막 쪽에 있습니다. 다시 검토해 주십시오.",),
        "en": ("The signature is on the last page. Please look again.",),
    },
    "comment": {
        "ko": ("제출했습니다. 검토 부탁드립니다.", "고객 담당자가 바뀌었습니다.", "다음 주까지 서명을 받을 예정입니다."),
        "en": ("Submitted; thank you for looking at it.", "The customer's contact has changed.", "We expect the signature next week."),
    },
    "note": {
        "ko": ("같은 고객의 이전 청구와 비교했습니다.", "날짜가 오래되어 한 번 더 확인이 필요합니다."),
        "en": ("Compared with the customer's earlier claim.", "The dates are old; worth a second look."),
    },
}
# fmt: on
TITLES = {"ko": ("대표이사", "정보전략 이사", "구매 팀장"), "en": ("CIO", "Head of IT", "Purchasing")}


def firm(chance: Random, lang: str) -> str:
    """A company's name."""
    one, two = _FIRMS[lang]
    return f"{chance.choice(one)}{' ' if lang == 'en' else ''}{chance.choice(two)}"


def person(chance: Random, lang: str) -> str:
    """A person's name."""
    one, two = _PEOPLE[lang]
    return chance.choice(one) + chance.choice(two)


def said(chance: Random, topic: str, lang: str) -> str:
    """A sentence on a topic."""
    return chance.choice(_SAID[topic][lang])
