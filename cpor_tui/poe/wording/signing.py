"""How proofs say that somebody signed, or that nobody did yet."""

import re

from cpor_tui.poe.wording.pattern import any_of

# A person's name: Jane Miller, JANE B. MILLER, J. Miller; 김민수, 김 민 수.
_LATIN_NAME = r"(?:[A-Z][\w'’.-]*\.?\s+){1,3}[A-Z][\w'’-]+|[A-Z]\.\s?[A-Z][\w'’-]+"
_HANGUL_NAME = r"[가-힣]{2,4}|[가-힣] [가-힣] [가-힣]"
NAME = re.compile(rf"(?:{_LATIN_NAME}|{_HANGUL_NAME})")

SIGNED_MARK = any_of(
    r"/s/?/",
    r"/s/",
    r"(?<![\w/'’])(?-i:[sS]/(?=\s?[A-Z][a-z]))",
    r"/signed/",
    r"[\[(]\s*(?:e-?signed|signed|sgd\.?)\s*[\])]",
)
"""Marks that stand for a signature by themselves."""
SIGNED_HOW = any_of(
    r"\b(?:e-?signed|(?:electronically|digitally)[ -]signed|signed (?:electronically|digitally)"
    r"|docu-?signed|adobe (?:acrobat )?sign\w*)\b",
    r"\b(?:electronic|digital|e-?) ?signature (?:applied|captured|completed|verified|on file)",
    r"\bwet (?:ink )?signature (?:on file|obtained)",
    r"전자\s?서명(?:됨|완료|\s완료|하였|했|으로\s?서명)|서명\s?(?:완료|함|됨|하였|했습니다|했음"
    r"|날인함)|날인\s?(?:완료|함|됨|하였|필)|직인\s?(?:날인|생략)|서명을?\s?마[쳤침]",
)
"""Words that say that it was signed."""
SIGN_LABEL = any_of(
    r"\b(?:(?:customer|client|authori[sz]ed|approver)?(?:'s)?\s*signature|signatory"
    r"|signed(?: off)?(?: (?:for|on behalf))?(?: by)?|e-?signed by|docusigned by"
    r"|(?:electronically|digitally) signed by|sign(?:ed)?-?off(?: by)?|approved by|accepted by"
    r"|acknowledged by|authori[sz]ed by|confirmed by|verified by|approver|acceptor)\b"
    r"[^:：_\n]{0,40}?[:：]",
    r"\b(?:client|customer|user|buyer|final|formal)(?:'s)? (?:approval|acceptance|acknowledge?ment"
    r"|sign-?off|confirmation)"
    r"(?: by)?\s*[:：]",
    r"(?:고객|발주|의뢰|수요|사용자)\S{0,3}\s?(?:승인|확인|검수|인수|동의)\s*[:：]",
    r"\bsignature\s*(?:\t|$|[._]{3,})|^\s*by\s*[:：]|\b(?:signed(?: off)?|accepted|approved"
    r"|acknowledged|agreed|confirmed"
    r"|authori[sz]ed)\s*[:：]",
    r"(?:전자\s?)?서명(?:자|인|란)?\s*[:：]|(?:승인|확인|검수|검사|인수|결재|서명|책임"
    r"|담당)\s?자\s*(?:서명|성명)?\s*[:：]|(?:날인|직인)\s*[:：]|\((?:서\s?명|인|직\s?인|날\s?인"
    r"|sign(?:ature)?)\)",
)
"""Labels after which, or before which, a name stands if somebody signed."""
SIGNED_BY = re.compile(
    r"(?i:\b(?:signed(?: off)?|approved|accepted|acknowledged|authori[sz]ed|confirmed|countersigned|e-?signed"
    r"|docusigned)(?: electronically| digitally)? by)\s+(?:Mr\.? |Ms\.? |Mrs\.? |Dr\.? )?(?=[A-Z가-힣])"
)
"""The same in prose, where a name follows at once."""
PASSIVE = re.compile(
    r"\b(?:be|been|being|is|are|was|were|duly|shall|may|must|when|if|once|not|or|and|as|has|have"
    r"|such|any|an?|to)\s*$",
    re.IGNORECASE,
)
"""What stands before such words in a contract's rules."""
SEAL = re.compile(
    r"\(\s*(?:서\s?명|인|직\s?인|날\s?인|서명\s?또는\s?인|서명/인)\s*\)|㊞|\[\s*인\s*\]"
    r"|\(\s*signature\s*\)",
    re.IGNORECASE,
)
"""The place for a seal or a signature, after the name (or before it)."""
BLANK = re.compile(
    r"_{3,}|\.{5,}|…{2,}|(?:\s\.){4,}|\[\s{2,}\]|<[^<>]{0,30}(?:sign|name|이름|성명|서명)[^<>]{0,20}>"
    r"|\bX_+",
    re.IGNORECASE,
)
"""A line that is still to be filled."""
NOT_A_NAME = re.compile(
    r"\b(?:date|name|title|signature|sign|signed|by|for|on behalf of|its|position|company|place"
    r"|print(?:ed)?|here|pending|none|n/?a|tb[cd]|required|blank"
    r"|customer|client|partner|provider|supplier|authori[sz]ed|representative|electronically"
    r"|digitally|and|the|of|to be|not|yet|unsigned|draft)\b"
    r"|고객사?|수행사?|담당자?|대표이사|대표자?|부장|차장|과장|대리|사원|팀장|실장|본부장|이사|상무"
    r"|전무|사장|원장|성명|이름|서명|직위|직책|직급|소속|부서|책임자?"
    r"|확인자?|승인자?|검수자?|검사자?|인수자?|결재자?|또는|날인|직인|귀하|귀중|연락처|일자|날짜"
    r"|(?<![가-힣])(?:년|월|일|갑|을)(?![가-힣])|주식회사|발주자?|공급자?|파트너사?|기관|업체"
    r"|미정|없음|예정|대기|생략|미서명|미날인|요청|필요",
    re.IGNORECASE,
)
"""Words that stand where a name would, and are none."""
UNSIGNED = any_of(
    r"\b(?:not (?:yet )?(?:been )?signed|unsigned|yet to (?:be )?sign|to be signed"
    r"|awaiting (?:\w+ )?signature|signature (?:is )?(?:pending|missing|required|outstanding)"
    r"|pending (?:\w+ )?(?:signature|approval)|sign here|please sign|without (?:a )?signature"
    r"|declined to sign)\b",
    r"(?:approval|acceptance|acknowledge?ment|sign-?off"
    r"|signature)\s*(?:status)?\s*[:：-]?\s*(?:is )?(?:still )?(?:pending|outstanding|open|tb[cd]"
    r"|awaited|none)",
    r"미\s?서명|미\s?날인|서명\s?(?:대기|예정|전|필요|요청|누락|없음|바랍|부탁|해\s?주)"
    r"|날인\s?(?:대기|예정|전|필요|요청|누락|바랍|부탁)|(?:승인|확인|검수)\s?(?:대기|예정|전\b|필요"
    r"|보류)",
)
