"""What a customer and a partner are called in proofs."""

from cpor_tui.poe.wording.pattern import any_of

CUSTOMER_ROLE = any_of(
    r"\b(?:the )?(?:customer(?! (?:service|insights?|engagement|data|voice|support|relationship"
    r"|success))|client|buyer"
    r"|purchaser|end[- ]user|acquirer|licensee|recipient|(?:receiving|ordering|accepting) party)\b",
    r"고객(?!\s?(?:서비스|인사이트|관리|데이터|응대|상담|지원))|발주|의뢰\s?(?:처|인|사|기관)"
    r"|수요\s?(?:기관|처)|도입\s?(?:사"
    r"|기관)|주문자|위탁자|구매자|(?:검수|검사|인수)\s?(?:자|기관|부서|관)"
    r"|(?:승인|확인)\s?자(?!료)"
    r"|(?<![가-힣])갑(?=[은는이가\s:：)\]\"”’,]|$)",
)
PARTNER_ROLE = any_of(
    r"\b(?:the )?(?:partner|(?:service )?provider|supplier|contractor|vendor|consultant|integrator"
    r"|reseller|seller|agency|(?:delivering|performing|supplying) party)\b",
    r"수행\s?(?:사|자|업체|기관|회사)|협력사|공급\s?(?:사|자|업체)|파트너|계약\s?상대자|수탁자|용역사"
    r"|납품\s?(?:사|업체|자)|개발사|시공사"
    r"|(?<![가-힣])을(?=[은는이가\s:：)\]\"”’,]|$)",
)
