"""Finds companies and products in text, however they are spelt, in Latin letters or in Hangul."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

_LEGAL = re.compile(
    r"\(주\)|㈜|\(유\)|\(사\)|\(재\)|주식\s?회사|유한\s?(?:책임\s?)?회사|재단법인|사단법인"
    r"|(?<![a-z0-9])(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|llp|lp|plc|gmbh"
    r"|ag|kg|se|sa|sas|sarl"
    r"|srl|spa|s\.p\.a|bv|nv|oy|ab|aps|pty|pte|kk|k\.k|sdn|bhd|the)(?![a-z0-9])\.?"
)
_SYLLABLE = re.compile("[가-힣]")
_LATIN = re.compile("[a-z]")

# Hangul by its parts, in the order of Unicode, as consonants: what two spellings of one name share.
_FIRST = ("k", "k", "n", "t", "t", "r", "m", "p", "p", "s", "s", "", "j", "j", "j", "k", "t", "p", "h")
# fmt: off
_LAST = (
    "", "k", "k", "k", "n", "n", "n", "t", "r", "k", "m", "p", "r", "r",
    "p", "r", "m", "p", "p", "t", "t", "n", "t", "t", "k", "t", "p", "",
)
# fmt: on
# Korean words in company names that are translated there, not spelt out.
_TRANSLATED = {
    "전자": "electronics",
    "전기": "electric",
    "솔루션": "solution",
    "시스템": "system",
    "소프트": "soft",
    "소프트웨어": "software",
    "테크": "tech",
    "기술": "technology",
    "정보": "information",
    "정보통신": "information",
    "통신": "telecom",
    "컨설팅": "consulting",
    "건설": "construction",
    "화학": "chemical",
    "중공업": "heavy industries",
    "산업": "industries",
    "물산": "corporation",
    "상사": "trading",
    "물류": "logistics",
    "은행": "bank",
    "보험": "insurance",
    "생명": "life",
    "증권": "securities",
    "제약": "pharmaceutical",
    "식품": "food",
    "항공": "air",
    "해운": "shipping",
    "자동차": "motor",
    "철강": "steel",
    "에너지": "energy",
    "병원": "hospital",
    "대학교": "university",
    "그룹": "group",
    "홀딩스": "holdings",
    "코리아": "korea",
    "한국": "korea",
    "네트웍스": "networks",
    "네트워크": "network",
    "클라우드": "cloud",
    "데이터": "data",
}


def plain(text: str) -> str:
    """Return `text` for comparing: compatible characters as one, small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def core(name: str) -> str:
    """Return a company's name without its legal form and punctuation."""
    bare = re.sub(r"[^\w\s가-힣&+-]", " ", _LEGAL.sub(" ", plain(name)))
    return " ".join(bare.split())


