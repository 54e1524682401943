"""The office reads what was handed in to it: no draft, and no text that a unit is reworking."""

import pytest
from django.urls import reverse

from bulletins.models import (
    Notice,
)
from tests.cage import (
    OFFICE,
    QUERIES,
    SECRET,
    SUBMITTED,
    UNKNOWN,
    addresses,
    clean,
    kept_cage,  # noqa: F401 (a fixture)
    masked,
)
from tests.world import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.once("postgresql")
@pytest.mark.parametrize("role", OFFICE)
def test_office_finds_no_draft_and_no_text_in_rework_at_any_address(cage, role):
    visit, leaks = cage.visits[role], []
    for url in addresses():
        if not clean(visit("GET", url), SECRET):
            leaks.append(url)
    for name in ("articles", "desk", "issues", "notices"):
        leaks += [name + query for query in [*QUERIES, f"?tray=all&unit={cage.unit_a.pk}"]
                  if not clean(visit("GET", reverse(name) + query), SECRET)]  # fmt: skip
    assert leaks == []


def test_office_searching_for_words_in_rework_finds_nothing(cage):
    visit = cage.visits["editor"]
    for words in ("夜莺", "夜莺鸟一", "夜莺鸟八"):
        page = visit("GET", reverse("desk"), {"tray": "all", "q": words}).context["page"]
        assert list(page) == []
    page = visit("GET", reverse("desk"), {"tray": "all", "q": "金丝雀一"}).context["page"]
    reworked = {cage.articles[name].pk for name in ("returned", "resumed", "sent_up", "drawn")}
    assert reworked <= {article.pk for article in page}


def test_office_still_reads_what_was_submitted(cage):
    visit = cage.visits["editor"]
    for name in ("returned", "resumed", "sent_up", "drawn"):
        article = cage.articles[name]
        old, new = article.pictures.order_by("pk")
        page = visit("GET", reverse("article", args=[article.pk])).content.decode()
        assert all(f"{SUBMITTED}{number}" in page for number in "一二三四五六八九")
        assert visit("GET", reverse("picture", args=[old.pk])).status_code == 200
        assert visit("GET", reverse("picture", args=[new.pk])).status_code == 404


def test_office_gets_the_same_answer_for_a_draft_as_for_nothing(cage):
    draft, different = cage.articles["draft"], []
    names = ("article", "article-edit", "article-preview", "article-history", "picture-upload")
    for role in OFFICE:
        for name in names:
            method = "POST" if name == "picture-upload" else "GET"
            answers = [masked(cage.visits[role](method, reverse(name, args=[pk])))
                       for pk in (draft.pk, UNKNOWN)]  # fmt: skip
            if answers[0] != answers[1] or answers[0][0] != 404:
                different.append((role, name))
    assert different == []


def test_office_cannot_place_or_merge_into_a_draft(cage):
    client, draft = sign_in(cage.editor), cage.articles["draft"]
    section = cage.issue.sections.get()
    placed = client.post(reverse("place", args=[cage.issue.pk]),
                         {"section": section.pk, "article": draft.pk}, follow=True)  # fmt: skip
    theirs = cage.own["submitted"]
    merged = client.post(reverse("article-action", args=[theirs.pk, "merge"]), {"into": draft.pk})
    assert (placed.status_code, merged.status_code) == (200, 409)
    assert clean(placed, SECRET) and clean(merged, SECRET)
    assert section.placements.count() == 1
    theirs.refresh_from_db()
    assert (theirs.state, theirs.merged_into) == ("submitted", None)


def test_notices_tell_the_office_nothing_it_was_not_sent(cage):
    titles = Notice.objects.filter(user__memberships__unit=None)
    assert not titles.filter(decision__subject_title__contains=SECRET).exists()
