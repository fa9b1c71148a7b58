"""A third set of proofs in wordings of their own: forms, tables, short replies, drafts."""

from tests.poe.document import Document, claim

CRM = claim(
    "Northern Lights IT", "Alpine Ski House", ["Dynamics 365 Marketing"], "2026-06-15", "alpineskihouse.com"
)
M365 = claim("Humongous Cloud Ltd", "City Power & Light", ["Microsoft 365"], "2026-06-15", "citypower.org")
YAM = claim(
    "Adatum Services", "Consolidated Messenger", ["Yammer", "Microsoft Teams"], "2026-06-15", "cmessenger.com"
)
KHR = claim("(주)온새미로", "두레생활협동조합", ["Dynamics 365 Human Resources"], "2026-06-15", "dure.coop")
KTE = claim(
    "늘푸른정보기술", "가람제약", ["Microsoft Teams", "SharePoint Online"], "2026-06-15", "garampharm.co.kr"
)

DOCUMENTS = (
    Document(
        "service acceptance form",
        "en",
        CRM,
        """SERVICE ACCEPTANCE FORM
Client\tAlpine Ski House
Vendor\tNorthern Lights IT
Service\tEmail journeys and event registration in Dynamics 365 Marketing; segmentation workshop; two admins trained
Date of service\t9 - 20 March 2026
I hereby confirm receipt of the services listed above.
Client representative\tL. Petrov, CMO\tSignature\t/s/ L. Petrov
""",
        about="Client\tAlpine|Vendor\tNorthern",
        signed="/s/ L. Petrov",
        dated="20 March 2026",
        work="Email journeys",
        products=("Dynamics 365 Marketing",),
    ),
    Document(
        "service acceptance form, not filled in",
        "en",
        CRM,
        """SERVICE ACCEPTANCE FORM
Client\tAlpine Ski House
Vendor\tNorthern Lights IT
Service\tEmail journeys and event registration in Dynamics 365 Marketing; segmentation workshop; two admins trained
Date of service\t9 - 20 March 2026
I hereby confirm receipt of the services listed above.
Client representative\t\tSignature\t
""",
        about="Client\tAlpine|Vendor\tNorthern",
        signed=None,
        dated="20 March 2026",
        work="Email journeys",
        products=("Dynamics 365 Marketing",),
    ),
    Document(
        "short reply",
        "en",
        CRM,
        """From: Lev Petrov <lpetrov@alpineskihouse.com>
To: Maria Holm <maria@northernlights-it.com>
Subject: Re: Dynamics Marketing go-live 27 April
Date: Tue, 28 Apr 2026 07:58:11 +0200
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Perfect, that is exactly what we wanted. Project accepted from our side.
BR Lev
""",
        about="alpineskihouse.com|northernlights-it",
        signed="Project accepted",
        dated="28 Apr 2026",
        work="go-live",
        products=("Dynamics Marketing",),
        kind="eml",
    ),
    Document(
        "out of office",
        "en",
        CRM,
        """From: Lev Petrov <lpetrov@alpineskihouse.com>
To: Maria Holm <maria@northernlights-it.com>
Subject: Automatic reply: please approve our Dynamics 365 Marketing project
Date: Tue, 28 Apr 2026 07:58:11 +0200
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

I am out of the office until 11 May and will look at your message then.
""",
        about="alpineskihouse.com|northernlights-it",
        signed=None,
        dated="28 Apr 2026",
        work=None,
        products=("Dynamics 365 Marketing",),
        kind="eml",
    ),
    Document(
        "statement of work of 2024, amended",
        "en",
        M365,
        """Amendment No. 2 to the Statement of Work dated 4 March 2024
between City Power & Light ("Client") and Humongous Cloud Ltd ("Supplier")
The Supplier shall continue the rollout of Microsoft 365 to the remaining 900 seats and provide help-desk cover.
Amendment date: 12 January 2026
Signed for and on behalf of City Power & Light: Tunde Bello, CIO
Signed for and on behalf of Humongous Cloud Ltd: Eva Stone
""",
        about="between City Power",
        signed="City Power & Light: Tunde",
        dated="12 January 2026",
        work="continue the rollout",
        products=("rollout of Microsoft 365",),
    ),
    Document(
        "marketing brochure",
        "en",
        M365,
        """Humongous Cloud Ltd - your partner for Microsoft 365
Migration, adoption and managed services from one hand.
Call us today: +44 20 7946 0000
(c) 2026 Humongous Cloud Ltd
""",
        about="Humongous Cloud Ltd",
        signed=None,
        dated=None,
        work="Migration, adoption",
        products=("Microsoft 365",),
    ),
    Document(
        "email with approval from the wrong side",
        "en",
        YAM,
        """From: Project Office <pmo@adatumservices.com>
To: Gina Rivera <gina@cmessenger.com>
Subject: Yammer and Teams communities - closing
Date: Fri, 10 Apr 2026 12:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Gina, we set up 14 Yammer communities and moved the newsroom to Teams. Internally this is approved and closed.
May we count on your confirmation by Friday?
""",
        about="adatumservices|cmessenger",
        signed=None,
        dated="10 Apr 2026",
        work="set up 14 Yammer",
        products=("14 Yammer communities", "newsroom to Teams"),
        kind="eml",
    ),
    Document(
        "certificate with a stamp",
        "en",
        YAM,
        """CERTIFICATE OF COMPLETION
This certifies that Adatum Services completed the Viva Engage launch and the Teams governance set-up
for Consolidated Messenger on 30 April 2026.
Gina Rivera, Head of Communications
[signed]
""",
        about="This certifies|for Consolidated",
        signed="[signed]|This certifies",
        dated="30 April 2026",
        work="completed the Viva Engage",
        products=("Viva Engage launch", "Teams governance"),
    ),
    Document(
        "결과 보고 및 검수 조서",
        "ko",
        KHR,
        """검 수 조 서
건    명 : 인사 시스템 개선
납 품 처 : 두레생활협동조합
업 체 명 : (주)온새미로
내    역 : D365 인사 모듈 근태 화면 개발 및 급여 자료 이전, 담당자 교육
검수 일자 : 2026. 03. 27
상기와 같이 검수하였음
검수자 : 총무부 황보람 (인)
입회자 : 총무부 제갈민 (인)
""",
        about="납 품 처|업 체 명",
        signed="황보람 (인)",
        dated="2026. 03. 27",
        work="근태 화면 개발",
        products=("D365 인사",),
    ),
    Document(
        "검수 전 조서",
        "ko",
        KHR,
        """검 수 조 서
건    명 : 인사 시스템 개선
납 품 처 : 두레생활협동조합
업 체 명 : (주)온새미로
내    역 : D365 인사 모듈 근태 화면 개발 및 급여 자료 이전, 담당자 교육
검수 일자 :      년    월    일
검수자 :                    (인)
""",
        about="납 품 처|업 체 명",
        signed=None,
        dated=None,
        work="근태 화면 개발",
        products=("D365 인사",),
    ),
    Document(
        "회신 메일",
        "ko",
        KTE,
        """From: 정가을 <gaeul.jung@garampharm.co.kr>
To: 유지호 <jiho@npit.co.kr>
Subject: Re: 협업 환경 이관 결과 보고
Date: Mon, 08 Jun 2026 17:45:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

유 팀장님,
팀즈와 쉐어포인트로 옮긴 연구소 자료 모두 정상 확인했습니다. 보고서 내용에 이견 없고 완료 처리 부탁드립니다.
늘푸른정보기술 분들 고생 많으셨습니다.
가람제약 정보보안팀 정가을
""",
        about="garampharm|가람제약 정보보안|늘푸른정보기술 분들",
        signed="정상 확인했습니다|이견 없고",
        dated="08 Jun 2026",
        work="옮긴 연구소 자료",
        products=("팀즈와 쉐어포인트", "팀즈와 쉐어포인트"),
        kind="eml",
    ),
    Document(
        "계약서 초안",
        "ko",
        KTE,
        """협업 플랫폼 구축 계약서(안)
가람제약(이하 '갑'이라 한다)과 늘푸른정보기술(이하 '을'이라 한다)은 다음과 같이 계약을 체결한다.
제1조 을은 Microsoft Teams 및 SharePoint Online 환경을 구축하고 임직원 교육을 실시한다.
제2조 계약 기간은 2026년 1월 5일부터 2026년 3월 31일까지로 한다.
2026년    월    일
갑  가람제약 대표이사              (인)
을  늘푸른정보기술 대표이사              (인)
""",
        about="가람제약(이하",
        signed=None,
        dated="2026년 1월 5일",
        work="환경을 구축하고",
        products=("Microsoft Teams 및", "SharePoint Online 환경"),
    ),
    Document(
        "제품 하나만 있는 일지",
        "ko",
        KTE,
        """작업 일지
2026-05-11(월) 가람제약 본사: 쉐어포인트 사이트 권한 재구성, 교육 자료 등록 (늘푸른정보기술 유지호)
2026-05-12(화) 가람제약 공장: 사용자 문의 37건 처리
고객 확인: 정가을 (서명) 정가을
""",
        about="가람제약 본사",
        signed="정가을 (서명)",
        dated="2026-05-11|2026-05-12",
        work="권한 재구성|문의 37건",
        products=(None, "쉐어포인트 사이트"),
    ),
)
