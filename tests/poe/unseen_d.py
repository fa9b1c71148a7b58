"""A fourth set of proofs in wordings of their own: orders, agreements, sheets and mails as offices write them."""

from tests.poe.document import Document, claim

SVC = claim(
    "Fourth Coffee IT",
    "Lamna Healthcare Company",
    ["Dynamics 365 Field Service"],
    "2026-06-15",
    "lamnahealthcare.com",
)
EXO = claim(
    "Trey Systems",
    "Bellows College",
    ["Exchange Online", "Microsoft Intune"],
    "2026-06-15",
    "bellowscollege.edu",
)
PRO = claim("Southridge Digital", "Graphic Design Institute", ["Power Automate"], "2026-06-15", "gdi.org")
KSA = claim(
    "주식회사 참빛시스템", "한라식품 주식회사", ["Dynamics 365 Sales"], "2026-06-15", "hallafood.co.kr"
)
KIN = claim("모두소프트", "경인교통", ["Intune", "Microsoft 365"], "2026-06-15", "kyunginbus.co.kr")

DOCUMENTS = (
    Document(
        "letter of engagement with initials",
        "en",
        SVC,
        """Letter of Engagement
Date: March 16, 2026
Dear Dr. Osei,
Fourth Coffee IT will provide consulting services to Lamna Healthcare Company as follows:
(a) map technician territories and work-order types,
(b) deploy Dynamics 365 Field Service mobile to 75 technicians,
(c) run a four-week hypercare.
If the above meets your understanding, kindly countersign below.
Sincerely, Paula Brandt, Fourth Coffee IT

ACKNOWLEDGED AND AGREED
Lamna Healthcare Company
/s/ Dr. K. Osei
Chief Operating Officer
March 18, 2026
""",
        about="Fourth Coffee IT will provide",
        signed="/s/ Dr. K. Osei",
        dated="March 16, 2026|March 18, 2026",
        work="deploy Dynamics 365|map technician|four-week hypercare",
        products=("deploy Dynamics 365 Field Service",),
    ),
    Document(
        "letter of engagement, only sent",
        "en",
        SVC,
        """Letter of Engagement
Date: March 16, 2026
Dear Dr. Osei,
Fourth Coffee IT will provide consulting services to Lamna Healthcare Company: deployment of Dynamics 365 Field Service
mobile to 75 technicians and a four-week hypercare.
If the above meets your understanding, kindly countersign below.
Sincerely,
/s/ Paula Brandt
Fourth Coffee IT

ACKNOWLEDGED AND AGREED
Lamna Healthcare Company
By: _______________
Date: _______________
""",
        about="Fourth Coffee IT will provide",
        signed=None,
        dated="March 16, 2026",
        work="deployment of Dynamics|four-week hypercare",
        products=("Dynamics 365 Field Service",),
    ),
    Document(
        "work order in a table",
        "en",
        EXO,
        """WORK ORDER WO-0917
Client:\tBellows College\tProvider:\tTrey Systems
Issued:\t02-Feb-2026\tCompleted:\t27-Mar-2026
Task\tStatus
Mailbox moves to Exchange Online (3,200)\tDone
Intune enrolment of loan laptops\tDone
Administrator coaching\tDone
Client approval:\tH. Lindqvist\tDate:\t30-Mar-2026
""",
        about="Bellows College\tProvider",
        signed="Client approval:\tH. Lindqvist",
        dated="30-Mar-2026|27-Mar-2026",
        work="Mailbox moves|Intune enrolment|Administrator coaching",
        products=("Exchange Online (3,200)", "Intune enrolment"),
    ),
    Document(
        "work order, approval open",
        "en",
        EXO,
        """WORK ORDER WO-0917
Client:\tBellows College\tProvider:\tTrey Systems
Issued:\t02-Feb-2026\tCompleted:\t27-Mar-2026
Mailbox moves to Exchange Online (3,200)\tDone
Intune enrolment of loan laptops\tDone
Client approval:\topen
""",
        about="Bellows College\tProvider",
        signed=None,
        dated="27-Mar-2026|02-Feb-2026",
        work="Mailbox moves|Intune enrolment",
        products=("Exchange Online (3,200)", "Intune enrolment"),
    ),
    Document(
        "approval in an old Outlook thread",
        "en",
        PRO,
        """From: Tim Ashby <tim@southridgedigital.com>
To: Archive <archive@southridgedigital.com>
Subject: FW: Power Automate flows - done?
Date: Mon, 18 May 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

fyi

From: Ines Duarte <ines.duarte@gdi.org>
Sent: Friday, May 15, 2026 4:31 PM
To: Tim Ashby
Subject: RE: Power Automate flows - done?

Tim, I went through all seven flows with the registrar today. They do what we asked for and I am signing off on the work.
Best, Ines
Graphic Design Institute

From: Tim Ashby
Sent: Thursday, May 14, 2026 10:02 AM
To: Ines Duarte
Subject: Power Automate flows - done?

Hi Ines, we have built and tested the flows. Do you approve?
""",
        about="gdi.org|Graphic Design|southridgedigital",
        signed="signing off on the work",
        dated="May 15, 2026|18 May 2026|May 14, 2026",
        work="built and tested the flows",
        products=("Power Automate flows",),
        kind="eml",
    ),
    Document(
        "case study for the web",
        "en",
        PRO,
        """Success story: Graphic Design Institute
Southridge Digital automated enrolment with Power Automate. "We saved two days a week", says Ines Duarte.
Published 11/2023
""",
        about="Southridge Digital automated|Graphic Design Institute",
        signed=None,
        dated=None,
        work="automated enrolment",
        products=("Power Automate",),
    ),
    Document(
        "parking invoice",
        "en",
        PRO,
        """Invoice no. 2291
Customer: Graphic Design Institute
Parking permits, spring term: 40 x 55.00
Date: 9 February 2026
Please pay within 14 days.
""",
        about=None,
        signed=...,
        dated=...,
        work=...,
        products=(...,),
    ),
    Document(
        "업무 완료 보고서",
        "ko",
        KSA,
        """업 무 완 료 보 고 서
업체: ㈜참빛시스템            의뢰처: 한라식품㈜
품목: Dynamics 365 Sales 영업 기회 관리 화면 개발, 기존 CRM 고객 정보 이관(8,400건)
시작: 2026년 3월 9일   종료: 2026년 5월 8일
위 업무가 계약대로 완료되었기에 서명합니다.
의뢰처 확인   성명: 노하늘   서명: 노하늘   2026년 5월 11일
""",
        about="업체: ㈜참빛",
        signed="의뢰처 확인",
        dated="2026년 5월 11일|2026년 3월 9일",
        work="화면 개발",
        products=("Dynamics 365 Sales 영업",),
    ),
    Document(
        "업무 완료 보고서, 확인 전",
        "ko",
        KSA,
        """업 무 완 료 보 고 서
업체: ㈜참빛시스템            의뢰처: 한라식품㈜
품목: Dynamics 365 Sales 영업 기회 관리 화면 개발, 기존 CRM 고객 정보 이관(8,400건)
시작: 2026년 3월 9일   종료: 2026년 5월 8일
위 업무가 계약대로 완료되었기에 서명합니다.
의뢰처 확인   성명:            서명:
""",
        about="업체: ㈜참빛",
        signed=None,
        dated="2026년 5월 8일|2026년 3월 9일",
        work="화면 개발",
        products=("Dynamics 365 Sales 영업",),
    ),
    Document(
        "파트너 지정서",
        "ko",
        KSA,
        """파트너 지정 확인서
한라식품 주식회사는 ㈜참빛시스템을 Dynamics 365 Sales 부문 공식 파트너로 지정합니다.
2026년 4월 1일
한라식품 주식회사 대표이사 마동현 (인)
""",
        about="한라식품 주식회사는 ㈜참빛",
        signed="마동현 (인)",
        dated="2026년 4월 1일",
        work=None,
        products=("Dynamics 365 Sales",),
    ),
    Document(
        "정기 점검표",
        "ko",
        KIN,
        """월간 점검표 (2026년 5월)
고객: 경인교통    점검: 모두소프트 탁지원
[v] 인튠 단말 규정 준수 점검 및 정책 배포
[v] M365 계정 정비, 다단계 인증 적용
[ ] 백업 복구 훈련
특이사항: 없음
고객 서명: 육성재
""",
        about="고객: 경인교통",
        signed="고객 서명: 육성재",
        dated="2026년 5월",
        work="인튠 단말 규정|M365 계정 정비",
        products=("인튠 단말", "M365 계정"),
    ),
    Document(
        "카카오톡 대화",
        "ko",
        KIN,
        """2026년 5월 20일 수요일
[경인교통 육성재] [오후 1:12] 탁 과장님 인튠 등록이랑 메일 이전 다 된 거죠?
[모두소프트 탁지원] [오후 1:15] 네 Microsoft 365 메일 이전, 인튠 단말 420대 등록까지 끝났습니다. 완료 확인 부탁드려요.
[경인교통 육성재] [오후 1:20] 확인했습니다. 완료 승인할게요. 수고하셨습니다!
""",
        about="경인교통 육성재|모두소프트 탁지원",
        signed="완료 승인할게요",
        dated="2026년 5월 20일",
        work="메일 이전, 인튠 단말",
        products=("인튠 단말 420대|인튠 등록", "Microsoft 365 메일"),
    ),
    Document(
        "확인 요청만 있는 공문",
        "ko",
        KIN,
        """수신: 경인교통 전산팀장
발신: 모두소프트 대표이사 선우진
제목: 인튠 구축 완료 확인 요청
귀사의 무궁한 발전을 기원합니다. 당사는 2026년 4월 10일 Microsoft 365 전환과 인튠 구축 작업을 완료하였기에
확인을 요청드리오니 첨부 확인서에 날인하여 회신하여 주시기 바랍니다.
모두소프트 대표이사 선우진 (직인)
""",
        about="수신: 경인교통|발신: 모두",
        signed=None,
        dated="2026년 4월 10일",
        work="전환과 인튠 구축",
        products=("인튠 구축", "Microsoft 365 전환"),
    ),
)
