"""Who may send to several bulletins, or for several units, chooses until it is handed in."""

import pytest
from django.urls import reverse

from bulletins import drafting, workflow
from bulletins.models import Article
from bulletins.refusals import NotNow, NotYou
from tests.factories import make_article, make_bulletin, make_office, make_reporter, make_unit
from tests.world import sign_in
from units.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """A reporter of two units before two bulletins, with a draft for the first of each."""
    first, second = make_unit("青石县总工会"), make_unit("松岭县总工会")
    reporter = make_reporter(first)
    article = make_article(reporter, make_bulletin())
    Membership.objects.create(user=reporter, unit=second, role="reporter")
    return reporter, article, make_bulletin(), second


def typed(article, **more):
    return {"headline": "题", "body": "<p>甲</p>", "version": article.version, **more}


def edit(person, article, **more):
    url = reverse("article-edit", args=[article.pk])
    return sign_in(person).post(url, typed(article, **more))


def test_draft_goes_to_another_bulletin_and_unit(desk):
    reporter, article, bulletin, unit = desk
    assert edit(reporter, article, bulletin=bulletin.pk, unit=unit.pk).status_code == 302
    article.refresh_from_db()
    assert (article.bulletin, article.unit, article.headline) == (bulletin, unit, "题")
    assert article.version == 2
    assert make_reporter(unit) and Article.objects.visible_to(make_reporter(unit)).get() == article


def test_choice_alone_is_saved_by_itself(desk):
    reporter, article, bulletin, _unit = desk
    text = drafting.Text.of(article)
    sent = {"headline": text.headline, "body": text.body, "sources": article.source_text}
    sent |= {"writer": reporter.pk, "version": article.version, "bulletin": bulletin.pk}
    answer = sign_in(reporter).post(reverse("article-autosave", args=[article.pk]), sent)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    article.refresh_from_db()
    assert article.bulletin == bulletin


def test_what_is_not_sent_stays(desk):
    reporter, article, _bulletin, _unit = desk
    before = article.bulletin, article.unit
    edit(reporter, article)
    article.refresh_from_db()
    assert (article.bulletin, article.unit, article.headline) == (*before, "题")


def test_form_of_a_draft_offers_both_and_of_a_returned_article_neither(desk):
    reporter, article, bulletin, unit = desk
    url = reverse("article-edit", args=[article.pk])
    form = sign_in(reporter).get(url).context["form"]
    assert set(form.fields["bulletin"].queryset) == {article.bulletin, bulletin}
    assert set(form.fields["unit"].queryset) == {article.unit, unit}
    workflow.perform(article, "submit", reporter)
    workflow.perform(article, "return", make_office("editor"), "请核实数字。")
    assert not {"bulletin", "unit"} & set(sign_in(reporter).get(url).context["form"].fields)
    before = article.bulletin, article.unit
    article.refresh_from_db()
    assert edit(reporter, article, bulletin=bulletin.pk, unit=unit.pk).status_code == 302
    article.refresh_from_db()
    assert (article.bulletin, article.unit) == before


def test_a_single_choice_is_no_field():
    article = make_article()
    form = sign_in(article.author).get(reverse("article-edit", args=[article.pk])).context["form"]
    assert not {"bulletin", "unit"} & set(form.fields)


def test_unit_of_others_is_refused_and_nothing_saved(desk):
    reporter, article, bulletin, _unit = desk
    stranger = make_unit()
    assert edit(reporter, article, bulletin=bulletin.pk, unit=stranger.pk).status_code == 422
    with pytest.raises(NotYou):
        drafting.save(
            article, version=1, by=reporter, text=drafting.Text(), to=(bulletin, stranger)
        )
    article.refresh_from_db()
    assert (article.version, article.bulletin != bulletin) == (1, True)


def test_colleague_does_not_send_it_elsewhere(desk):
    _reporter, article, bulletin, unit = desk
    colleague = make_reporter(article.unit)
    Membership.objects.create(user=colleague, unit=unit, role="reporter")
    form = sign_in(colleague).get(reverse("article-edit", args=[article.pk])).context["form"]
    assert not {"bulletin", "unit"} & set(form.fields)
    with pytest.raises(NotNow):
        drafting.save(
            article, version=1, by=colleague, text=drafting.Text(), to=(bulletin, article.unit)
        )


def test_new_article_of_two_units_is_credited_to_the_first(desk):
    reporter, *_ = desk
    form = sign_in(reporter).get(reverse("article-new")).context["form"]
    first = form.fields["unit"].queryset[0]
    assert (form.initial["unit"], form.initial["sources"]) == (first.pk, first.name)
