"""More proofs in wordings of their own, most of them lacking something; the held-out set of docs/check.md."""

from tests.poe.document import Document, claim

FIN = claim(
    "Blue Yonder Partners", "Wingtip Toys Corp", ["Dynamics 365 Finance"], "2026-06-15", "wingtiptoys.com"
)
MDO = claim(
    "Relecloud",
    "Margie's Travel",
    ["Microsoft Defender for Office 365", "Intune"],
    "2026-06-15",
    "margiestravel.com",
)
APPS = claim("VanArsdel Ltd.", "School of Fine Art", ["Power Apps"], "2026-06-15", "fineartschool.net")
KOS = claim("주식회사 누리웍스", "태평양건설", ["SharePoint Online"], "2026-06-15", "taepyeong.co.kr")
KOP = claim("아라컨설팅", "서해은행", ["Power BI", "Power Automate"], "2026-06-15", "seohaebank.co.kr")
KOF = claim(
    "(주)에이블네트웍스",
    "Hanmaru Logistics",
    ["Dynamics 365 Supply Chain Management"],
    "2026-06-15",
    "hanmaru.com",
)

DOCUMENTS = (
    Document(
        "handover protocol",
        "en",
        FIN,
        """HANDOVER PROTOCOL
Project no. 77-204                                         Date of handover: 08/05/2026
Delivering party: Blue Yonder Partners
Receiving party: Wingtip Toys Corp
Object: ledger and fixed-asset modules of D365 Finance, opening balances loaded, month-end close rehearsed twice
Defects: none
The receiving party takes over the object.
Receiving party: H. Okafor (signature)  Henry Okafor
Delivering party: J. Lindt (signature)  Jana Lindt
""",
        about="Delivering party: Blue|Receiving party: Wingtip",
        signed="Receiving party: H. Okafor",
        dated="08/05/2026",
        work="ledger and fixed-asset",
        products=("D365 Finance",),
    ),
    Document(
        "handover protocol, receiver's line empty",
        "en",
        FIN,
        """HANDOVER PROTOCOL
Project no. 77-204                                         Date of handover: 08/05/2026
Delivering party: Blue Yonder Partners
Receiving party: Wingtip Toys Corp
Object: ledger and fixed-asset modules of D365 Finance, opening balances loaded, month-end close rehearsed twice

For the receiving party                 For the delivering party
____________________                    Jana Lindt (signed)
""",
        about="Delivering party: Blue|Receiving party: Wingtip",
        signed=None,
        dated="08/05/2026",
        work="ledger and fixed-asset",
        products=("D365 Finance",),
    ),
    Document(
        "survey with stars",
        "en",
        FIN,
        """Customer satisfaction survey
Respondent: Henry Okafor, Finance Director, Wingtip Toys
Submitted: June 3, 2026
Q1 What did Blue Yonder Partners do for you? They moved us from spreadsheets to Dynamics 365 Finance and taught the team.
Q2 Was the work completed to your satisfaction? Yes, fully.
Q3 May we use this as confirmation of the work? Yes - HO
""",
        about="Q1 What did Blue Yonder|Respondent: Henry",
        signed="Yes, fully|Yes - HO",
        dated="June 3, 2026",
        work="They moved us from",
        products=("Dynamics 365 Finance",),
    ),
    Document(
        "proposal",
        "en",
        FIN,
        """Proposal for Wingtip Toys Corp
Blue Yonder Partners, 3 March 2026
We propose to implement Dynamics 365 Finance in three phases: discovery, build, and rollout.
This offer is valid until 30 April 2026.
If you agree, please sign and return a copy.
Accepted by (name, date, signature):
""",
        about="Proposal for Wingtip|Blue Yonder Partners, 3",
        signed=None,
        dated="3 March 2026",
        work="We propose to implement",
        products=("implement Dynamics 365 Finance",),
    ),
    Document(
        "another module",
        "en",
        FIN,
        """Completion letter
To Blue Yonder Partners
We, Wingtip Toys Corp, certify that Dynamics 365 Commerce was configured and tested in our Reading shops in April 2026.
Henry Okafor
Finance Director
Electronically signed 2026-05-11T09:14Z
""",
        about="We, Wingtip Toys",
        signed="Electronically signed|certify",
        dated="2026-05-11|April 2026",
        work="configured and tested",
        products=(None,),
    ),
    Document(
        "thread that ends well",
        "en",
        MDO,
        """From: Aisha Khan <aisha@margiestravel.com>
To: Ben Ford <ben@relecloud.com>
Subject: Re: Re: security hardening
Date: Fri, 05 Jun 2026 10:02:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Retested this morning, phishing simulation now caught by Defender for Office 365 and every laptop shows up in Intune.
Consider us done - and thank you for the policy work.

A.

On Wed, 3 Jun 2026 at 18:20, Ben Ford <ben@relecloud.com> wrote:
> fixed the safe-links policy; could you approve?
>
> On Tue, 2 Jun 2026, Aisha Khan wrote:
>> I cannot accept this yet, two laptops are missing.
""",
        about="relecloud.com|margiestravel.com",
        signed="Consider us done",
        dated="05 Jun 2026",
        work="policy work|safe-links policy|phishing simulation",
        products=("Defender for Office 365", "shows up in Intune"),
        kind="eml",
    ),
    Document(
        "partner's status report",
        "en",
        MDO,
        """From: Ben Ford <ben@relecloud.com>
To: Aisha Khan <aisha@margiestravel.com>
Subject: Status week 22
Date: Fri, 29 May 2026 10:02:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Aisha,
we have completed enrolment of 210 devices in Intune and enabled safe attachments in Defender for Office 365.
I am happy to confirm that all work items are approved on our side.
Could you reply with a short OK?
Ben, Relecloud
""",
        about="relecloud.com|Relecloud",
        signed=None,
        dated="29 May 2026",
        work="completed enrolment",
        products=("Defender for Office 365", "devices in Intune"),
        kind="eml",
    ),
    Document(
        "quote for laptops",
        "en",
        MDO,
        """Quotation 2026-0311
Prepared for: Margie's Travel
30 x 14-inch laptop, 16 GB        27,300.00
30 x docking station               3,900.00
Valid until 30 June 2026
""",
        about=None,
        signed=...,
        dated=...,
        work=...,
        products=(..., ...),
    ),
    Document(
        "timesheet",
        "en",
        APPS,
        """VanArsdel Ltd. - timesheet for School of Fine Art
Consultant: Nina Weiss
11 May 2026   6.5 h   canvas app for studio bookings (Power Apps), screens and data sources
12 May 2026   7.0 h   approval flow, unit tests, fixes from user feedback
13 May 2026   4.0 h   walkthrough with the registrar's office
Hours approved by client: D. Marchetti   14 May 2026
""",
        about="timesheet for School",
        signed="Hours approved by client",
        dated="11 May 2026|12 May 2026|13 May 2026|14 May 2026",
        work="canvas app for studio|walkthrough|approval flow",
        products=("canvas app",),
    ),
    Document(
        "timesheet awaiting approval",
        "en",
        APPS,
        """VanArsdel Ltd. - timesheet for School of Fine Art
Consultant: Nina Weiss
11 May 2026   6.5 h   canvas app for studio bookings (Power Apps), screens and data sources
Hours approved by client: ______________
Status: awaiting approval
""",
        about="timesheet for School",
        signed=None,
        dated="11 May 2026",
        work="canvas app for studio",
        products=("canvas app",),
    ),
    Document(
        "reference letter without a day",
        "en",
        APPS,
        """To whom it may concern
VanArsdel has been a great help to the School of Fine Art: they designed and built three Power Apps for our studios and
trained our registrars. We accepted the apps at the end of the spring term.
Dario Marchetti, Registrar (signed)
""",
        about="VanArsdel has been",
        signed="Dario Marchetti, Registrar|We accepted",
        dated=None,
        work="designed and built",
        products=("three Power Apps",),
    ),
    Document(
        "partnership confirmation",
        "en",
        APPS,
        """School of Fine Art
2 June 2026
We confirm that VanArsdel Ltd. is our Microsoft partner of record for Power Apps.
D. Marchetti
/s/ Dario Marchetti
""",
        about="We confirm that VanArsdel",
        signed="/s/ Dario",
        dated="2 June 2026",
        work=None,
        products=("partner of record for Power Apps",),
    ),
    Document(
        "out of scope",
        "en",
        APPS,
        """Work order 12
Customer: School of Fine Art. Partner: VanArsdel Ltd.
In scope: SharePoint lists, migration of the archive, training for ten editors
Out of scope: Power Apps, Power BI
Start: 1 April 2026
Accepted: Dario Marchetti, 30 March 2026
""",
        about="Customer: School of Fine Art. Partner",
        signed="Accepted: Dario",
        dated="1 April 2026|30 March 2026",
        work="In scope: SharePoint",
        products=(None,),
    ),
    Document(
        "이행 확인원",
        "ko",
        KOS,
        """용역 이행 확인원
용역명: 사내 포털 개편
수요기관: 태평양건설(주)
용역사: (주)누리웍스
이행기간: 2026.01.12. ~ 2026.03.31.
이행내용: 쉐어포인트 기반 포털 설계, 문서함 12만 건 이관, 부서별 관리자 실습
위 용역이 성실히 이행되었음을 증명합니다.
2026.04.03.
태평양건설 주식회사 정보화추진실장 고은별 (직인)
""",
        about="수요기관|용역사|태평양건설 주식회사 정보화",
        signed="고은별 (직인)",
        dated="2026.04.03|2026.01.12",
        work="쉐어포인트 기반 포털",
        products=("쉐어포인트 기반",),
    ),
    Document(
        "이행 확인원, 날인 전",
        "ko",
        KOS,
        """용역 이행 확인원
용역명: 사내 포털 개편
수요기관: 태평양건설(주)
용역사: (주)누리웍스
이행기간: 2026.01.12. ~ 2026.03.31.
이행내용: 쉐어포인트 기반 포털 설계, 문서함 12만 건 이관, 부서별 관리자 실습
위 용역이 성실히 이행되었음을 증명합니다.
2026.    .    .
태평양건설 주식회사                       (직인)
""",
        about="수요기관|용역사|태평양건설 주식회사",
        signed=None,
        dated="2026.01.12",
        work="쉐어포인트 기반 포털",
        products=("쉐어포인트 기반",),
    ),
    Document(
        "오래된 이행 확인원",
        "ko",
        KOS,
        """용역 이행 확인원
수요기관: 태평양건설(주)
용역사: (주)누리웍스
이행기간: 2024.01.12. ~ 2024.03.31.
이행내용: SharePoint 포털 설계, 문서함 이관, 관리자 실습
2024년 4월 3일
태평양건설 주식회사 정보화추진실장 고은별 (직인)
""",
        about="수요기관|용역사|태평양건설 주식회사",
        signed="고은별 (직인)",
        dated=None,
        work="SharePoint 포털 설계",
        products=("SharePoint 포털",),
    ),
    Document(
        "메신저 대화",
        "ko",
        KOP,
        """[2026-05-14 오후 3:02] 서해은행 강다은 차장: 이사님, 대시보드 잘 받았습니다. 지점장님들도 좋아하시네요.
[2026-05-14 오후 3:04] 아라컨설팅 홍지훈: 감사합니다! 파워BI 7종과 Power Automate 결재 흐름까지 모두 배포했습니다.
[2026-05-14 오후 3:09] 서해은행 강다은 차장: 네, 저희 쪽 검수 끝났습니다. 종료 처리하셔도 됩니다.
""",
        about="서해은행 강다은|아라컨설팅 홍지훈",
        signed="종료 처리하셔도",
        dated="2026-05-14",
        work="결재 흐름까지 모두 배포",
        products=("파워BI 7종", "Power Automate 결재"),
    ),
    Document(
        "요청만 있는 메일",
        "ko",
        KOP,
        """From: 홍지훈 <jhhong@aracon.co.kr>
To: 강다은 <daeun.kang@seohaebank.co.kr>
Subject: [아라컨설팅] 완료 확인 요청
Date: Thu, 14 May 2026 15:00:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

강 차장님, 파워BI 대시보드 개발과 Power Automate 연동을 모두 완료하였습니다.
검토하시고 승인 회신 부탁드립니다.
홍지훈 드림
""",
        about="seohaebank|아라컨설팅",
        signed=None,
        dated="14 May 2026",
        work="대시보드 개발과",
        products=("파워BI 대시보드", "Power Automate 연동"),
        kind="eml",
    ),
    Document(
        "제품이 없는 확인서",
        "ko",
        KOP,
        """과업 완료 확인서
주관: 서해은행 디지털혁신부 / 수행: 아라컨설팅
주요 실적: 업무 자동화 과제 발굴 워크숍 3회, 지표 대시보드 시범 제작
완료일: 2026년 5월 22일
확인자: 강다은 (서명) 강다은
""",
        about="주관: 서해은행",
        signed="확인자: 강다은",
        dated="2026년 5월 22일",
        work="주요 실적",
        products=(None, None),
    ),
    Document(
        "라이선스 발주서",
        "ko",
        KOP,
        """발 주 서
발주처: 서해은행
공급처: 아라컨설팅
발주일: 2026년 2월 9일
Power BI Pro 50석, Power Automate Premium 20석
납기: 2026년 2월 20일
발주 담당: 강다은 (인) 강다은
""",
        about="발주처: 서해은행|공급처",
        signed="강다은 (인)",
        dated="2026년 2월 9일",
        work=None,
        products=("Power BI Pro", "Power Automate Premium"),
    ),
    Document(
        "한마루물류",
        "ko",
        KOF,
        """프로젝트 종료 확인
고객: 한마루로지스틱스
협력사: 에이블네트웍스
다이나믹스 365 공급망 관리 창고 모듈 셋업과 바코드 단말 연동을 마쳤음
종료일 2026/05/30
고객 측 책임자 임도윤 (서명)
""",
        about="고객: 한마루|협력사: 에이블",
        signed="임도윤 (서명)",
        dated="2026/05/30",
        work="창고 모듈 셋업",
        products=("다이나믹스 365 공급망",),
    ),
    Document(
        "다른 회사의 확인서",
        "ko",
        KOF,
        """프로젝트 종료 확인
고객: 보람유통
협력사: 미르솔루션
Dynamics 365 Sales 구축을 마쳤음
종료일 2026/05/30
고객 측 책임자 임도윤 (서명)
""",
        about=None,
        signed=...,
        dated=...,
        work=...,
        products=(...,),
    ),
    Document(
        "기한이 지난 견적과 보류",
        "ko",
        KOF,
        """From: 임도윤 <dylim@hanmaru.com>
To: 박서준 <sj@ablenetworks.co.kr>
Subject: RE: D365 SCM 창고 오픈 건
Date: Mon, 1 Jun 2026 09:30:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

박 책임님, D365 SCM 창고 모듈 설정은 확인했으나 단말 연동이 되지 않아 아직 완료로 보기 어렵습니다.
재점검 후 다시 논의하시죠.
""",
        about="hanmaru.com|ablenetworks",
        signed=None,
        dated="1 Jun 2026",
        work="창고 모듈 설정",
        products=("D365 SCM",),
        kind="eml",
    ),
)
