"""The style page: every part of the site's visual language on one page, with invented content."""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bulletins import comparing, workflow
from bulletins.models import Article, Decision, Issue, Layout
from bulletins.models.article import ArticleState
from bulletins.models.issue import IssueState

HEADLINES = (
    "云溪县总工会开展户外劳动者夏季送清凉活动",
    "青石区总工会举办第三届职工技能比武",
    "望海港务集团工会建成十二个职工驿站",
    "市机械系统工会召开班组长座谈会，就岗位练兵、技能津贴和劳动保护听取一线意见并当场答复",
)
OLD_TEXT = """七月以来，云溪县总工会组织人员走访工地、车站和快递网点，为一千二百名职工送去防暑用品。
活动由各乡镇工会分别开展，效果很好。"""
NEW_TEXT = """七月以来，云溪县总工会组织人员走访工地、车站和快递网点，为1260名职工送去防暑用品。
活动由各乡镇工会分片包干，走访单位47家。"""
LINES = (
    ("headline", "青石区总工会举办第三届职工技能比武", ""),
    ("paragraph", "近日，青石区总工会举办第三届职工技能比武，来自28家企业的选手参赛。", ""),
    ("source", "（青石区总工会）", ""),
    ("paragraph", "望海港务集团工会建成十二个职工驿站", "像是标题，但行末没有空行，请确认"),
)


class SampleForm(forms.Form):
    """One field of each kind; sent with a gap in it, so that an error is seen too."""

    headline = forms.CharField(label=_("Headline"), widget=forms.Textarea(attrs={"rows": 2}))
    subtitle = forms.CharField(label=_("Subtitle"), required=False)
    section = forms.ChoiceField(
        label=_("Suggested section"),
        choices=[("", "—"), ("1", "工作动态"), ("2", "基层简讯")],
        help_text="编辑可以改放到别的栏目。",
        required=False,
    )
    style = forms.ChoiceField(
        label=_("style"),
        choices=[("articles", "文章"), ("briefs", "简讯")],
        widget=forms.RadioSelect,
    )
    joint = forms.BooleanField(label="与其他单位联合报送", required=False)
    picture = forms.FileField(label=_("picture"), required=False)


@require_safe
def style_page(request):
    articles = _articles()
    context = {
        "articles": articles,
        "article": articles[1],
        "article_states": ArticleState.choices,
        "issue_states": IssueState.choices,
        "layout_states": Layout.State.choices,
        "layout": Layout(state="running", done=7, total=12),
        "failed": Layout(state="failed", failure="《青石区总工会举办技能比武》：表格过宽。"),
        "page": Paginator(range(240), 50).get_page(2),
        "decisions": _decisions(),
        "facts": _facts(),
        "form": SampleForm({"subtitle": "—— 来自一线的报告", "section": "1", "style": "briefs"}),
        "unit_actions": _rows(workflow.ARTICLE, "accept", "return", "merge", "decline"),
        "issue": Issue(pk=1, state="assembling"),
        "issue_actions": _rows(workflow.ISSUE, "submit_for_review"),
        "missing": {"submit_for_review": "先编排至少一篇稿件。"},
        "pieces": comparing.compare(OLD_TEXT, NEW_TEXT),
        "lines": LINES,
        "notes": (("success", "已保存。"), ("info", "7月31日截稿。"),
                  ("warning", "本期还差一页满四页。"), ("error", "未能保存：请先写标题。")),
    }  # fmt: skip
    return render(request, "bulletins/style.html", context)


def _articles() -> list[Article]:
    """One article of each state, never saved."""
    now = timezone.now()
    return [
        Article(
            pk=number + 1,
            headline=HEADLINES[number % len(HEADLINES)],
            state=state,
            submitted_at=now - timedelta(days=number, hours=3),
        )
        for number, state in enumerate(ArticleState.values)
    ]


def _decisions() -> list[Decision]:
    start = timezone.now() - timedelta(days=3)
    told = (
        ("submit", "draft", "submitted", "林小禾", "云溪县总工会", ""),
        ("return", "submitted", "returned", "周知远", "", "人数与附表不一致，请核实后再报。"),
        ("submit", "returned", "submitted", "林小禾", "云溪县总工会", ""),
        ("accept", "submitted", "accepted", "周知远", "", ""),
    )
    return [
        Decision(
            article_id=1, action=action, from_state=before, to_state=after, actor_name=name,
            actor_place=place, note=note, round=1 + number // 2,
            at=start + timedelta(hours=9 * number),
        )
        for number, (action, before, after, name, place, note) in enumerate(told)
    ]  # fmt: skip


def _facts() -> list[tuple]:
    return [
        (_("Reporting unit"), "云溪县总工会"),
        (_("Written by"), "林小禾"),
        (_("Source"), "云溪县总工会、青石区总工会"),
        (_("Suggested section"), "工作动态"),
        (_("Characters"), 1286),
        (_("Subtitle"), ""),
    ]


def _rows(table, *actions):
    return [table[action] for action in actions]
