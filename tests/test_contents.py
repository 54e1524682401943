"""The waist of the hourglass: what is built from the database, its digest, its JSON."""

import datetime
import hashlib
import json

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins import assembly, contents, drafting, richtext
from bulletins.models import (
    Article,
    Bulletin,
    Decision,
    DistributionEntry,
    Issue,
    Picture,
    Placement,
    Section,
    Source,
)
from bulletins.parsed import from_bulletin
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_issue,
    make_office,
    make_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    """Two sections, a picture, a table, a speech, a brief without a headline."""
    editor = make_office("editor")
    bulletin = make_bulletin(title="云溪工运", marking="内部资料　注意保存")
    issue = make_issue(editor, bulletin, articles=2, date=datetime.date(2026, 7, 1), serial=345)
    first = Article.objects.get(headline="第1则消息")
    picture = Picture.objects.create(article=first, file="pictures/x.jpg", sha256="a" * 64,
                                     width=40, height=30, uploaded_by=editor)  # fmt: skip
    blocks = (
        richtext.Paragraph((richtext.Run("七月，"), richtext.Run("义诊", ("strong",)))),
        richtext.Figure(picture.pk, (richtext.Run("现场"),)),
        richtext.Table(((richtext.Cell((richtext.Run("人数"),)),),)),
    )
    text = make_text(
        "第1则\n消息", richtext.to_html(blocks), subtitle="副题", byline="主席　某某",
        contents_title="短题", sources=((None, "青石县总工会"), (None, "市总办公室")),
    )  # fmt: skip
    drafting.save(first, version=first.version, by=editor, text=text)
    briefs = assembly.add_section(issue, editor, "简讯", "briefs")
    brief = make_article(bulletin=bulletin, state="accepted", editor=editor)
    text = make_text("", "<p>红河县总工会开展义诊，很好。</p>", sources=())
    drafting.save(brief, version=brief.version, by=editor, text=text)
    assembly.place(brief, briefs, editor)
    return Issue.objects.get(pk=issue.pk)


def rebuilt(issue) -> contents.Contents:
    return contents.build(Issue.objects.get(pk=issue.pk))


# --- building -------------------------------------------------------------------------------


def test_build_says_what_is_stored_in_print_order(issue):
    built = contents.build(issue)
    assert built.masthead == contents.Masthead(
        title="云溪工运", number="第1期（总第345期）", publisher="云溪市总工会办公室",
        date="2026年7月1日", marking="内部资料　注意保存", special="",
    )  # fmt: skip
    assert built.imprint == ("云溪市总工会办公室", "2026年7月1日印发")
    assert built.contents_heading == "本期要目"
    assert [(s.title, s.style, len(s.articles)) for s in built.sections] == [
        ("工作动态", "articles", 2), ("简讯", "briefs", 1),
    ]  # fmt: skip
    stored = Placement.objects.order_by("section__position", "position")
    keys = [str(pk) for pk in stored.values_list("article", flat=True)]
    assert [article.key for article in built.articles] == keys
    assert built.distribution == (
        contents.DistributionGroup(
            "本期印发", ("市四套班子有关领导", "各县区总工会"), 22, (12, 10)
        ),
    )
    assert built.copies == 22


def test_build_of_an_article_has_all_its_parts(issue):
    first, second, brief = contents.build(issue).articles
    assert (first.headline_lines, first.headline) == (("第1则", "消息"), "第1则消息")
    assert (first.subtitle, first.byline) == ("副题", "主席　某某")
    assert (first.source, first.contents_title) == ("青石县总工会、市总办公室", "短题")
    paragraph, figure, table = first.blocks
    assert paragraph.runs == (richtext.Run("七月，"), richtext.Run("义诊", ("strong",)))
    assert (figure.sha256, figure.width, figure.height) == ("a" * 64, 40, 30)
    assert table.rows[0][0].text == "人数"
    assert (second.brief, brief.brief) == (False, True)
    assert (brief.headline_lines, brief.source) == ((), "")
    assert brief.contents_title == "红河县总工会开展义诊"


def test_build_orders_by_position_whatever_was_made_first(issue):
    first, second = issue.sections.all()
    Section.objects.filter(pk=second.pk).update(position=99)
    Section.objects.filter(pk=first.pk).update(position=100)
    Placement.objects.filter(section=first, position=0).update(position=50)
    built = rebuilt(issue)
    assert [section.title for section in built.sections] == ["简讯", "工作动态"]
    assert [a.headline for a in built.sections[1].articles] == ["第2则消息", "第1则消息"]


