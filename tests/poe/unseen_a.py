"""Proofs in wordings of their own, with the lines that prove each point; written before the check had seen them."""

from tests.poe.document import Document, claim

EN = claim(
    "Tailspin Advisory",
    "Woodgrove Bank plc",
    ["Dynamics 365 Customer Service"],
    "2026-06-15",
    "woodgrove.co.uk",
)
TEAMS = claim(
    "Litware Ltd", "Lucerne Publishing GmbH", ["Microsoft Teams"], "2026-06-15", "lucerne-publishing.de"
)
TWO = claim(
    "Proseware Inc.", "Coho Winery", ["SharePoint Online", "Power BI"], "2026-06-15", "cohowinery.com"
)
KO = claim("(주)새로이테크", "동방물산 주식회사", ["Microsoft Teams"], "2026-06-15", "dongbang.co.kr")
KO2 = claim("그린아이티", "미래식품(주)", ["Dynamics 365 Business Central"], "2026-06-15", "miraefood.kr")
KO3 = claim(
    "다온시스템즈", "한울병원", ["OneDrive for Business", "Exchange Online"], "2026-06-15", "hanul.or.kr"
)

DOCUMENTS = (
    Document(
        "closure report",
        "en",
        EN,
        """Project closure report
Prepared by Tailspin Advisory for Woodgrove Bank
Version 1.2, 29 May 2026

What was done
We stood up the case queues and routing rules in Dynamics 365 Customer Service, connected them to the
telephony system and ran six sessions for the contact-centre leads.

Outcome
Average handling time fell by 14%.

Client sign-off
Priya Nair, Head of Operations, Woodgrove Bank
/s/ Priya Nair
""",
        about="Prepared by Tailspin",
        signed="/s/ Priya Nair",
        dated="29 May 2026",
        work="stood up the case queues|telephony system and ran six",
        products=("Dynamics 365 Customer Service",),
    ),
    Document(
        "closure report nobody signed",
        "en",
        EN,
        """Project closure report
Prepared by Tailspin Advisory for Woodgrove Bank
29 May 2026
We stood up the case queues and routing rules in Dynamics 365 Customer Service and ran six sessions for the leads.

Client sign-off
Name
Role
Signature  ........................
Date       ........................
""",
        about="Prepared by Tailspin",
        signed=None,
        dated="29 May 2026",
        work="stood up the case queues",
        products=("Dynamics 365 Customer Service",),
    ),
    Document(
        "reply that agrees casually",
        "en",
        TEAMS,
        """From: "Weber, Anke" <anke.weber@lucerne-publishing.de>
To: Sam Cole <sam.cole@litware.com>
Subject: AW: Teams telephony - wrap-up
Date: Thu, 21 May 2026 16:40:00 +0200
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hi Sam,

just tried the last call queue - works like a charm, so looks good to us, happy to sign this off.
Thanks to the Litware crew for moving all 340 numbers over and for the floor-walking in week one!

Anke Weber
Lucerne Publishing GmbH

> Am 20.05.2026 schrieb Sam Cole:
> please let me know whether we may close the project
""",
        about="Litware crew|Lucerne Publishing GmbH|lucerne-publishing.de|Sam Cole <sam",
        signed="happy to sign this off",
        dated="21 May 2026",
        work="moving all 340 numbers",
        products=("Teams telephony",),
        kind="eml",
    ),
    Document(
        "reply that postpones",
        "en",
        TEAMS,
        """From: "Weber, Anke" <anke.weber@lucerne-publishing.de>
To: Sam Cole <sam.cole@litware.com>
Subject: AW: Teams telephony - wrap-up
Date: Thu, 21 May 2026 16:40:00 +0200
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hi Sam,

two call queues still drop calls. I will sign off as soon as Litware has fixed the
Teams phone migration for the branch office.

Anke Weber
""",
        about="Litware has fixed|lucerne-publishing.de|Sam Cole <sam",
        signed=None,
        dated="21 May 2026",
        work="Teams phone migration",
        products=("Teams phone|Teams telephony",),
        kind="eml",
    ),
    Document(
        "forwarded approval",
        "en",
        TWO,
        """From: Lena Ortiz <lena@proseware.com>
To: claims@proseware.com
Subject: Fwd: Intranet and dashboards
Date: Mon, 1 Jun 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

For the file.

---------- Forwarded message ---------
From: Marco Bianchi <marco@cohowinery.com>
Date: Fri, 29 May 2026 at 17:22
Subject: Re: Intranet and dashboards
To: Lena Ortiz <lena@proseware.com>

Lena, you have our go-ahead to close. The SharePoint Online intranet and the eight Power BI dashboards
that Proseware built are in daily use, and both training days were great.

Marco Bianchi, COO, Coho Winery
""",
        about="cohowinery.com|Coho Winery|Proseware built|Lena Ortiz <lena",
        signed="you have our go-ahead",
        dated="1 Jun 2026|29 May 2026",
        work="that Proseware built|eight Power BI dashboards",
        products=("SharePoint Online intranet", "eight Power BI dashboards"),
        kind="eml",
    ),
    Document(
        "one product of two",
        "en",
        TWO,
        """ACCEPTANCE CERTIFICATE
Between Proseware Inc. and Coho Winery
Work performed: information architecture for SharePoint Online, migration of 90 GB of file shares, author training
Period: February to April 2026
Accepted without reservation on 04 May 2026
For Coho Winery: Marco Bianchi (signed)
""",
        about="Between Proseware Inc. and Coho",
        signed="Marco Bianchi (signed)",
        dated="04 May 2026",
        work="information architecture for SharePoint",
        products=("SharePoint Online", None),
    ),
    Document(
        "e-signature stamp with the name below",
        "en",
        EN,
        """Statement of completion

Tailspin Advisory has finished the activities below for Woodgrove Bank plc.
- Fit-gap workshops with the service desk
- Knowledge base import
- Dashboards for Dynamics 365 Customer Service

DocuSigned by:
Priya Nair
9F3C2A77B01D4E2
5/27/2026
""",
        about="Tailspin Advisory has finished",
        signed="DocuSigned by|Priya Nair",
        dated="5/27/2026",
        work="Fit-gap workshops|Knowledge base import|Dashboards for",
        products=("Dynamics 365 Customer Service",),
    ),
    Document(
        "old engagement letter",
        "en",
        EN,
        """Engagement letter
14 January 2024
Woodgrove Bank plc engages Tailspin Advisory to configure Dynamics 365 Customer Service and to train 60 agents.
Agreed and accepted on behalf of Woodgrove Bank plc
By: /s/ Priya Nair     Date: 19 January 2024
""",
        about="Woodgrove Bank plc engages",
        signed="By: /s/ Priya Nair",
        dated=None,
        work="configure Dynamics 365 Customer Service",
        products=("Dynamics 365 Customer Service",),
    ),
    Document(
        "licence order without work",
        "en",
        EN,
        """Purchase order 4500129
Buyer: Woodgrove Bank plc
Supplier: Tailspin Advisory
Date: 2 April 2026
Item 10: 120 x Dynamics 365 Customer Service Enterprise, annual
Item 20: 15 x Dynamics 365 Team Members, annual
Approved by: Priya Nair
""",
        about="Buyer: Woodgrove|Supplier: Tailspin",
        signed="Approved by: Priya Nair",
        dated="2 April 2026",
        work=None,
        products=("120 x Dynamics 365 Customer Service",),
    ),
    Document(
        "somebody else's project",
        "en",
        EN,
        """Completion notice
Customer: Trey Research
Partner: Fourth Coffee Consulting
The Dynamics 365 Field Service pilot was delivered on 3 March 2026.
Signed: Rob Young
""",
        about=None,
        signed=...,
        dated=...,
        work=...,
        products=(...,),
    ),
    Document(
        "ticked boxes",
        "en",
        TEAMS,
        """Proof of execution
Customer: Lucerne Publishing GmbH        Partner: Litware Ltd
Workloads:
[ ] Exchange Online
[x] Microsoft Teams
[ ] Intune
Description: meeting-room rollout at three sites, governance policies, champions programme
Customer signature: Anke Weber            Date: 2026/05/30
""",
        about="Customer: Lucerne",
        signed="Customer signature: Anke",
        dated="2026/05/30",
        work="meeting-room rollout",
        products=("[x] Microsoft Teams",),
    ),
    Document(
        "boxes that nobody ticked",
        "en",
        TEAMS,
        """Proof of execution
Customer: Lucerne Publishing GmbH        Partner: Litware Ltd
Workloads:
[ ] Exchange Online
[ ] Microsoft Teams
[ ] Intune
Description: adoption workshops and governance policies at three sites
Customer signature: Anke Weber            Date: 2026/05/30
""",
        about="Customer: Lucerne",
        signed="Customer signature: Anke",
        dated="2026/05/30",
        work="adoption workshops",
        products=(None,),
    ),
    Document(
        "minutes with a decision",
        "en",
        TWO,
        """Steering committee, 12 May 2026
Present: M. Bianchi, T. Rossi (Coho Winery); L. Ortiz (Proseware)
1. Status: all Power BI reports published; the SharePoint document centre has replaced the old file server.
2. Decision: Coho Winery formally accepts the delivery; no open points remain.
3. Next: none
""",
        about="Present: M. Bianchi|Coho Winery formally accepts",
        signed="Coho Winery formally accepts",
        dated="12 May 2026",
        work="Power BI reports published",
        products=("SharePoint document centre", "Power BI reports"),
    ),
    Document(
        "검수 확인서",
        "ko",
        KO,
        """검 수 확 인 서
1. 용역명 : 협업 플랫폼 고도화
2. 발주기관 : 동방물산(주)
3. 계약상대자 : 주식회사 새로이테크
4. 주요 과업 : 팀즈 회의실 12개소 구축, 거버넌스 수립, 사내 강사 양성
5. 검수일 : 2026. 5. 20.
위 용역에 대한 검수를 완료하였음을 확인함.
검사자  총무팀장  오세훈 (인)
""",
        about="발주기관 : 동방물산|계약상대자",
        signed="오세훈 (인)",
        dated="2026. 5. 20.",
        work="팀즈 회의실 12개소",
        products=("팀즈 회의실",),
    ),
    Document(
        "서명 없는 검수 확인서",
        "ko",
        KO,
        """검 수 확 인 서
1. 용역명 : 협업 플랫폼 고도화
2. 발주기관 : 동방물산(주)
3. 계약상대자 : 주식회사 새로이테크
4. 주요 과업 : 팀즈 회의실 12개소 구축, 거버넌스 수립, 사내 강사 양성
5. 검수일 : 2026. 5. 20.
위 용역에 대한 검수를 완료하였음을 확인함.
검사자  직위:            성명:             (서명)
""",
        about="발주기관 : 동방물산|계약상대자",
        signed=None,
        dated="2026. 5. 20.",
        work="팀즈 회의실 12개소",
        products=("팀즈 회의실",),
    ),
    Document(
        "마무리 메일",
        "ko",
        KO,
        """From: 오세훈 <sehoon.oh@dongbang.co.kr>
To: 윤하늘 <sky@saeroitech.com>
Subject: RE: Teams 전환 건
Date: Wed, 27 May 2026 11:05:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

윤 매니저님, 안녕하세요.

보내주신 결과 잘 보았습니다. 이대로 마무리하시면 됩니다.
그동안 Teams 채널 정리와 사용자 교육까지 꼼꼼히 챙겨 주셔서 감사합니다.

동방물산 총무팀 오세훈
""",
        about="dongbang.co.kr|동방물산 총무팀|saeroitech",
        signed="이대로 마무리하시면",
        dated="27 May 2026",
        work="채널 정리와 사용자 교육",
        products=("Teams 채널|Teams 전환",),
        kind="eml",
    ),
    Document(
        "승인을 미루는 메일",
        "ko",
        KO,
        """From: 오세훈 <sehoon.oh@dongbang.co.kr>
To: 윤하늘 <sky@saeroitech.com>
Subject: RE: Teams 전환 건
Date: Wed, 27 May 2026 11:05:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

팀즈 채널 이전 후 게스트 접속 오류가 남아 있어 완료 승인은 다음 달로 보류하겠습니다.
조치 후 다시 말씀 주시기 바랍니다.
""",
        about="dongbang.co.kr|saeroitech",
        signed=None,
        dated="27 May 2026",
        work="팀즈 채널 이전",
        products=("팀즈 채널|Teams 전환",),
        kind="eml",
    ),
    Document(
        "구축 완료 보고서",
        "ko",
        KO2,
        """구축 완료 보고서
고 객 명: 미래식품 주식회사
수 행 사: (주)그린아이티
비즈니스 센트럴 회계/구매 모듈 구성, 기초 데이터 이관, 현업 대상 실습 4회
완 료 일: '26년 4월 17일
고객 승인: 재무본부장 서지안 (서명) 서지안
""",
        about="고 객 명: 미래식품|그린아이티",
        signed="서지안 (서명)",
        dated="'26년 4월 17일",
        work="비즈니스 센트럴 회계",
        products=("비즈니스 센트럴",),
    ),
    Document(
        "날짜 없는 보고서",
        "ko",
        KO2,
        """구축 완료 보고서
고 객 명: 미래식품 주식회사
수 행 사: (주)그린아이티
Business Central 회계/구매 모듈 구성, 기초 데이터 이관, 현업 대상 실습 4회
완 료 일: 지난달 말
고객 승인: 재무본부장 서지안 (서명) 서지안
""",
        about="고 객 명: 미래식품|그린아이티",
        signed="서지안 (서명)",
        dated=None,
        work="회계/구매 모듈 구성",
        products=("Business Central",),
    ),
    Document(
        "두 제품 중 하나",
        "ko",
        KO3,
        """업무 협조 확인
발신: 한울병원 전산실
수신: 다온시스템즈
귀사가 2026년 3월 중 진행한 원드라이브 배포와 백업 정책 적용을 이상 없이 인수하였습니다.
2026-04-02
한울병원 전산실장 문가영 [인]
""",
        about="발신: 한울병원|수신: 다온|한울병원 전산실장",
        signed="문가영 [인]|인수하였습니다",
        dated="2026-04-02|2026년 3월",
        work="원드라이브 배포",
        products=("원드라이브 배포", None),
    ),
    Document(
        "사무용품 세금계산서",
        "ko",
        KO3,
        """세금계산서
공급받는자: 한울병원
공급자: 바른문구
작성일자: 2026년 5월 2일
복사용지 40박스, 볼펜 10타
합계금액 1,320,000원
""",
        about=None,
        signed=...,
        dated=...,
        work=...,
        products=(..., ...),
    ),
    Document(
        "전자서명 계약",
        "ko",
        KO3,
        """기술지원 계약서
도입기관(이하 "갑"): 한울병원
수행업체(이하 "을"): 다온시스템즈
제2조 을은 갑의 익스체인지 온라인 메일 이전 및 원드라이브 사용자 지원을 제공한다.
계약일: 2025년 11월 3일
갑  한울병원장 장민호   전자서명 완료 2025-11-03 14:22
을  다온시스템즈 대표 배수지   전자서명 완료 2025-11-03 15:01
""",
        about="도입기관|수행업체",
        signed="갑  한울병원장",
        dated="2025년 11월 3일|2025-11-03",
        work="제2조 을은",
        products=("제2조 을은", "제2조 을은"),
    ),
    Document(
        "수행사만 서명한 계약",
        "ko",
        KO3,
        """기술지원 계약서
도입기관(이하 "갑"): 한울병원
수행업체(이하 "을"): 다온시스템즈
제2조 을은 갑의 익스체인지 온라인 메일 이전 및 원드라이브 사용자 지원을 제공한다.
계약일: 2025년 11월 3일
갑  한울병원     대표자               (인)
을  다온시스템즈   대표 배수지   (인)
""",
        about="도입기관|수행업체",
        signed=None,
        dated="2025년 11월 3일",
        work="제2조 을은",
        products=("제2조 을은", "제2조 을은"),
    ),
)
