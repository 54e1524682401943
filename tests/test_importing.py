"""Bringing a printed bulletin in: the whole issue is made, or nothing is left of it."""

import datetime

import pytest

from bulletins import assembly, workflow
from bulletins.importing import import_parsed
from bulletins.models import Article
from bulletins.refusals import NotNow, NotYou
from tests.assembling import everything, titles
from tests.factories import make_article, make_bulletin, make_office, make_unit
from units.models import UnitAlias

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def parsed_article(headline="白水区总工会组织职工义诊", **fields):
    return {"headline": headline, "headline_lines": [headline] if headline else [],
            "subtitle": "", "byline": "", "brief": False, "paragraphs": ["义诊活动走进车间。"],
            "source": "", "contents_title": "", **fields}  # fmt: skip


def parsed(*articles, **fields):
    return {
        "sections": [
            {"title": "要闻", "style": "articles", "articles": list(articles)},
            {"title": "简讯", "style": "briefs",
             "articles": [parsed_article("", brief=True, contents_title="简讯一则")]},
        ],
        "contents": [], "warnings": [],
        "distribution": [{"group": "报", "labels": ["市委", "市政府"]},
                         {"group": "发", "labels": ["各区总工会"]}],
        **fields,
    }  # fmt: skip


def test_import_makes_the_whole_issue(editor):
    unit = make_unit("白水区总工会", short_name="白水总")
    UnitAlias.objects.create(unit=unit, name="白水区工会")
    bulletin = make_bulletin()
    bulletin.default_sections.create(title="别的栏目", position=0)
    imported = import_parsed(
        parsed(
            parsed_article(source="白水区总工会、白水总、白水区工会"),
            parsed_article("综合消息", source="综合来稿", subtitle="副题", byline="某某"),
        ),
        bulletin, editor, date=datetime.date(2026, 7, 1), number=12, serial=345,
    )  # fmt: skip
    issue = imported.issue
    assert (issue.number, issue.serial, issue.state) == (12, 345, "assembling")
    assert titles(issue) == [
        ("要闻", "articles", ["白水区总工会组织职工义诊", "综合消息"]),
        ("简讯", "briefs", ["简讯一则"]),
    ]
    assert (imported.articles, imported.unknown) == (3, ("综合来稿",))
    credited = Article.objects.get(headline="白水区总工会组织职工义诊").sources.all()
    assert [(s.unit, s.label) for s in credited] == [
        (unit, "白水区总工会"), (unit, "白水总"), (unit, "白水区工会"),
    ]  # fmt: skip
    own = issue.distribution_list.entries.values_list("group", "label", "copies")
    assert list(own) == [("报", "市委", 0), ("报", "市政府", 0), ("发", "各区总工会", 0)]
    assert {article.state for article in Article.objects.all()} == {"accepted"}
    assert [a.user for a in issue.assemblers.all()] == [editor]


def test_brief_without_headline_is_known_by_its_first_words(editor):
    text = "西山县总工会举办首届“产改杯”数控车工大赛，48名选手参加。"
    brief = parsed_article("", brief=True, paragraphs=[text])
    sections = [{"title": "简讯", "style": "briefs", "articles": [brief]}]
    import_parsed({**parsed(), "sections": sections}, make_bulletin(), editor)
    (article,) = Article.objects.all()
    assert (article.headline, str(article)) == ("", text[:24])


@pytest.mark.parametrize(
    "bad",
    [
        parsed(parsed_article(subtitle="长" * 201)),
        parsed(parsed_article(byline="长" * 201)),
        parsed(parsed_article(source="长" * 201)),
        parsed(parsed_article(), parsed_article(contents_title="长" * 201)),
        parsed(parsed_article(), distribution=[{"group": "报", "labels": ["长" * 201]}]),
        {**parsed(), "sections": [
            {"title": "长" * 61, "style": "articles", "articles": [parsed_article()]}]},
    ],
    ids=["subtitle", "byline", "source", "contents title", "label", "section"],
)  # fmt: skip
def test_import_of_too_long_values_leaves_nothing(bad, editor):
    bulletin = make_bulletin()
    before = everything()
    with pytest.raises(NotNow, match="^“长长.* is too long for a .*Correct the text first.$"):
        import_parsed(bad, bulletin, editor)
    assert everything() == before


def test_import_without_articles_or_with_taken_numbers_leaves_nothing(editor):
    bulletin = make_bulletin()
    taken = assembly.start_issue(bulletin, editor)
    before = everything()
    empty = {"sections": [], "contents": [], "distribution": [], "warnings": []}
    with pytest.raises(NotNow, match="No article was recognised"):
        import_parsed(empty, bulletin, editor)
    with pytest.raises(NotNow, match="already taken"):
        import_parsed(parsed(), bulletin, editor, date=taken.date, number=taken.number)
    with pytest.raises(NotYou):
        import_parsed(parsed(), bulletin, make_office("reviewer"))
    assert everything() == before


def test_units_draft_is_not_admitted_past_its_submission(editor):
    article = make_article()
    with pytest.raises(NotYou):
        workflow.admit(article, editor)
    own = make_article(editor)
    with pytest.raises(NotYou):
        workflow.admit(own, make_office("reviewer"))
    workflow.admit(own, editor)
    assert own.state == "accepted"
    with pytest.raises(NotNow, match="Only a draft"):
        workflow.admit(own, editor)
