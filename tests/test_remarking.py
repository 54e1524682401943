"""Remarks on what is being written: what comes back, what it is made of, a fix at its place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletins import drafting, lengths, remarking, richtext
from bulletins.models import Article, ArticleRevision, Wording
from bulletins.views.proofreading import MOST_CHARACTERS, MOST_TEXTS
from tests.factories import make_article, make_bulletin, make_office, make_reporter, make_unit
from tests.world import sign_in
from units.models import UnitAlias

pytestmark = pytest.mark.django_db

BODY = (
    "<p>甲<strong>布</strong>署，乙<small>注,文</small>丙<br>丁 戊</p>"
    "<ul><li><p>项,目</p></li></ul>"
    "<table><tbody><tr><td><p>格,子</p></td></tr></tbody></table>"
)


@pytest.fixture
def unit():
    found = make_unit("青石县总工会", short_name="青石县总")
    UnitAlias.objects.create(unit=found, name="青石县工人联合会")
    return found


@pytest.fixture
def client(unit):
    return sign_in(make_reporter(unit))


def asked(client, **texts):
    return client.post(reverse("proofread"), texts)


def fixes(rows):
    return [[(r["start"], r["end"], r["fix"]) for r in row] for row in rows]


# --- the address ----------------------------------------------------------------------------


def test_each_text_is_answered_in_its_place_and_nothing_is_stored(client):
    before = Article.objects.count(), ArticleRevision.objects.count()
    found = asked(client, headline=["开会。", "好"], text=["一切正常。", "布署,"]).json()
    assert fixes(found["headline"]) == [[(2, 3, "")], []]
    assert fixes(found["text"]) == [[], [(0, 2, "部署"), (2, 3, "，")]]
    assert found["credit"] == []
    assert (Article.objects.count(), ArticleRevision.objects.count()) == before


def test_places_are_counted_in_characters_also_beyond_the_first_plane(client):
    assert fixes(asked(client, text="𠮷𠮷布署").json()["text"]) == [[(2, 4, "部署")]]


def test_unknown_source_gets_the_closest_name_and_a_free_label_none(client):
    line = "青石县总工会、青石县总、综合来稿、青石总工会、天外飞仙"
    (row,) = asked(client, credit=line).json()["credit"]
    assert [(line[r["start"] : r["end"]], r["fix"], r["sure"]) for r in row] == [
        ("青石总工会", "青石县总工会", False),
        ("天外飞仙", None, False),
    ]


def test_unit_out_of_use_is_proposed_to_nobody(client, unit):
    make_unit("老城区总工会", short_name="", active=False)
    (row,) = asked(client, credit="老城总工会").json()["credit"]
    assert [r["fix"] for r in row] != ["老城区总工会"]


@pytest.mark.parametrize(
    "texts", [["甲"] * (MOST_TEXTS + 1), ["甲" * (MOST_CHARACTERS + 1)]], ids=["many", "long"]
)
def test_too_much_at_once_is_refused_with_a_sentence(client, texts):
    answer = asked(client, text=texts)
    assert answer.status_code == 413
    assert set(answer.json()) == {"error"}


def test_answer_is_made_of_units_and_dictionary_never_of_another_article(client):
    other = make_reporter(make_unit("望湖区总工会"))
    make_article(other, headline="望湖秘密标题", body="<p>望湖秘密正文。</p>")
    answer = asked(client, headline="望湖秘密标", text="望湖秘密正", credit="望湖秘密")
    assert "秘密正文" not in answer.content.decode() and "秘密标题" not in answer.content.decode()
    with CaptureQueriesContext(connection) as found:
        asked(client, text=["布署"] * 30)
    tables = " ".join(query["sql"] for query in found)
    assert "bulletins_article" not in tables and "bulletins_source" not in tables


def test_dictionary_in_force_is_what_counts(client):
    Wording.objects.create(wrong="老说法", right="新说法", reason="约定。")
    Wording.objects.filter(wrong="布署").update(active=False)
    (row,) = asked(client, text="老说法布署").json()["text"]
    assert [(r["fix"], r["reason"]) for r in row] == [("新说法", "约定。")]


# --- passages and fixes ---------------------------------------------------------------------


def test_body_is_read_in_passages():
    assert richtext.passages(BODY) == ["甲布署，乙丙", "注,文", "丁 戊", "项,目", "格,子"]


def test_every_fix_taken_on_the_body_is_the_fix_of_its_passage_and_keeps_the_markup(unit):
    text = drafting.Text(body=BODY)
    while found := [f for f in remarking.remarks_on(text) if f.remark.fix is not None]:
        before = richtext.passages(text.body)
        text = remarking.taken(text, found[0])
        place, remark = found[0].number, found[0].remark
        line = before[place]
        before[place] = line[: remark.start] + remark.fix + line[remark.end :]
        assert richtext.passages(text.body) == before
    assert text.body == (
        "<p>甲<strong>部署</strong>，乙<small>注，文</small>丙<br>丁戊</p>"
        "<ul><li><p>项，目</p></li></ul>"
        "<table><tbody><tr><td><p>格，子</p></td></tr></tbody></table>"
    )
    assert richtext.clean(text.body) == text.body


@pytest.mark.parametrize(
    ("number", "start", "words"), [(0, 1, "步署"), (9, 0, "甲"), (-1, 0, "甲"), (0, -1, "丙"),
                                   (0, 0, "")])  # fmt: skip
def test_fix_for_other_words_is_refused(number, start, words):
    with pytest.raises(richtext.Moved):
        richtext.put(BODY, number, start, words, "x")


def test_fixes_in_fields_keep_the_other_lines_and_the_units(unit):
    text = drafting.Text(
        headline="布署工作\n第二行。", sources=((None, "青石总工会"), (None, "综合来稿"))
    )
    while found := [f for f in remarking.remarks_on(text) if f.remark.fix is not None]:
        text = remarking.taken(text, found[0])
    assert text.headline == "部署工作\n第二行"
    assert text.sources == ((unit.pk, "青石县总工会"), (None, "综合来稿"))


# --- the page without script ----------------------------------------------------------------


@pytest.fixture
def draft(unit):
    return make_article(make_reporter(unit), headline="布署工作", body="<p>坐谈会</p>")


def place_of(article, words):
    found = remarking.remarks_on(drafting.Text.of(article))
    return next(f.place for f in found if f.words == words)


def test_page_lists_remarks_and_a_button_takes_one(draft):
    client, url = sign_in(draft.author), reverse("article-proofreading", args=[draft.pk])
    page = client.get(url).content.decode()
    assert "<mark>布署</mark>工作" in page and "<mark>坐谈会</mark>" in page
    answer = client.post(url, {"version": 1, "place": place_of(draft, "坐谈会")})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.headline, draft.body, draft.version) == ("布署工作", "<p>座谈会</p>", 2)


def test_button_of_an_older_text_does_nothing_and_says_so(draft):
    client, url = sign_in(draft.author), reverse("article-proofreading", args=[draft.pk])
    answer = client.post(url, {"version": 9, "place": place_of(draft, "坐谈会")})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert (draft.body, draft.version) == ("<p>坐谈会</p>", 1)


# --- the dictionary -------------------------------------------------------------------------


@pytest.fixture
def administrator():
    return sign_in(make_office("administrator"))


def added(client, lines):
    return client.post(reverse("wordings"), {"lines": lines})


def test_dictionary_begins_with_the_common_entries(administrator):
    page = administrator.get(reverse("wordings"), {"q": "布署"}).content.decode()
    assert "部署" in page and "座谈会" not in page


def test_many_lines_are_added_and_changed_at_once(administrator):
    assert added(administrator, "甲说法\t乙说法\t约定。\n布署\t安排\n\n丙说法").status_code == 302
    rows = Wording.objects.filter(wrong__in=["甲说法", "布署", "丙说法"])
    assert set(rows.values_list("wrong", "right", "reason")) == {
        ("甲说法", "乙说法", "约定。"), ("布署", "安排", ""), ("丙说法", "", "")}  # fmt: skip
    table = administrator.get(reverse("wordings-text")).content.decode("utf-8-sig")
    assert "甲说法\t乙说法\t约定。\r\n" in table
    count = Wording.objects.count()
    assert added(administrator, table).status_code == 302
    assert Wording.objects.count() == count


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("甲说法\t乙说法\n乙说法\t甲说法", "甲说法 → 乙说法"),
        ("好\t很好", "2 "),
        ("甲说法\t甲说法", "甲说法"),
    ],
)
def test_line_that_cannot_be_is_refused_and_none_is_stored(administrator, lines, said):
    count = Wording.objects.count()
    answer = added(administrator, lines + "\n丁说法\t戊说法")
    assert answer.status_code == 422
    assert lines.split("\t")[0] in answer.content.decode()
    assert Wording.objects.count() == count


def test_right_form_that_contains_the_wrong_one_is_kept_where_it_can_be_told(administrator):
    assert added(administrator, "五一节\t“五一节”").status_code == 302


def test_office_reads_and_only_the_administrator_changes():
    page = sign_in(make_office("editor")).get(reverse("wordings")).content.decode()
    assert reverse("wording-new") not in page and "<textarea" not in page


# --- lengths and credits --------------------------------------------------------------------


def test_length_over_the_sections_limit_is_shown_to_unit_and_office():
    bulletin = make_bulletin()
    bulletin.default_sections.create(title="工作动态", limit=5)
    article = make_article(bulletin=bulletin, state="submitted", suggested_section="工作动态",
                           body="<p>七个字的正文。</p>")  # fmt: skip
    assert lengths.length_of(article, drafting.Text.of(article)).over == 2
    for user in (article.author, make_office("editor")):
        page = sign_in(user).get(article.get_absolute_url()).content.decode()
        assert "too-long" in page


def test_limits_are_set_on_the_bulletins_page(administrator):
    bulletin = make_bulletin()
    url = reverse("bulletin", args=[bulletin.slug])
    data = {"title": bulletin.title, "slug": bulletin.slug, "contents_heading": "要目",
            "number_style": "both", "active": "on",
            "sections": "工作动态 800\n*简讯　200字\n2026 回顾\n要闻 0"}  # fmt: skip
    assert administrator.post(url, data).status_code == 302
    assert list(bulletin.default_sections.values_list("title", "style", "limit")) == [
        ("工作动态", "articles", 800), ("简讯", "briefs", 200), ("2026 回顾", "articles", None),
        ("要闻", "articles", None)]  # fmt: skip
    assert "工作动态 800\n*简讯 200\n" in administrator.get(url).content.decode()


def test_persons_are_kept_with_every_revision_and_old_ones_still_load():
    text = drafting.Text(headline="题", author_name="苏禾", contact_phone="0512-6000")
    article = make_article(**{"headline": "题", "author_name": "苏禾"})
    revision = article.revisions.get()
    assert drafting.Text.from_json(revision.text).author_name == "苏禾"
    old = {k: v for k, v in revision.text.items() if not k.endswith(("_name", "_phone"))}
    assert drafting.Text.from_json(old).author_name == ""
    assert "作者：苏禾" in text.as_plain() and "联系电话：0512-6000" in text.as_plain()


def test_revision_from_before_the_new_fields_is_not_doubled_when_sealed():
    article = make_article(state="submitted")
    last = article.revisions.first()
    old = {k: v for k, v in last.text.items() if not k.endswith(("_name", "_phone"))}
    ArticleRevision.objects.filter(pk=last.pk).update(text=old)
    drafting.seal(article, make_office("editor"), "accept")
    assert article.revisions.count() == 1