@dataclass(frozen=True, slots=False)
class Party:
    """A company as a text may call it."""

    name: str
    domain: str = ""
    people: tuple[str, ...] = ()

    @cached_property
    def core(self) -> str:
        """The name without its legal form."""
        return core(self.name)

    @cached_property
    def _exact(self) -> re.Pattern[str] | None:
        words = re.split(r"[\s&+_-]+", self.core)
        if not any(words):
            return None
        # A Korean name is written with a space or without, wherever it has two parts.
        spelt = (r"\s?".join(word) if _SYLLABLE.match(word) else re.escape(word) for word in words if word)
        pattern = r"[\s&+_.,-]*".join(spelt)
        # A particle follows a Korean name without a space; a Latin one ends where its letters end.
        end = "" if _SYLLABLE.match(self.core[-1]) else "(?![a-z0-9])"
        return re.compile(rf"(?<![a-z0-9가-힣]){pattern}{end}")

    @cached_property
    def _leading(self) -> re.Pattern[str] | None:
        """The name's first word, where it is long enough to be nobody else's."""
        words = self.core.split()
        if len(words) < 2 or len(words[0]) < (3 if _SYLLABLE.match(words[0]) else 6):
            return None
        end = "" if _SYLLABLE.match(words[0][-1]) else "(?![a-z0-9])"
        return re.compile(rf"(?<![a-z0-9가-힣]){re.escape(words[0])}{end}")

    @cached_property
    def _persons(self) -> tuple[re.Pattern[str], ...]:
        spelt = (r"\s+".join(re.escape(word) for word in plain(person).split()) for person in self.people)
        return tuple(re.compile(rf"(?<![\w.@-]){name}(?![a-z0-9@])") for name in spelt if len(name) >= 3)

    @cached_property
    def _bone(self) -> str:
        return bones(self.core)

    @cached_property
    def _spelt(self) -> tuple[str, ...]:
        """Other spellings of a Hangul name: its known words translated."""
        if not _SYLLABLE.search(self.core):
            return ()
        joined = self.core.replace(" ", "")
        for korean in sorted(_TRANSLATED, key=len, reverse=True):
            if joined.endswith(korean) and len(joined) > len(korean):
                return (bones(joined[: -len(korean)]) + bones(_TRANSLATED[korean]),)
        return ()

    def without(self, text: str) -> str:
        """Return `text`, already `plain`, without the company's name: its words are no words about work."""
        return self._exact.sub(" ", text) if self._exact is not None else text

    def mention(self, text: str) -> float:
        """Return how surely `text`, already `plain`, mentions the company: 0 to 1."""
        if self.domain and self.domain.casefold() in text:
            return 1.0
        if self._exact is None:
            return 0.0
        if self._exact.search(_LEGAL.sub(" ", text)):
            return 1.0
        joined = self.core.replace(" ", "")
        # A sender's domain is the name in one piece, more or less: contoso-consulting.com.
        for host in _hosts(text):
            squeezed = re.sub(r"[^a-z0-9]", "", host)
            if len(squeezed) >= 5 and (squeezed == joined or fuzz.ratio(squeezed, joined) >= 90):
                return 0.9
        if any(person.search(text) for person in self._persons):
            return 0.8
        if self._leading is not None and self._leading.search(text):
            return 0.75
        return 0.7 if len(joined) >= 7 and fuzz.partial_ratio(self.core, text, score_cutoff=88) >= 88 else 0.0

    def sounds_in(self, text: str) -> bool:
        """Say whether `text`, already `plain`, has the name in the other letters: 한빛 as Hanbit. Slow."""
        mine_is_hangul = bool(_SYLLABLE.search(self.core))
        wanted = [bone for bone in (self._bone, *self._spelt) if len(bone) >= 4]
        if not wanted:
            return False
        other = _LATIN if mine_is_hangul else _SYLLABLE
        words = [word for word in re.findall(r"[a-z]+|[가-힣]+", text) if other.match(word)]
        for size in (1, 2, 3):
            for at in range(len(words) - size + 1):
                bone = bones("".join(words[at : at + size]))
                # A particle may stand at the end of a Korean word.
                if any(
                    bone == mine
                    or (not mine_is_hangul and len(mine) >= 5 and bone.startswith(mine))
                    or (min(len(bone), len(mine)) >= 6 and fuzz.ratio(bone, mine) >= 86)
                    for mine in wanted
                ):
                    return True
        return False


def _hosts(text: str) -> Iterator[str]:
    for host in re.findall(r"@([a-z0-9.-]+)\.(?:com|net|org|kr|io|de|jp|cn|uk|eu|biz|info)\b", text):
        yield re.sub(r"\.(?:co|or|go|ne|ac)$", "", host)


