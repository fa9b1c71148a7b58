"""How proofs tell what work was done."""

import re

from cpor_tui.poe.wording.pattern import any_of

SERVICES: dict[str, re.Pattern[str]] = {
    name: any_of(*patterns)
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
WORK_LABEL = any_of(
    r"\b(?:scope(?: of (?:work|services?))?|work (?:done|performed|completed|description)"
    r"|activit(?:y|ies)|services? (?:performed|provided|rendered|delivered|description)"
    r"|deliverables?|tasks?(?: completed| performed)?|description(?: of (?:work|services?))?"
    r"|what we did|summary of (?:work|services?|engagement))\b[^:：\n]{0,30}(?:[:：]|$)",
    r"(?:수행|작업|용역|지원|업무|과업|사업|서비스|주요|세부|이행|구축)\s?(?:내[용역]|범위|항목|사항"
    r"|실적|결과)\s*[)\]]?\s*(?:[:：)]|$)",
)
"""What stands before a description of work."""
TITLE_LABEL = any_of(
    r"^\s*(?:project(?: name| title)?|subject|re|title|engagement name|opportunity|contract name"
    r"|reference)\s*[:：]",
    r"^\s*(?:사업\s?명|프로젝트\s?명?|건\s?명|제\s?목|계약\s?명|용역\s?명|과제\s?명|품\s?명"
    r"|공사\s?명)\s*[:：]",
)
"""What stands before a name; a name describes nothing."""
