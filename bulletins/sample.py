"""What a design is shown on: the bulletin's own latest issue, or invented words without one."""

from django.utils import timezone

from .contents import (
    ARTICLES,
    BRIEFS,
    Article,
    Contents,
    DistributionGroup,
    Masthead,
    Section,
    build,
)
from .models import Bulletin
from .phrases import date_text, number_text
from .richtext import Paragraph, Run

SENTENCE = (
    "七月以来，青石县总工会组织人员走访工地、车站和快递网点，为1260名职工送去防暑用品。"
    "活动由各乡镇工会分片包干，走访单位47家，收集意见86条，其中当场答复61条。"
)
NEXT = "下一步，县总工会将把驿站的开放时间延长到晚上9时，并在东区和西区各增设一处。"
NOTE = "编者按：户外劳动者服务站点怎样建得好、管得住？青石县的做法可供各单位参考。"
HEADLINES = (
    "青石县总工会开展户外劳动者夏季送清凉活动",
    "望湖区总工会举办职工技能竞赛",
    "市总工会部署下半年重点工作",
    "松岭县总工会推进新就业形态劳动者建会入会工作",
)
BRIEF_HEADLINES = ("临江区举办职工运动会", "市园林系统工会慰问一线职工", "云溪港务集团工会换届")


def contents_of(bulletin: Bulletin) -> tuple[Contents, str]:
    """What to print, and the name of the issue it is from (empty: it is invented)."""
    issues = bulletin.issues.filter(sections__placements__isnull=False)
    issue = issues.order_by("-date", "-pk").first()
    if issue:
        return build(issue), str(issue)
    return invented(bulletin), ""


def invented(bulletin: Bulletin) -> Contents:
    """An issue of fictional news under the masthead of ``bulletin``."""
    today = date_text(timezone.localdate())
    publisher = bulletin.publisher or "云溪市总工会办公室"
    articles = tuple(_article(str(n), text) for n, text in enumerate(HEADLINES, 1))
    briefs = tuple(_brief(f"b{n}", text) for n, text in enumerate(BRIEF_HEADLINES, 1))
    return Contents(
        masthead=Masthead(
            bulletin.title,
            number_text(12, 345, bulletin.number_style),
            publisher,
            today,
            bulletin.marking,
        ),
        sections=(
            Section("工作动态", ARTICLES, articles[:2]),
            Section("权益维护", ARTICLES, articles[2:]),
            Section("工作简讯", BRIEFS, briefs),
        ),
        distribution=(
            DistributionGroup("报", ("市委、市政府领导", "省总工会"), 20),
            DistributionGroup("送", ("市委各部委办局", "市各人民团体"), 30),
            DistributionGroup("发", ("各县（市）、区总工会", "各产业工会", "各直属基层工会"), 80),
        ),
        contents_heading=bulletin.contents_heading,
        imprint=(publisher, f"{today}印发"),
        staff=(("编辑", "苏禾"), ("审核", "秦岚"), ("签发", "陆望川")),
    )


def _article(key: str, headline: str) -> Article:
    texts = (SENTENCE * 2, SENTENCE, NEXT)
    return Article(
        key=key,
        headline_lines=(headline,),
        contents_title=headline,
        blocks=tuple(Paragraph((Run(text),)) for text in texts),
        source="青石县总工会",
        note=NOTE if key == "1" else "",
    )


def _brief(key: str, headline: str) -> Article:
    blocks = (Paragraph((Run(SENTENCE),)),)
    return Article(key, (headline,), headline, blocks, source="青石县总工会", brief=True)