def bones(text: str) -> str:
    """Return the consonants of a name as it sounds, nearly the same for 한빛 and Hanbit, 콘토소 and Contoso."""
    out: list[str] = []
    latin = re.sub(r"tions?\b|sions?\b", "sn", text)
    for letter in latin:
        if _SYLLABLE.match(letter):
            at = ord(letter) - 0xAC00
            out += (_FIRST[at // 588], _LAST[at % 28])
        elif letter.isalpha():
            out.append(letter)
    bare = "".join(out)
    for spelt, sound in (
        ("ph", "p"),
        ("ck", "k"),
        ("ch", "j"),
        ("sh", "s"),
        ("th", "t"),
        ("x", "ks"),
        ("ng", "n"),
    ):
        bare = bare.replace(spelt, sound)
    bare = bare.translate(str.maketrans("bfvcqgdlz", "pppkkktrj"))
    bare = re.sub(r"[aeiouyw]", "", bare)
    return re.sub(r"(.)\1+", r"\1", bare)


# Products


@dataclass(frozen=True, slots=True)
class Product:
    """A claimed product, and the ways in which a text names it."""

    name: str
    sure: re.Pattern[str]
    """It, and nothing else."""
    perhaps: re.Pattern[str] | None
    """Its family, or a word that may also mean something else."""


_DYNAMICS = (
    r"(?:(?:microsoft|ms|마이크로소프트)\s*)?(?:dynamics|다이[내나]믹스?)\s*(?:crm\s*)?(?:365)?|d\s?365"
    r"|ms\s?d365"
)
_M365 = r"(?:microsoft|ms|마이크로소프트|m)\s*-?365|(?:microsoft\s*)?office\s*-?365|o\s?365|오피스\s*365"
_SPELT: dict[str, tuple[str, str]] = {
    # product: what is surely it, what may be it
    "microsoft 365": (_M365, r"(?:microsoft|마이크로소프트)\s*클라우드"),
    "microsoft 365 apps": (
        (
            r"(?:microsoft|ms|마이크로소프트|m)\s*365\s*(?:apps|앱)|office\s*365\s*pro\s*plus"
            r"|오피스\s*365\s*프로\s*플러스"
        ),
        _M365,
    ),
    "microsoft teams": (
        r"(?:microsoft|ms|마이크로소프트)\s*(?:teams|팀즈)|팀즈|teams\s*(?:phone|rooms?|voice|telephony|calling|channels?|meetings?|admin\w*|live|[가-힣])",
        "",
    ),
    "exchange online": (
        r"exchange\s*online|익스체인지\s*온라인|exchange\s*on-?line",
        r"(?<!stock )(?<!securities )\bexchange\s*(?:server|서버|메일|mail)|익스체인지",
    ),
    "sharepoint online": (r"share\s*point(?:\s*online)?|[셰쉐]어\s*포인트(?:\s*온라인)?", ""),
    "onedrive for business": (r"one\s*drive(?:\s*for\s*business)?|원\s*드라이브", ""),
    "intune": (r"intune|인튠|endpoint\s*manager", r"\bmdm\b|mobile device management"),
    "yammer": (r"yammer|야머|viva\s*engage", ""),
    "azure active directory premium": (
        (
            r"azure\s*(?:active\s*directory|ad)(?:\s*premium|\s*p[12])?|aad\s*p(?:remium|[12])|entra(?:\s*id)?"
            r"|애저\s*(?:액티브\s*디렉[터토]리|ad)|엔트라"
        ),
        r"active\s*directory|액티브\s*디렉[터토]리",
    ),
    "azure information protection": (
        r"azure\s*information\s*protection|\baip\b|purview\s*information\s*protection|애저\s*정보\s*보호",
        r"sensitivity\s*labels?|민감도\s*레이블|정보\s*보호",
    ),
    "microsoft defender for office 365": (
        (
            r"defender\s*for\s*(?:office|o)\s*365|\bmdo\b|office\s*365\s*atp"
            r"|디펜더\s*(?:for\s*)?(?:office|오피스)\s*365"
        ),
        r"defender|디펜더|advanced\s*threat\s*protection",
    ),
    "power apps": (r"power\s*apps?|파워\s*앱[스즈]?", r"power\s*platform|파워\s*플랫폼"),
    "power automate": (
        r"power\s*automate|파워\s*오토메이트|microsoft\s*flow",
        r"power\s*platform|파워\s*플랫폼",
    ),
    "power bi": (r"power\s*bi|파워\s*(?:bi|비아이)", r"power\s*platform|파워\s*플랫폼"),
    "power virtual agents": (
        r"power\s*virtual\s*agents?|copilot\s*studio|파워\s*버추얼\s*에이전트",
        r"power\s*platform|파워\s*플랫폼|chat\s*bot|챗봇",
    ),
}
# The modules of Dynamics 365, by their other spellings.
_MODULES: dict[str, str] = {
    "sales": r"sales|세일즈|영업",
    "customer service": r"customer\s*service|고객\s*서비스|커스터머\s*서비스",
    "field service": r"field\s*service|현장\s*서비스|필드\s*서비스",
    "marketing": r"marketing|마케팅",
    "customer insights": r"customer\s*insights?|고객\s*인사이트|커스터머\s*인사이트",
    "finance": r"finance|재무|파이낸스",
    "supply chain management": r"supply\s*chain(?:\s*management)?|\bscm\b|공급망(?:\s*관리)?",
    "commerce": r"commerce|커머스",
    "human resources": r"human\s*resources?|\bhr\b|인사(?:\s*관리)?",
    "project operations": r"project\s*operations?|프로젝트\s*운영",
    "business central": r"business\s*central|비즈니스\s*센트럴",
}
# Modules that are no other product's name, so that "Business Central" alone says it.
_ALONE = ("business central", "field service", "project operations", "customer insights")


def product(name: str) -> Product:
    """Return how texts name the product `name`; of one that is not known, only its own words count."""
    asked = " ".join(plain(name).replace("online plan", "online").split())
    sure, perhaps = _SPELT.get(asked, ("", ""))
    if not sure and (module := re.fullmatch(r"(?:microsoft )?dynamics 365 (?:for )?(.+)", asked)):
        word = _MODULES.get(module[1], _flexible(module[1]))
        others = "|".join(_MODULES.values())
        sure = (
            rf"(?:{_DYNAMICS})\s*(?:for\s*|용\s*)?[:(,/–-]?\s*"
            rf"(?:(?:{others})(?:\s*(?:,|/|&|and|및|와|과|·|\+)\s*)+){{0,4}}(?:{word})(?!force)"
        )
        # Its family with another module's name beside it is the other module.
        perhaps = rf"(?:{_DYNAMICS})(?!\s*(?:365)?\s*(?:for\s*)?(?:{others}))"
        if module[1] in _ALONE:
            sure += f"|(?:{word})"
    elif not sure:
        short = re.sub(r"^(?:microsoft|ms) ", "", asked)
        sure = rf"{_flexible(asked)}|{_flexible(short)}" if len(short) > 4 else _flexible(asked)
    return Product(name, _whole(sure), _whole(perhaps) if perhaps else None)


def products(names: Iterable[str]) -> Sequence[Product]:
    """Return how texts name each of `names`."""
    return tuple(product(name) for name in names)


def _flexible(name: str) -> str:
    return r"\s*[-–]?\s*".join(re.escape(word) for word in name.split())


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")


TEAMS = re.compile(r"(?<![A-Za-z])(?<![A-Z][a-z] )(?:MS |Microsoft )?Teams(?![A-Za-z])")
"""The product by its short name: with a capital, which is lost in plain text."""
FAMILY = re.compile(
    rf"{_DYNAMICS}|{_M365}|microsoft|마이크로소프트|azure|애저|power\s*platform|sharepoint|onedrive"
    rf"|intune|crm|erp|tenant|테넌트"
)
"""Words of the platform itself: a text without any of them is hardly about a claim."""
