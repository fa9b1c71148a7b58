"""What stands beside a day that matters, and beside one that does not."""

from cpor_tui.poe.wording.pattern import any_of

SIGN_DATE = any_of(
    r"\b(?:date[ds]?|dated|signed on|signed|approved on|accepted on|acceptance date"
    r"|effective (?:date|as of)|as of|executed|acknowledged on|completed on|completion date"
    r"|issued)\b",
    r"(?:확인|작성|서명|승인|검수|인수|계약|체결|완료|발행|날인|결재|준공|종료|작업)\s?(?:일자|일"
    r"|날짜|년월일|일시)|일자\s*[:：]|날짜\s*[:：]",
)
"""Words beside the day that a proof was made or signed."""
PERIOD = any_of(
    r"\b(?:from|between|start(?:s|ed|ing)?|begin\w*|until|through|period|term|duration|during"
    r"|timeline|engagement|go-?live|kick-?off|delivered|performed)\b",
    r"기간|부터|까지|착수|시작|오픈|수행|구축|진행",
)
OTHER_DATE = any_of(
    r"\b(?:due|valid until|expir\w*|birth|founded|template|rev\.|copyright|©"
    r"|renew\w*|invoice date|delivery date|estimated|planned|next|printed|form no|incorporated"
    r"|act of|law of)\b",
    r"유효\s?기간|만료|생년월일|양식|개정|설립|견적일|납기|예정|출력",
)
"""Words beside a day that proves nothing."""
