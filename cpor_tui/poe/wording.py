"""The wordings, English and Korean, in which proofs say who signed, who agreed and what was done."""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# A person's name: Jane Miller, JANE B. MILLER, J. Miller; 김민수, 김 민 수.
_LATIN_NAME = r"(?:[A-Z][\w'’.-]*\.?\s+){1,3}[A-Z][\w'’-]+|[A-Z]\.\s?[A-Z][\w'’-]+"
_HANGUL_NAME = r"[가-힣]{2,4}|[가-힣] [가-힣] [가-힣]"
NAME = re.compile(rf"(?:{_LATIN_NAME}|{_HANGUL_NAME})")

CUSTOMER_ROLE = _any(
    r"\b(?:the )?(?:customer(?! (?:service|insights?|engagement|data|voice|support|relationship"
    r"|success))|client|buyer"
    r"|purchaser|end[- ]user|acquirer|licensee|recipient|(?:receiving|ordering|accepting) party)\b",
    r"고객(?!\s?(?:서비스|인사이트|관리|데이터|응대|상담|지원))|발주|의뢰\s?(?:처|인|사|기관)"
    r"|수요\s?(?:기관|처)|도입\s?(?:사"
    r"|기관)|주문자|위탁자|구매자|(?:검수|검사|인수)\s?(?:자|기관|부서|관)"
    r"|(?:승인|확인)\s?자(?!료)"
    r"|(?<![가-힣])갑(?=[은는이가\s:：)\]\"”’,]|$)",
)
PARTNER_ROLE = _any(
    r"\b(?:the )?(?:partner|(?:service )?provider|supplier|contractor|vendor|consultant|integrator"
    r"|reseller|seller|agency|(?:delivering|performing|supplying) party)\b",
    r"수행\s?(?:사|자|업체|기관|회사)|협력사|공급\s?(?:사|자|업체)|파트너|계약\s?상대자|수탁자|용역사"
    r"|납품\s?(?:사|업체|자)|개발사|시공사"
    r"|(?<![가-힣])을(?=[은는이가\s:：)\]\"”’,]|$)",
)

# Signatures