def test_build_groups_the_foot_in_the_order_of_its_groups(issue):
    issue.distribution_list.replace_entries(
        [("报", "市委", 2), ("送", "市直", 3), ("报", "市政府", 1), ("发", "各区", 30)]
    )
    assert rebuilt(issue).distribution == (
        contents.DistributionGroup("报", ("市委", "市政府"), 3, (2, 1)),
        contents.DistributionGroup("送", ("市直",), 3, (3,)),
        contents.DistributionGroup("发", ("各区",), 30, (30,)),
    )


def test_build_prints_no_serial_where_the_bulletin_has_none(issue):
    Bulletin.objects.update(number_style="number", publisher="")
    built = rebuilt(issue)
    assert (built.masthead.number, built.imprint) == ("第1期", ("", ""))


def test_build_of_an_empty_issue_without_a_list():
    issue = make_issue(articles=0)
    issue.distribution_list.delete()
    built = rebuilt(issue)
    assert (built.articles, built.distribution, built.copies) == ((), (), 0)


def test_build_takes_as_many_queries_for_three_articles_as_for_thirty():
    counts = []
    for articles in (3, 30):
        issue = Issue.objects.get(pk=make_issue(articles=articles).pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(contents.build(issue).articles) == articles
        counts.append(len(queries))
    # bulletin, sections, placements, articles, sources, pictures, the list and its entries
    assert counts == [8, 8]


def test_foreign_picture_has_no_bytes_to_print(issue):
    stranger = make_article()
    foreign = Picture.objects.create(article=stranger, file="pictures/y.jpg", sha256="b" * 64,
                                     width=1, height=1, uploaded_by=stranger.author)  # fmt: skip
    html = richtext.to_html((richtext.Figure(foreign.pk),))
    Article.objects.filter(headline="第2则消息").update(body=html)
    assert "b" * 64 not in rebuilt(issue).to_json()


@pytest.mark.parametrize(
    "title, lines, body, expected",
    [
        ("栏内短题", "", "<p>正文。</p>", "栏内短题"),
        ("", "两行\n标题", "<p>正文。</p>", "两行标题"),
        ("", "", "<p>某县总工会，开展义诊。</p>", "某县总工会"),
        ("", "", "<h4>小标题</h4><p>正文</p>", "小标题"),
        ("", "", f"<p>{'长' * 60}</p>", "长" * 24),
        ("", "", f"<p>{'长' * 20}“暖冬包”（含手套、围巾）发放</p>", "长" * 20),
        ("", "", f"<p>{'长' * 10}“暖冬包”（含手套、围巾、保温杯）发放</p>", f"{'长' * 10}“暖冬包”"),
        ("", "", f"<p>{'长' * 22}1,234人次</p>", "长" * 22),
        ("", "", f"<p>{'长' * 20}1234人次</p>", f"{'长' * 20}1234"),
        ("", "", f"<p>“{'长' * 60}”</p>", f"“{'长' * 23}"),
        ("", "", "<p>。开头是句号</p>", "（无题）"),
        ("", "", "", "（无题）"),
    ],
)
def test_contents_title_is_never_empty(title, lines, body, expected):
    article = make_article()
    Article.objects.update(headline=lines, body=body)
    article.refresh_from_db()
    built = contents.of_article(article, title, brief=True)
    assert (built.contents_title, built.brief) == (expected, True)


# --- the digest -----------------------------------------------------------------------------

PRINTED = {
    "text": lambda: Article.objects.filter(headline="第2则消息").update(body="<p>改。</p>"),
    "one blank": lambda: Article.objects.filter(headline="第2则消息").update(headline="第2则 消息"),
    "emphasis": lambda: Article.objects.filter(headline="第2则消息").update(
        body="<p><strong>七月以来，青石县总工会走访一线职工。</strong></p>"
    ),
    "line break in a headline": lambda: Article.objects.filter(headline="第2则消息").update(
        headline="第2则\n消息"
    ),
    "subtitle": lambda: Article.objects.update(subtitle="改"),
    "byline": lambda: Article.objects.update(byline="改"),
    "source": lambda: Source.objects.filter(label="市总办公室").update(label="市总"),
    "order of sources": lambda: Source.objects.filter(position=0).update(position=9),
    "order of articles": lambda: Placement.objects.filter(
        section__title="工作动态", position=0).update(position=9),
    "order of sections": lambda: Section.objects.filter(position=0).update(position=9),
    "section title": lambda: Section.objects.filter(title="简讯").update(title="短讯"),
    "section style": lambda: Section.objects.filter(title="简讯").update(style="articles"),
    "contents title": lambda: Placement.objects.update(contents_title="新短题"),
    "date": lambda: Issue.objects.update(date=datetime.date(2026, 7, 2)),
    "number": lambda: Issue.objects.update(number=2),
    "serial": lambda: Issue.objects.update(serial=346),
    "special title": lambda: Issue.objects.update(special_title="专刊"),
    "note on the issue": lambda: Issue.objects.update(note="编者按：先读这一期。"),
    "copies moved from one label to another": lambda: [
        DistributionEntry.objects.filter(copies=12).update(copies=11),
        DistributionEntry.objects.filter(copies=10).update(copies=11)],
    "masthead": lambda: Bulletin.objects.update(title="云溪职工"),
    "marking": lambda: Bulletin.objects.update(marking=""),
    "publisher": lambda: Bulletin.objects.update(publisher="别处"),
    "contents heading": lambda: Bulletin.objects.update(contents_heading="目录"),
    "label": lambda: DistributionEntry.objects.filter(copies=12).update(label="市委"),
    "group": lambda: DistributionEntry.objects.filter(copies=12).update(group="报"),
    "copies": lambda: DistributionEntry.objects.filter(copies=12).update(copies=13),
    "picture bytes": lambda: Picture.objects.update(sha256="c" * 64),
    "picture size": lambda: Picture.objects.update(width=41),
}  # fmt: skip
UNPRINTED = {
    "version": lambda: Article.objects.update(version=F("version") + 5),
    "key": lambda: Article.objects.filter(headline="第2则消息").update(
        key="12345678-1234-5678-1234-567812345678"),
    "round": lambda: Article.objects.update(round=7),
    "suggested section": lambda: Article.objects.update(suggested_section="别处"),
    "state": lambda: Article.objects.filter(headline="第2则消息").update(state="submitted"),
    "picture's file name": lambda: Picture.objects.update(file="pictures/z.jpg"),
    "when it is due": lambda: Issue.objects.update(print_due=datetime.date(2026, 8, 1)),
    "slug": lambda: Bulletin.objects.update(slug="other"),
    "gaps in positions": lambda: Placement.objects.update(position=F("position") + 10),
    "issue version": lambda: Issue.objects.update(version=99),
    "another issue": lambda: make_issue(),
    "another article": lambda: make_article(state="accepted"),
    "trailing blank line in a headline": lambda: Article.objects.filter(
        headline="第2则消息").update(headline="第2则消息\n "),
}  # fmt: skip


@pytest.mark.once("sqlite")
@pytest.mark.parametrize("what", PRINTED)
def test_digest_changes_with_everything_printed(what, issue):
    before = contents.build(issue).digest
    PRINTED[what]()
    assert rebuilt(issue).digest != before


@pytest.mark.once("sqlite")
@pytest.mark.parametrize("what", UNPRINTED)
def test_digest_ignores_what_is_not_printed(what, issue):
    before = contents.build(issue).digest
    UNPRINTED[what]()
    assert rebuilt(issue).digest == before


def test_digest_is_the_same_for_the_same_issue_made_again(issue):
    """The same text under other primary keys, of the articles and of the picture."""
    built = contents.build(issue)
    data = json.loads(built.to_json())
    for number, section in enumerate(data["sections"]):
        for article in section["articles"]:
            article["key"] += f"-{number}"
            for block in article["blocks"]:
                if "picture" in block:
                    block["picture"] += 1000
    moved = contents.from_json(json.dumps(data))
    assert moved != built
    assert moved.digest == built.digest
    assert len(built.digest) == 64


def test_digest_does_not_change_on_the_way_to_publication(issue):
    before = contents.build(issue).digest
    bring_issue(issue, "published")
    assert rebuilt(issue).digest == issue.edition.digest == before
    digests = Decision.objects.filter(issue=issue).values_list("digest", flat=True)
    assert set(digests) == {before}


# --- JSON -----------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
words = texts.filter(str.strip)
runs = st.lists(
    st.builds(
        richtext.Run, texts,
        st.sets(st.sampled_from(richtext.MARKS)).map(lambda marks: tuple(sorted(marks))), texts,
    ), max_size=3,
).map(tuple)  # fmt: skip
numbers = st.integers(0, 10**9)
kinds = st.sampled_from(["body", "heading", "quote", "item"])
paragraphs = st.builds(richtext.Paragraph, runs, kinds, numbers, texts)
cells = st.builds(richtext.Cell, runs, st.booleans(), numbers, numbers)
tables = st.builds(
    richtext.Table, st.lists(st.lists(cells, max_size=2).map(tuple), max_size=2).map(tuple),
    numbers, runs,
)  # fmt: skip
figures = st.builds(richtext.Figure, numbers, runs, texts, texts, numbers, numbers)
articles = st.builds(
    contents.Article, key=words, headline_lines=st.lists(words, max_size=2).map(tuple),
    contents_title=words, subtitle=texts, byline=texts, source=texts, brief=st.booleans(),
    blocks=st.lists(paragraphs | tables | figures, max_size=3).map(tuple),
)  # fmt: skip
whole = st.builds(
    contents.Contents,
    masthead=st.builds(contents.Masthead, *[texts] * 6),
    sections=st.lists(
        st.builds(contents.Section, texts, st.sampled_from(["articles", "briefs"]),
                  st.lists(articles, max_size=2).map(tuple)), max_size=2).map(tuple),
    distribution=st.lists(
        st.builds(contents.DistributionGroup, words, st.lists(words, max_size=2).map(tuple),
                  numbers, st.lists(numbers, max_size=2).map(tuple)), max_size=2).map(tuple),
    contents_heading=texts, imprint=st.tuples(texts, texts), note=texts,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(whole)
def test_json_reads_back_to_the_same_contents(built):
    again = contents.from_json(built.to_json())
    assert again == built
    assert again.digest == built.digest
    assert again.to_json() == built.to_json()


@settings(deadline=None, max_examples=60)
@given(whole, whole)
def test_digests_differ_where_the_print_differs(one, other):
    def printed(built):
        data = json.loads(built.to_json())
        for section in data["sections"]:
            for article in section["articles"]:
                article["key"] = ""
                for block in article["blocks"]:
                    block.pop("picture", None)
        return data

    assert (one.digest == other.digest) == (printed(one) == printed(other))


OLD = (
    '{"contents_heading":"本期要目","distribution":[{"copies":22,"group":"发","labels":["甲","乙"]}],'
    '"imprint":["",""],"masthead":{"date":"","marking":"","number":"","publisher":"","special":"",'
    '"title":"工会信息"},"sections":[],"staff":[]}'
)


def test_contents_from_before_notes_and_copies_of_each_keep_their_json_and_digest():
    old = contents.from_json(OLD)
    assert (old.note, old.copies, old.distribution[0].each) == ("", 22, ())
    assert old.to_json() == OLD
    told = hashlib.sha256(f"{contents.SCHEMA}\n{OLD}".encode()).hexdigest()
    assert old.digest == told


def test_note_of_an_issue_says_that_it_is_one(issue):
    Issue.objects.update(note="先读这一期。\n\n再读上一期。")
    assert rebuilt(issue).note == "编者按：先读这一期。\n再读上一期。"


def test_json_of_an_issue_reads_back(issue):
    built = contents.build(issue)
    assert contents.from_json(built.to_json()) == built


# --- from a parsed text -----------------------------------------------------------------------


def test_parsed_text_becomes_contents_without_a_database():
    article = {"headline": "两行标题", "headline_lines": ["两行", "标题"], "subtitle": "副题",
               "byline": "某某", "brief": False, "paragraphs": ["第一段。", "第二段。"],
               "source": "青石县总工会", "contents_title": ""}  # fmt: skip
    brief = {**article, "headline": "", "headline_lines": [], "brief": True,
             "paragraphs": ["红河县总工会开展义诊，很好。"]}  # fmt: skip
    built = from_bulletin({
        "sections": [{"title": "要闻", "style": "articles", "articles": [article]},
                     {"title": "空栏", "style": "articles", "articles": []},
                     {"title": "简讯", "style": "briefs", "articles": [brief]}],
        "distribution": [{"group": "报", "labels": ["市委", "市政府"]}],
    })  # fmt: skip
    assert [section.title for section in built.sections] == ["要闻", "简讯"]
    first, second = built.articles
    assert (first.key, first.contents_title, second.key) == ("1.1", "两行标题", "3.1")
    assert [block.text for block in first.blocks] == ["第一段。", "第二段。"]
    assert (second.contents_title, second.brief) == ("红河县总工会开展义诊", True)
    assert built.distribution == (contents.DistributionGroup("报", ("市委", "市政府")),)
    assert contents.from_json(built.to_json()) == built
