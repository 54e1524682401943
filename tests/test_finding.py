"""Search goes over what is read: for its unit the text as it stands, for the office the one that
was last handed in."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from bulletins import drafting, workflow
from bulletins.models import Article, SearchText
from tests.factories import make_article, make_bulletin, make_reporter, make_unit
from tests.world import sign_in

pytestmark = pytest.mark.django_db


def of_unit(article, words) -> bool:
    page = sign_in(article.author).get(reverse("articles"), {"q": words}).context["page"]
    return article in list(page)


def of_office(editor, article, words) -> bool:
    answer = sign_in(editor).get(reverse("desk"), {"tray": "all", "q": words})
    return article in list(answer.context["page"])


def rewrite(article, by=None, **fields):
    article.refresh_from_db()
    text = replace(drafting.Text.of(article), **fields)
    drafting.save(article, version=article.version, by=by or article.author, text=text)
    article.refresh_from_db()


def test_office_finds_what_was_handed_in_and_not_what_the_unit_writes_since(editor):
    article = make_article(body="<p>看望职工</p>")
    assert of_unit(article, "看望") and not of_office(editor, article, "看望")
    workflow.perform(article, "submit", article.author)
    assert of_office(editor, article, "看望")
    workflow.perform(article, "return", editor, "请核实数字。")
    rewrite(article, body="<p>探望职工</p>")
    assert of_unit(article, "探望") and not of_unit(article, "看望")
    assert of_office(editor, article, "看望") and not of_office(editor, article, "探望")
    workflow.perform(article, "submit", article.author)
    assert of_office(editor, article, "探望") and not of_office(editor, article, "看望")
    rewrite(article, editor, body="<p>走访职工</p>")
    assert of_unit(article, "走访") and of_office(editor, article, "走访")


def test_office_finds_nothing_that_waits_for_the_units_head(editor):
    unit = make_unit(head_approves=True)
    article = make_article(make_reporter(unit), body="<p>看望职工</p>", state="submitted")
    assert SearchText.objects.get(article=article).office_reads == ""
    workflow.perform(article, "approve", make_reporter(unit, role="unit_head"))
    assert of_office(editor, article, "看望")


@pytest.mark.parametrize(
    ("words", "hit"),
    [("甲&乙", True), ("AMP", False), ("strong", False), ("3<5", True), ("图片说明", True),
     ("看望一线", True), ("看望 清凉", True), ("看望 台风", False), ("县人社局", True),
     ("office", True), ("ＯＦＦＩＣＥ", False), ("%", False), ("\\", False), ("目录题", False)],
)  # fmt: skip
def test_desk_finds_exactly_what_is_read(editor, words, hit):
    body = (
        "<p>看望<strong>一线</strong>，甲&amp;乙，3&lt;5，Office</p><p>清凉</p>"
        "<figure><figcaption>图片说明</figcaption></figure><table><tr><td>格</td></tr></table>"
    )
    article = make_article(state="submitted", body=body, sources=((None, "县人社局"),))
    Article.objects.filter(pk=article.pk).update(contents_title="目录题")
    make_article(state="submitted", body="<p>别的</p>")
    assert of_office(editor, article, words) is hit


def test_source_of_an_article_merged_is_found_with_the_joint_one(editor):
    bulletin = make_bulletin()
    into = make_article(None, bulletin, "accepted", editor)
    article = make_article(None, bulletin, "accepted", editor, sources=((None, "望海港"),))
    workflow.perform(article, "merge", editor, into=into)
    assert of_office(editor, into, "望海港")


def test_texts_from_before_are_filled_in_alike(editor):
    returned = make_article(state="returned", body="<p>看望职工</p>", editor=editor)
    rewrite(returned, body="<p>探望<em>职工</em></p>")
    make_article(), make_article(state="accepted", headline="一\n二")
    before = sorted(SearchText.objects.values_list())
    SearchText.objects.all().delete()
    import_module("bulletins.migrations.0018_search_text").fill(apps, None)
    assert sorted(SearchText.objects.values_list()) == before
    assert len(before) == 3
