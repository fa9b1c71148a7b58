"""How customers agree in prose, refuse, or are only asked to."""

from cpor_tui.poe.wording.pattern import any_of

APPROVES = any_of(
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
ABOUT_WORK = any_of(
    r"\b(?:work|service|deliver|project|complet|perform|implement|result|milestone|engagement"
    r"|rollout|migration|training"
    r"|deployment|solution|system|phase|receipt)\w*",
    r"작업|완료|용역|사업|납품|수행|이행|프로젝트|결과|구축|지원|산출물",
)
"""What a customer agrees to who acknowledges work, and not a clause."""

_HARMLESS = any_of(
    r"do(?:n't|n’t| not) hesitate[^.]*|no (?:outstanding|open|pending)\b"
    r"|nothing (?:is )?(?:outstanding|pending)|not only|could(?:n't|n’t| not) be happier"
    r"|without (?:any )?(?:reservations?|issues?|problems?|conditions?|remarks?|comments?)"
    r"|if you (?:have|need)[^.]*|no (?:further )?(?:objections?|comments?|remarks?|issues?"
    r"|complaints?)",
    r"(?:이의|이견|이상|문제|하자|특이\s?사항|미비점|장애)[가이은도]?\s?(?:사항\s?)?(?:가\s?"
    r"|이\s?)?없(?:이|음|습니다|었습니다|으므로|어|었음)?|차질\s?없이|빠짐\s?없이|남김\s?없이"
    r"|요청하신|부탁하신",
)
NEGATES = any_of(
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
ASKS = any_of(
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


QUESTION = any_of(
    r"\b(?:satisf\w+|accept\w*|approv\w*|confirm\w*|complete[d]?|delivered|agree[d]?|acknowledge\w*"
    r"|sign\w*)\b[^?]{0,120}\?\s*$",
    r"(?:만족|승인|확인|완료|동의|인수|검수)[^?]{0,120}\?\s*$",
)
YES = any_of(
    r"^\W*(?:\w{1,3}[.:]\s)?(?:yes|yep|yeah|correct|agreed|confirmed|absolutely|indeed|sure)\b",
    r"^\W*(?:네|예|넵|맞습니다|그렇습니다)(?![가-힣])",
)
"""An answer that agrees to a `QUESTION`."""
