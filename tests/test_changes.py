"""What changed between two contents: nothing that has another digest goes unnamed."""

from dataclasses import fields, replace

import pytest

from bulletins import changes
from bulletins.contents import Article, Contents, DistributionGroup, Masthead, Section
from bulletins.richtext import Figure, Paragraph, Run

pytestmark = pytest.mark.usefixtures("english")


def article(key, **more):
    blocks = (Paragraph((Run(f"第{key}篇的话。"),)),)
    return Article(key, (f"题{key}",), f"短{key}", **{"blocks": blocks, **more})


def issue(*articles, title="要闻", **more):
    return Contents(Masthead("工会信息"), (Section(title, "articles", articles),), **more)


BEFORE = issue(article("1"), article("2"))


@pytest.mark.parametrize(
    ("after", "summary"),
    [
        (issue(article("1")), "“题2” taken out"),
        (issue(article("1"), article("2"), article("3")), "“题3” added"),
        (issue(article("2"), article("1")), "order of the articles"),
        (issue(article("1"), article("2"), title="简讯"), "sections"),
        (issue(article("1"), article("2", byline="某某")), "text of “题2”"),
        (issue(article("1"), article("2", brief=True)), "form or pictures of “题2”"),
    ],
)
def test_change_is_named(after, summary):
    found = changes.between(BEFORE, after)
    assert changes.summary(found) == summary
    assert changes.between(after, after) == changes.between(BEFORE, BEFORE) == []


def test_text_of_a_change_is_what_stood_and_what_stands():
    (change,) = changes.between(BEFORE, issue(article("1"), article("2", source="某会")))
    assert change.old == "题2\n第2篇的话。\nIn the contents box:短2"
    assert change.new == "题2\n第2篇的话。\n（某会）\nIn the contents box:短2"


def test_other_picture_is_named_and_the_same_stored_again_is_not():
    def shown(picture, sha256):
        return issue(article("1", blocks=(Figure(picture, sha256=sha256),)))

    assert changes.between(shown(1, "a" * 64), shown(2, "a" * 64)) == []
    (change,) = changes.between(shown(1, "a" * 64), shown(1, "b" * 64))
    assert change.kind == "format"


OTHER = {str: "别的", int: 3, tuple: (("甲", "乙"),)}


@pytest.mark.parametrize("name", [f.name for f in fields(Contents) if f.name != "sections"])
def test_every_field_of_an_issue_is_compared(name):
    """Also one that will be added later: another value means another digest, and a change."""
    values = {"masthead": Masthead("别的信息"),
              "distribution": (DistributionGroup("发", ("各县",), 2),)}  # fmt: skip
    value = values.get(name) or OTHER[type(getattr(BEFORE, name))]
    after = replace(BEFORE, **{name: value})
    assert after.digest != BEFORE.digest
    (change,) = changes.between(BEFORE, after)
    assert change.kind == "facts" and change.old != change.new


@pytest.mark.parametrize("name", [f.name for f in fields(Article) if f.name not in ("key",)])
def test_every_field_of_an_article_is_compared(name):
    values = {"headline_lines": ("别题",), "brief": True, "blocks": ()}
    after = issue(article("1"), replace(article("2"), **{name: values.get(name, "别的")}))
    assert after.digest != BEFORE.digest
    (change,) = changes.between(BEFORE, after)
    assert change.kind in ("text", "format")


def test_many_changes_are_counted():
    before, after = (issue(*(article(str(n), byline=b) for n in range(8))) for b in ("", "某"))
    assert changes.summary(changes.between(before, after)).endswith("；and 3 more")
