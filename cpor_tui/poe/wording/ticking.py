"""How a product's name is ticked, left open or taken out."""

import re

from cpor_tui.poe.wording.pattern import any_of

UNTICKED = re.compile(r"[☐□◻▢❏❑⬜○◯]|\[\s*\]|\(\s{1,3}\)|〔\s*〕|\bno\s*[:：]?\s*$", re.IGNORECASE)
TICKED = re.compile(r"[☒☑✓✔✗✘■◼▣●◉⦿🗹✅]|\[\s*[xXvV✓✔*o○√]\s*\]|\(\s*[xXvV✓✔√○]\s*\)|\b[xX]\b|√")
TICK_HEADING = any_of(
    r"\b(?:tick|check|mark|select|choose|circle)\b[^.\n]{0,60}\b(?:all|appl\w*|one|box\w*|below"
    r"|relevant|appropriate|products?|workloads?|that)\b",
    r"(?:해당|선택|체크|표시)\s?(?:하는|되는|란|사항)?[^.\n]{0,20}(?:체크|선택|표시|√|✓|V)",
)
EXCLUDED_BEFORE = any_of(
    r"\b(?:out of scope|not (?:in scope|included|covered)|exclud\w+|excluded)\b[^.\n]*$",
    r"\b(?:except(?:ing)?(?: for)?|other than|instead of|replac(?:es?|ed|ing)|without|no|nor|never"
    r"|not (?:the )?"
    r"|migrat\w+ (?:away )?from|moved? (?:away )?from|alternative to|unlike)\W+(?:\w+\W+){0,2}$",
    r"(?:제외|미포함|범위\s?(?:외|밖))\s*[:：][^.\n]*$",
)
EXCLUDED_AFTER = any_of(
    r"^[^.;\n]{0,50}\b(?:out of scope|excluded|exempt|(?:is|are|was|were|will|has|have|been|be|does"
    r"|did|do) not\b"
    r"|(?:isn|wasn|won|hasn|don|doesn|didn)['’]?t|not (?:in|part of|included|covered|within|yet"
    r"|deployed|used|purchased|touched)"
    r"|(?:future|later|next|second) phase|(?:was|were|is|being|been) replaced|cancell?ed|dropped|postponed)",
    r"^[^.\n]{0,30}(?:제외|미포함|포함(?:되지|하지)\s?않|해당\s?없|범위\s?(?:외|밖)|추후|차기|대신"
    r"|미도입|미사용|취소|연기)",
)
"""What says that a product named beside it is not the one worked on."""
