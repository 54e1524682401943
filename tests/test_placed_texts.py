"""Saving the text of a placed article: it counts as assembling, and overtakes nobody's words."""

import pytest

from bulletins import drafting
from bulletins.models import Issue
from tests.assembling import (
    everything,
    issue_of_two_sections,  # noqa: F401 (a fixture)
)
from tests.factories import make_office, make_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_saving_a_placed_text_counts_as_assembling(issue):
    article, saver = issue.sections.first().placements.first().article, make_office("editor")
    drafting.save(article, version=article.version, by=saver, text=make_text("改题"))
    assert Issue.objects.get(pk=issue.pk).version == issue.version + 1
    assert issue.assemblers.filter(user=saver).exists()


def test_overtaken_save_carries_both_texts(issue, editor):
    article = issue.sections.first().placements.first().article
    version = article.version
    drafting.save(article, version=version, by=editor, text=make_text("先到的题"))
    before = everything()
    with pytest.raises(drafting.Overtaken) as overtaken:
        drafting.save(article, version=version, by=editor, text=make_text("后到的题"))
    error = overtaken.value
    assert (error.current.headline, error.yours.headline) == ("先到的题", "后到的题")
    assert drafting.Text.of(error.current).headline == "先到的题"
    assert everything() == before


def test_saving_the_same_text_changes_nothing(issue, editor):
    article = issue.sections.first().placements.first().article
    before = everything()
    same = drafting.Text.of(article)
    drafting.save(article, version=article.version, by=make_office("editor"), text=same)
    assert everything() == before
