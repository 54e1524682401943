"""What one unit writes does not exist for another: everything of unit A, asked for by unit B."""

import uuid

import pytest
from django.urls import reverse

from bulletins import workflow
from bulletins.models import Article, Layout, Picture
from tests.cage import (
    QUERIES,
    UNKNOWN,
    addresses,
    clean,
    kept_cage,  # noqa: F401 (a fixture)
    masked,
)
from tests.world import png, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.once("postgresql")
def test_other_unit_finds_no_word_of_it_at_any_address(cage):
    visit = cage.visits["reporter_b"]
    asked = [(method, url) for url in addresses() for method in ("GET", "POST")]
    leaks = [(method, url) for method, url in asked if not clean(visit(method, url))]
    assert leaks == []


@pytest.mark.parametrize("name", ["articles", "desk", "issues", "notices", "units", "people"])
def test_other_unit_finds_nothing_by_query(cage, name):
    visit, leaks = cage.visits["reporter_b"], []
    for query in [*QUERIES, f"?unit={cage.unit_a.pk}", "?tray=all&q=金丝"]:
        response = visit("GET", reverse(name) + query)
        found = list(response.context["page"]) if response.context and name == "articles" else []
        if not clean(response) or any(article.unit == cage.unit_a for article in found):
            leaks.append(query)
    assert leaks == []


def things_of_a(cage) -> list[tuple]:
    """(method, address, the same of nothing, the numbers in both) for every object of A."""
    rows = []
    for article in cage.articles.values():
        pk = article.pk
        rows += [("GET", name, [pk], [UNKNOWN]) for name in
                 ("article", "article-edit", "article-preview", "article-history",
                  "article-printed", "article-messages", "article-proofreading")]  # fmt: skip
        rows += [("POST", name, [pk], [UNKNOWN]) for name in
                 ("article-edit", "article-autosave", "article-comparison", "article-word",
                  "picture-upload", "article-copy", "article-messages",
                  "article-proofreading")]  # fmt: skip
        rows += [("GET", "article-revision", [pk, 1], [UNKNOWN, 1])]  # fmt: skip
        rows += [("POST", "article-action", [pk, action], [UNKNOWN, action])
                 for action in (*workflow.ARTICLE, "unheard-of")]  # fmt: skip
        rows += [("GET", "picture", [p.pk], [UNKNOWN]) for p in article.pictures.all()]
    rows += [("POST", "notice-open", [n.pk], [UNKNOWN]) for n in cage.reporter_a.notices.all()]
    section, key = cage.issue.sections.get(), Layout.objects.first().key
    pk, placement = cage.issue.pk, section.placements.get().pk
    looked = ("issue", "issue-read", "preflight", "issue-facts", "issue-distribution", "deliveries")
    changed = ("issue-facts", "section-add", "place", "layout-request")
    rows += [("GET", name, [pk], [UNKNOWN]) for name in looked]
    rows += [("POST", name, [pk], [UNKNOWN]) for name in changed]
    rows += [("POST", "issue-action", [pk, "publish"], [UNKNOWN, "publish"]),
             ("POST", "section-change", [section.pk], [UNKNOWN]),
             ("POST", "placement-change", [placement], [UNKNOWN]),
             ("GET", "layout", [key], [uuid.UUID(int=7)]),
             ("GET", "layout-pdf", [key], [uuid.UUID(int=7)]),
             ("GET", "layout-file", [key, "html"], [uuid.UUID(int=7), "html"]),
             ("POST", "files-request", [key], [uuid.UUID(int=7)]),
             ("GET", "unit", [cage.unit_a.pk], [UNKNOWN]),
             ("GET", "person", [cage.reporter_a.pk], [UNKNOWN])]  # fmt: skip
    return rows


@pytest.mark.once("postgresql")
def test_other_unit_gets_the_same_answer_as_for_nothing(cage):
    visit, different = cage.visits["reporter_b"], []
    rows = things_of_a(cage)
    for method, name, real, unknown in rows:
        data = {"note": "x", "version": 1, "headline": "x"} if method == "POST" else None
        answers = [masked(visit(method, reverse(name, args=args), data))
                   for args in (real, unknown)]  # fmt: skip
        if answers[0] != answers[1] or answers[0][0] != 404:
            different.append((method, name, real, answers[0][0]))
    assert different == []
    assert len(rows) > 150


def test_other_unit_sees_of_a_published_issue_only_what_is_printed(cage):
    visit = cage.visits["reporter_b"]
    page = visit("GET", reverse("issue", args=[cage.published.pk]))
    assert page.status_code == 200
    assert "青石县总工会开展夏季慰问" in page.content.decode()
    assert clean(page) and "decisions" not in page.context
    assert clean(visit("GET", reverse("issues")))
    assert clean(
        visit(
            "GET", reverse("edition-file", args=[cage.published.edition.files.get(kind="pdf").pk])
        )
    )


def test_other_unit_writes_nothing_of_a_into_its_own(cage):
    """Its own forms with numbers of A in them: unit, key, pictures, articles to merge."""
    client = sign_in(cage.reporter_b)
    new = {"bulletin": cage.bulletin.pk, "headline": "甲", "body": "<p>乙</p>"}
    before = Article.objects.count()
    answers = [
        client.post(reverse("article-new"), new | {"unit": cage.unit_a.pk}),
        client.post(reverse("article-new"),
                    new | {"unit": cage.unit_b.pk, "key": cage.articles["draft"].key}),
        client.post(reverse("article-action", args=[cage.own["submitted"].pk, "merge"]),
                    {"into": cage.articles["submitted"].pk}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [422, 403, 403]
    assert all(clean(answer) for answer in answers)
    assert Article.objects.count() == before

    theirs = Picture.objects.filter(article__unit=cage.unit_a).first()
    body = f'<p>乙</p><figure><img src="/pictures/{theirs.pk}/" alt="丙"></figure>'
    own = cage.own["draft"]
    client.post(reverse("article-edit", args=[own.pk]), {"version": 1, "body": body})
    own.refresh_from_db()
    assert own.version == 2
    assert "/pictures/" not in own.body


def test_picture_sent_to_an_article_of_another_unit_is_not_stored(cage):
    before = Picture.objects.count()
    url = reverse("picture-upload", args=[cage.articles["draft"].pk])
    response = sign_in(cage.reporter_b).post(url, {"upload": png()})
    assert response.status_code == 404
    assert Picture.objects.count() == before