SIGNED_MARK = _any(
    r"/s/?/",
    r"/s/",
    r"(?<![\w/'’])(?-i:[sS]/(?=\s?[A-Z][a-z]))",
    r"/signed/",
    r"[\[(]\s*(?:e-?signed|signed|sgd\.?)\s*[\])]",
)
"""Marks that stand for a signature by themselves."""
SIGNED_HOW = _any(
    r"\b(?:e-?signed|(?:electronically|digitally)[ -]signed|signed (?:electronically|digitally)"
    r"|docu-?signed|adobe (?:acrobat )?sign\w*)\b",
    r"\b(?:electronic|digital|e-?) ?signature (?:applied|captured|completed|verified|on file)",
    r"\bwet (?:ink )?signature (?:on file|obtained)",
    r"전자\s?서명(?:됨|완료|\s완료|하였|했|으로\s?서명)|서명\s?(?:완료|함|됨|하였|했습니다|했음"
    r"|날인함)|날인\s?(?:완료|함|됨|하였|필)|직인\s?(?:날인|생략)|서명을?\s?마[쳤침]",
)
"""Words that say that it was signed."""
SIGN_LABEL = _any(
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
UNSIGNED = _any(
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

# Agreement in prose

APPROVES = _any(
    r"\b(?:am|are) (?:hereby |now |formally |happily )?(?:signing (?:this |it )?off|approving"
    r"|accepting|confirming)\b",
    r"\b(?:project|work|delivery|deliverables?|milestone|phase(?: \w+)?|services?|everything|it"
    r"|this) (?:is |are |was |were )?"
    r"(?:now |hereby |formally |fully )?(?:accepted|approved|signed[- ]off)\b"
    r"|\b(?:accepted|approved|confirmed|ok(?:ay)?) (?:from|on|at|by) (?:our|my|us|me)\b",
    r"\b(?:i|we|(?:and )?(?:hereby|formally|herewith))\s+(?:(?:hereby|do|can|now|also|formally|fully"
    r"|happily|gladly|officially|am pleased to|are pleased to|would like to|are happy to"
    r"|am happy to)\s+)*"
    r"(?:approve|accept|acknowledge|confirm|certify|attest|agree|endorse|sign(?:ed)? off|validate)\b",
    r"\b(?:confirms|approves|accepts|acknowledges|certifies|attests)\b",
    r"\b(?:is|are|was|were|has been|have been|been|being|hereby|fully"
    r"|formally)\s+(?:\w+ly\s+)?(?:approved|accepted|acknowledged|signed off)\b",
    r"(?:^|[.!,;:–-]\s*)(?:approved|accepted|confirmed|agreed|acknowledged"
    r"|sign(?:ed)?[- ]?off)(?:\s*(?:[.!,;–-]|$)|\s+(?:from|by|for|as|without|and|with thanks|on"
    r"|thanks|thank))",
    r"\blooks? (?:all )?(?:good|great|fine|perfect|ok(?:ay)?|right|correct)\b",
    r"\b(?:happy|glad|pleased|fine|ok(?:ay)?|content|comfortable|delighted) (?:to|for you to"
    r"|for us to|with|that)\s+(?:\w+\s+){0,3}?(?:sign|approv\w*|accept\w*|clos\w*|proceed|confirm"
    r"|results?|outcome|work|deliver\w*|everything)",
    r"\bsign(?:ing)? (?:this|it|that|them|the \w+(?: \w+)?|everything) off\b",
    r"\byou (?:now )?have (?:our|my) (?:formal |full |written )?(?:approval|sign-?off|ok|go-?ahead"
    r"|acceptance|blessing|consent|confirmation|agreement)",
    r"\b(?:our|my|this is (?:our|my)|please take this as (?:our|my)|consider this (?:our"
    r"|my)) (?:formal |official |written )?(?:approval|acceptance|sign-?off|acknowledge?ment|consent"
    r"|confirmation)\b(?! (?:is )?(?:pending|required))",
    r"\bconsider (?:this|it|the [\w ]{1,40}?|everything|us|phase \w+) (?:as )?(?:approved|accepted"
    r"|signed[- ]off|closed|complete[d]?|done|delivered|finished)",
    r"\b(?:all |it's |it is )?good (?:from|on|at) (?:our|my) (?:side|end|part)|\bgood to go\b"
    r"|\bthumbs up\b|\ball set (?:from|on) (?:our|my)",
    r"\bno (?:further )?(?:objections?|comments from (?:us|our)|remarks|changes needed"
    r"|open (?:issues|points|items))\b|\bnothing (?:further )?(?:outstanding|to add|open)\b",
    r"\b(?:please )?(?:go|feel free to go) ahead (?:and|with)\b|\b(?:you (?:can|may)|feel free to"
    r"|please) (?:now )?(?:close|invoice|wrap|archive|issue (?:the|your) (?:final )?invoice)\b",
    r"\b(?:satisfied|delighted|very happy|pleased) with\b|\bto our (?:full |complete "
    r"|entire )?satisfaction\b|\bmet (?:all )?our (?:expectations|requirements|acceptance)",
    r"\b(?:everything|all (?:items|deliverables|work|of it|points)) (?:\w+ )?(?:has|have|is|was|were"
    r"|are)(?: been)? (?:\w+ly )?(?:delivered|done|completed?|finished|working|works|in order"
    r"|received|provided)",
    r"\bacceptance (?:is |has been |was )?(?:granted|given|confirmed|complete|passed)\b|\b(?:uat"
    r"|acceptance test\w*) (?:is |was |has been )?(?:passed|successful|signed)",
    r"\bthis (?:letter |e-?mail |message )?(?:is to |serves to |will )?(?:confirm|certif|acknowledg)",
    r"승인(?:합니다|할게|할께|하죠|드릴게|입니다|이요|함\b|하였|했|드립니다|되었|됨|해\s?드"
    r"|하겠습니다|\s?완료|처리)|(?:작업|완료|수행"
    r"|이행|납품|결과|내용|사실|것|음|됨|이상\s?없|정상)[을를이가은는]?\s*(?:모두\s*)?확인(?:합니다"
    r"|함\b|하였|했|드립니다|되었|됨)",
    r"확인(?:합니다|하였습니다|했습니다|드립니다|하였음|했음|함\b|\s?완료)|인정합니다|동의(?:합니다"
    r"|함\b|드립니다|하였|했)|수락(?:합니다|하였|했)",
    r"검수[를가는도]?\s?(?:끝|모두|완료|하였|했|마쳤|마침|합격|확인|필\b|승인|통과)|인수(?:하였|했|\s?완료"
    r"|\s?확인|받았|합니다)|이[의견]\s?(?:[가이은도]\s?|사항\s?)?없|(?:이상|문제|하자"
    r"|특이\s?사항)[이은가도]?\s?없",
    r"이대로\s?(?:진행|마무리|종료|완료|확정|하)|마무리(?:하시면|하셔도|해\s?주셔도|하면|지으)"
    r"|(?:종료|진행|마감|완료|청구|발행)(?:\s?처리)?\s?(?:하셔도|하시면|해\s?주셔도|해도)\s?(?:됩니다"
    r"|되겠|좋|될|무방)|(?:좋습니다|오케이|ok입니다|괜찮습니다)",
    r"만족(?:합니다|스럽|하고|했)|잘\s?(?:완료|마무리|진행)\s?(?:되었|됐)|합격|적합\s?(?:함|판정)"
    r"|결재\s?(?:완료|하였|했)",
)
"""What a customer writes who agrees."""
ABOUT_WORK = _any(
    r"\b(?:work|service|deliver|project|complet|perform|implement|result|milestone|engagement"
    r"|rollout|migration|training"
    r"|deployment|solution|system|phase|receipt)\w*",
    r"작업|완료|용역|사업|납품|수행|이행|프로젝트|결과|구축|지원|산출물",
)
"""What a customer agrees to who acknowledges work, and not a clause."""

_HARMLESS = _any(
    r"do(?:n't|n’t| not) hesitate[^.]*|no (?:outstanding|open|pending)\b"
    r"|nothing (?:is )?(?:outstanding|pending)|not only|could(?:n't|n’t| not) be happier"
    r"|without (?:any )?(?:reservations?|issues?|problems?|conditions?|remarks?|comments?)"
    r"|if you (?:have|need)[^.]*|no (?:further )?(?:objections?|comments?|remarks?|issues?"
    r"|complaints?)",
    r"(?:이의|이견|이상|문제|하자|특이\s?사항|미비점|장애)[가이은도]?\s?(?:사항\s?)?(?:가\s?"
    r"|이\s?)?없(?:이|음|습니다|었습니다|으므로|어|었음)?|차질\s?없이|빠짐\s?없이|남김\s?없이"
    r"|요청하신|부탁하신",
)
NEGATES = _any(
    r"\b(?:not|never|cannot|can['’]?t|won['’]?t|don['’]?t|doesn['’]?t|isn['’]?t|hasn['’]?t"
    r"|haven['’]?t|unable|declin\w*|reject\w*|refus\w*|disapprov\w*|withh[eo]ld\w*|pending|await\w*"
    r"|waiting|outstanding"
    r"|until|unless|subject to|provided that|yet to|to be|tb[cd]|unsigned|object to|on hold"
    r"|postpone\w*|premature|incomplete|before we|once (?:we|you|the|it|all|they)|as soon as"
    r"|would like you to)\b",
    r"않|못\s?[하했합]|없습니다|없음|없어|없다|불가|미\s?(?:승인|서명|확인|검수|완료|비)|보류|반려"
    r"|거절|거부|어렵|대기|예정|아직|전까지|검토\s?중|취소|유보|연기|미뤄",
)
"""What turns agreement round."""
ASKS = _any(
    r"\?\s*$|\b(?:please|kindly|could you|can you|would you|will you|asks? (?:you )?(?:to|for)"
    r"|request(?:s|ed|ing)?|reply with|let (?:me|us) know|need your|look(?:ing)? forward to your"
    r"|if you (?:approve|agree|accept)|in order to)\b"
    r"(?! (?:go ahead|proceed|close|invoice|take this|consider|accept (?:this|our|my)|find))",
    r"(?:요청|부탁|당부)\s?(?:드립|드리|합니다|함\b)|바랍니다|바라며|주시기|주십시오|주세요"
    r"|주시면\s?(?:감사|됩|고맙)|주실\s?수|해\s?주시|여부를?\s?(?:알려|회신)|회신\s?(?:부탁|바)|까요",
)
"""What asks for agreement instead of giving it."""


def negated(sentence: str) -> bool:
    """Say whether `sentence` takes back or only asks for what it seems to agree to."""
    bare = _HARMLESS.sub(" ", sentence)
    return bool(NEGATES.search(bare) or ASKS.search(bare))


# A message's author, and where another one's words begin

FROM = re.compile(
    r"^\s*(?:[*_]{0,2})(?:from|sender|보낸\s?사람|보낸이|발신(?:자|인)?"
    r"|작성자)(?:[*_]{0,2})\s*[:：]\s*(?P<who>.+)",
    re.IGNORECASE,
)
WROTE = re.compile(
    r"(?:\bon\b.{4,120}\b(?:wrote|writes)\s*[:：]?|.{2,80}(?:님이|이|가)?\s?(?:작성|쓴\s?글"
    r"|작성한\s?(?:메시지|글))\s?[:：])\s*$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^\s*-{2,}\s*(?:original message|forwarded message|원본\s?메[시세]지|전달된\s?메[시세]지"
    r"|forwarded by)",
    re.IGNORECASE,
)
MAIL_FIELD = re.compile(
    r"^(?:from|to|cc|date|subject|sent|보낸\s?사람|받는\s?사람|참조|제목|날짜|보낸\s?날짜)\s*[:：]",
    re.IGNORECASE,
)

CHAT = re.compile(
    r"^\s*\[(?P<named>[^\]]{2,40})\]\s*\[[^\]]{0,20}\d{1,2}:\d{2}[^\]]{0,10}\]\s"
    r"|^\s*\[?(?:\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{1,4}\.?,?\s*)?(?:오전"
    r"|오후)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?\]?"
    r"\s*[-–,]?\s*(?P<who>[^:：\d]{2,60})[:：]\s",
    re.IGNORECASE,
)
"""A line of a chat: when, who, what."""
QUESTION = _any(
    r"\b(?:satisf\w+|accept\w*|approv\w*|confirm\w*|complete[d]?|delivered|agree[d]?|acknowledge\w*"
    r"|sign\w*)\b[^?]{0,120}\?\s*$",
    r"(?:만족|승인|확인|완료|동의|인수|검수)[^?]{0,120}\?\s*$",
)
YES = _any(
    r"^\W*(?:\w{1,3}[.:]\s)?(?:yes|yep|yeah|correct|agreed|confirmed|absolutely|indeed|sure)\b",
    r"^\W*(?:네|예|넵|맞습니다|그렇습니다)(?![가-힣])",
)
"""An answer that agrees to a `QUESTION`."""

ADDRESSED = _any(
    r"^\s*(?:to|attn|attention|dear|cc|re|bill(?:ed)? to|ship to|sold to|prepared (?:by|for)"
    r"|proposal|quot\w+|invoice)\b",
    r"^\s*(?:수신|참조|받는|제출처)|귀중\s*$|귀하\s*$",
)
"""A line that names whom a text is for, or what it is; not whose signature follows."""

# Dates that matter

SIGN_DATE = _any(
    r"\b(?:date[ds]?|dated|signed on|signed|approved on|accepted on|acceptance date"
    r"|effective (?:date|as of)|as of|executed|acknowledged on|completed on|completion date"
    r"|issued)\b",
    r"(?:확인|작성|서명|승인|검수|인수|계약|체결|완료|발행|날인|결재|준공|종료|작업)\s?(?:일자|일"
    r"|날짜|년월일|일시)|일자\s*[:：]|날짜\s*[:：]",
)
"""Words beside the day that a proof was made or signed."""
PERIOD = _any(
    r"\b(?:from|between|start(?:s|ed|ing)?|begin\w*|until|through|period|term|duration|during"
    r"|timeline|engagement|go-?live|kick-?off|delivered|performed)\b",
    r"기간|부터|까지|착수|시작|오픈|수행|구축|진행",
)
OTHER_DATE = _any(
    r"\b(?:due|valid until|expir\w*|birth|founded|template|rev\.|copyright|©"
    r"|renew\w*|invoice date|delivery date|estimated|planned|next|printed|form no|incorporated"
    r"|act of|law of)\b",
    r"유효\s?기간|만료|생년월일|양식|개정|설립|견적일|납기|예정|출력",
)
"""Words beside a day that proves nothing."""

# What was done

SERVICES: dict[str, re.Pattern[str]] = {
    name: _any(*patterns)
    for name, patterns in {
        "migrate": (
            r"\bmigrat\w+",
            (
                r"\b(?:moved?|moving|transferr?\w*|cut ?over|convert\w*)\b(?=.{0,60}\b(?:mail\w*|data|users?"
                r"|files?|tenants?|records?|accounts?|servers?|documents?|cloud|site\w*)\b)"
            ),
            r"이전|이관|옮[긴겼기김]|마이그레이션|전환(?!점)|이행\s?작업|데이터\s?컨버전",
        ),
        "configure": (
            r"\b(?:re)?configur\w+",
            (
                r"\bset[- ]?up\b|\bsetting up\b|\bprovision(?:ed|ing|s)?\b|\bstood up\b|\btun(?:ed|ing)\b"
                r"|\benabled?\b|\bparameteri[sz]\w+"
            ),
            r"구성|설정|셋업|세팅|환경\s?(?:구성|설정|구축)|프로비저닝|정책\s?(?:설정|수립|적용)",
        ),
        "train": (
            (
                r"\btrain(?:ed|ing|ings|er|s)\b|\bworkshops?\b|\bcoach\w+|\benablement\b|\bonboard\w+"
                r"|\bhands-on\b|\bwebinars?\b|\b(?:drop-in|floor-?walking|q&a) (?:sessions?|support)?\b"
                r"|\bclasses\b|\btaught\b|\bknowledge transfer\b"
            ),
            r"교육|워크[숍샵]|실습|세미나|온보딩|연수|기술\s?이전|사용법\s?안내",
        ),
        "enrol": (
            (
                r"\benrol\w*\b|\bregister(?:ed|ing)\b|\b(?:mailbox|data|user|tenant|file|server|site"
                r"|content) (?:moves?|transfers?)\b"
            ),
            r"단말\s?등록|계정\s?(?:생성|등록)|가입",
        ),
        "deploy": (
            (
                r"\bdeploy\w*|\broll(?:ed)?[- ]?out\b|\bgo(?:es|ne)?[- ]?live\b|\bwent live\b|\binstall(?:ed"
                r"|ation|ing)?\b|\blaunch\w*"
            ),
            r"배포|설치|롤아웃|오픈|도입|개통|적용\s?작업",
        ),
        "implement": (r"\bimplement\w*", r"구축|구현|도입\s?지원|적용"),
        "build": (
            (
                r"\b(?:buil[dt]|building|develop(?:ed|ment|ing|s)?|creat(?:ed|ing|ion of)|programm\w+"
                r"|customi[sz]\w+|tailor\w+|extend(?:ed|ing)|automat(?:ed|ing)|model(?:l?ed|l?ing))\b"
            ),
            r"개발|제작|커스터마이[징즈]|맞춤|자동화|모델링|작성(?=.{0,10}(?:보고서|설계서|대시보드))",
        ),
        "integrate": (
            (
                r"\bintegrat\w+|\binterfac(?:e[sd]?|ing)\b|\bconnect(?:ed|or|ors|ing)\b|\bsynchroni[sz]\w+"
                r"|\blink(?:ed|ing)\b(?=.{0,40}\b(?:system|erp|crm|tool|sap)\b)"
            ),
            r"연동|연계|통합|인터페이스|동기화",
        ),
        "design": (
            (
                r"\b(?:solution |technical |detailed |functional )?design(?:ed|ing|s| document| of)?\b"
                r"|\barchitect\w*|\bblueprint\w*|\bspecif(?:ied|ication|ying)\b"
            ),
            r"설계|아키텍처|청사진",
        ),
        "assess": (
            (
                r"\bassess\w*|\banaly[sz]\w+|\bdiscover(?:y|ed)\b|\breadiness\b|\baudit(?:ed|s)?\b"
                r"|\brequirements? (?:gathering|analysis|workshops?)|\bgap\b|\bfit[- ]?gap\b|\bhealth check"
                r"|\breviewed (?:the|all|their|our)\b"
            ),
            r"분석|진단|평가|점검|요구\s?사항|현황\s?(?:조사|파악)|사전\s?조사|컨설팅|자문",
        ),
        "advise": (
            (
                r"\bconsult(?:ed|ing|ancy|ations?)\b|\badvi[sc]\w+|\bguid(?:ed|ance)\b|\bmentor\w*"
                r"|\brecommend\w+|\bproof of concept\b|\bpoc\b|\bpilot(?:ed|s)?\b|\bdemo(?:nstrat\w*|s"
                r"|ed)?\b|\bprototyp\w+"
            ),
            r"자문|파일럿|시범|데모|시연|개념\s?검증|\bpoc\b",
        ),
        "support": (
            (
                r"\b(?:hyper-?care|help ?desk|support(?:ed|ing)?(?= (?:for|of|the|during|after|users?|team"
                r"|services|desk|phase|through|our|us|tickets?|[A-Z]))|troubleshoot\w*|maint(?:ain\w*"
                r"|enance)|administ(?:er\w*|ration)|monitor\w*|stabili[sz]\w+|managed services?|on-?site"
                r"|tickets?|resolv(?:ed|ing))\b"
            ),
            (
                r"안정화|유지\s?보수|운영\s?(?:지원|대행|관리)|기술\s?지원|헬프\s?데스크|장애\s?(?:처리"
                r"|대응|조치)|모니터링|(?:사용자|현장|초기)\s?지원|문의\s?(?:대응|처리)"
                r"|지원(?=[을를하했,.·]|$)"
            ),
        ),
        "adopt": (
            (
                r"\badoption\b|\bchange management\b|\bgovernance\b|\bcommunicat(?:ion|ions) plan\b"
                r"|\bchampions?\b|\bpolic(?:y|ies)\b(?=.{0,30}\b(?:set|defin|appl|creat|enforc|configur"
                r"|roll))"
            ),
            r"변화\s?관리|정착|활성화|확산|거버넌스|활용\s?(?:지원|교육|촉진)",
        ),
        "test": (
            (
                r"\b(?:user acceptance test\w*|uat|test(?:ed|ing|s)|quality assurance|validat(?:ed|ion|ing)"
                r"|verif(?:ied|ication))\b"
            ),
            r"테스트|시험|검증|통합\s?시험",
        ),
        "secure": (
            (
                r"\bsecur(?:ed|ing)\b|\bhard(?:ened|ening)\b|\bmfa\b|\bmulti-?factor\b"
                r"|\bconditional access\b|\bdlp\b|\bcomplian(?:ce|t)\b|\bencrypt\w+|\bbackup\b"
                r"|\blabel(?:l?ed|l?ing)\b"
            ),
            r"보안\s?(?:정책|설정|강화|점검|구성)|다단계\s?인증|조건부\s?액세스|암호화|백업",
        ),
        "effort": (
            (
                r"\b\d{1,5}(?:[.,]\d{1,2})?\s?(?:h|hrs?|hours?|man-?days?|person-?days?|days? of (?:work"
                r"|consulting))\b"
            ),
            r"(?<!\d)\d{1,5}(?:\.\d{1,2})?\s?(?:시간\s?(?:작업|투입|지원)|인일|m/d|맨먼스|m/m|man-?day)",
        ),
        "done": (r"마[쳤침]|(?:완료|수행|진행|제공|처리|작업|실시)(?:하였|했|한\s|하고)",),
        "finish": (
            (
                r"\b(?:publish|releas|introduc|activat|import|consolidat|upgrad|optimi[sz]|streamlin"
                r"|moderni[sz]|digiti[sz]"
                r"|digitali[sz]|replac|document|produc|restructur|clean|finish|rewr|extend|audit|updat"
                r"|re-?design)\w*(?:ed|ing)\b"
                r"|\b(?:in|into) production\b"
            ),
            r"고도화|개선|정비|정리|업그레이드|최적화|표준화|간소화|재설계|반영|등록|연결",
        ),
        "manage": (
            (
                r"\bproject (?:management|managed)\b|\bmanaged\b|\bcoordinat\w+|\bdeliver(?:ed|ing|ables?)\b"
                r"|\bmilestones?\b|\bperformed\b|\bcarried out\b|\bexecuted\b(?! (?:this|the|as|by|in))"
            ),
            (
                r"사업\s?관리|프로젝트\s?관리|산출물|수행(?=하|한|[을를]|\s?하였|\s?완료)|납품"
                r"|작업\s?(?:내[용역]|완료|수행)"
            ),
        ),
    }.items()
}
"""Kinds of work; two of them in one line, or three in a document, describe work."""
DOING = re.compile(
    r"\b(?!(?:sign|date|accept|approv|limit|unit|enter|locat|nam|licens|attach|includ|follow|dur"
    r"|accord|regard|bas|describ"
    r"|need|agre|propos|requir|market|pric|bill|purchas|order|us|relat|concern|confirm|acknowledg"
    r"|deem|refer|hundr|call"
    r"|provid|exist|mean|work|meet|th|k|br|str|spr|morn|even|noth|someth|anyth|everyth|be|mak|hav"
    r"|do)(?:ed|ing)\b)"
    r"[a-z]{3,}(?:ed|ing)\b",
)
"""Some verb, in a form that tells of work."""
WORK_LABEL = _any(
    r"\b(?:scope(?: of (?:work|services?))?|work (?:done|performed|completed|description)"
    r"|activit(?:y|ies)|services? (?:performed|provided|rendered|delivered|description)"
    r"|deliverables?|tasks?(?: completed| performed)?|description(?: of (?:work|services?))?"
    r"|what we did|summary of (?:work|services?|engagement))\b[^:：\n]{0,30}(?:[:：]|$)",
    r"(?:수행|작업|용역|지원|업무|과업|사업|서비스|주요|세부|이행|구축)\s?(?:내[용역]|범위|항목|사항"
    r"|실적|결과)\s*[)\]]?\s*(?:[:：)]|$)",
)
"""What stands before a description of work."""
TITLE_LABEL = _any(
    r"^\s*(?:project(?: name| title)?|subject|re|title|engagement name|opportunity|contract name"
    r"|reference)\s*[:：]",
    r"^\s*(?:사업\s?명|프로젝트\s?명?|건\s?명|제\s?목|계약\s?명|용역\s?명|과제\s?명|품\s?명"
    r"|공사\s?명)\s*[:：]",
)
"""What stands before a name; a name describes nothing."""

# Products

UNTICKED = re.compile(r"[☐□◻▢❏❑⬜○◯]|\[\s*\]|\(\s{1,3}\)|〔\s*〕|\bno\s*[:：]?\s*$", re.IGNORECASE)
TICKED = re.compile(r"[☒☑✓✔✗✘■◼▣●◉⦿🗹✅]|\[\s*[xXvV✓✔*o○√]\s*\]|\(\s*[xXvV✓✔√○]\s*\)|\b[xX]\b|√")
TICK_HEADING = _any(
    r"\b(?:tick|check|mark|select|choose|circle)\b[^.\n]{0,60}\b(?:all|appl\w*|one|box\w*|below"
    r"|relevant|appropriate|products?|workloads?|that)\b",
    r"(?:해당|선택|체크|표시)\s?(?:하는|되는|란|사항)?[^.\n]{0,20}(?:체크|선택|표시|√|✓|V)",
)
EXCLUDED_BEFORE = _any(
    r"\b(?:out of scope|not (?:in scope|included|covered)|exclud\w+|excluded)\b[^.\n]*$",
    r"\b(?:except(?:ing)?(?: for)?|other than|instead of|replac(?:es?|ed|ing)|without|no|nor|never"
    r"|not (?:the )?"
    r"|migrat\w+ (?:away )?from|moved? (?:away )?from|alternative to|unlike)\W+(?:\w+\W+){0,2}$",
    r"(?:제외|미포함|범위\s?(?:외|밖))\s*[:：][^.\n]*$",
)
EXCLUDED_AFTER = _any(
    r"^[^.;\n]{0,50}\b(?:out of scope|excluded|exempt|(?:is|are|was|were|will|has|have|been|be|does"
    r"|did|do) not\b"
    r"|(?:isn|wasn|won|hasn|don|doesn|didn)['’]?t|not (?:in|part of|included|covered|within|yet"
    r"|deployed|used|purchased|touched)"
    r"|(?:future|later|next|second) phase|(?:was|were|is|being|been) replaced|cancell?ed|dropped|postponed)",
    r"^[^.\n]{0,30}(?:제외|미포함|포함(?:되지|하지)\s?않|해당\s?없|범위\s?(?:외|밖)|추후|차기|대신"
    r"|미도입|미사용|취소|연기)",
)
"""What says that a product named beside it is not the one worked on."""
