"""One Chinese word per thing: what two pages mean differently must not share one English source."""

import pytest
from django.utils import translation

from bulletins.models.article import ArticleState
from bulletins.models.issue import IssueState
from records import exporting


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (IssueState, "组稿中 待审核 待签发 已签发 已印发"),
        (ArticleState, "草稿 待单位审签 已报送 已采用 已退改 不采用 已撤回 已合并 已刊发"),
    ],
)
def test_states_are_called_by_their_own_words(states, words):
    with translation.override("zh-hans"):
        assert [str(label) for label in states.labels] == words.split()


@pytest.mark.parametrize(
    ("source", "word"),
    [("Number", "期号"), ("Signed on", "签发时间"), ("Check", "核验"), ("To", "到")],
)
def test_word_that_stood_for_two_things_stands_for_one(source, word):
    with translation.override("zh-hans"):
        assert translation.gettext(source) == word


def test_exported_records_have_heads_of_their_own():
    with translation.override("zh-hans"):
        assert exporting.heads()[0] == "序号"
        assert len(set(exporting.heads())) == len(exporting.heads())
