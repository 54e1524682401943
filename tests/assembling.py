"""An issue being put together, each way of changing it, and what is stored of it."""

import pytest

from bulletins import arrangements, assembly, undoing
from bulletins.models import Article, Assembler, DistributionEntry, Issue, Placement, Section
from tests.factories import make_article, make_issue


@pytest.fixture(name="issue")
def issue_of_two_sections(editor):
    """Two sections, of three articles and of none."""
    issue = make_issue(editor, articles=3)
    assembly.add_section(issue, editor, "简讯", "briefs")
    return Issue.objects.get(pk=issue.pk)


def assembling_actions(issue):
    """Each way of changing an issue, as (name, call of an actor)."""
    first, second = issue.sections.all()
    a, b, _c = first.placements.all()
    article = make_article(bulletin=issue.bulletin, state="accepted")
    version = issue.version
    entries = [("报", "市委", 2)]
    return {
        "place": lambda who: assembly.place(article, second, who),
        "unplace": lambda who: assembly.unplace(a, who),
        "move": lambda who: assembly.move(a, who, 1),
        "move_to": lambda who: assembly.move_to(b, who, second),
        "retitle": lambda who: assembly.retitle(a, who, "短题"),
        "add_section": lambda who: assembly.add_section(issue, who, "来稿", "articles"),
        "change_section": lambda who: assembly.change_section(first, who, "要闻", "articles"),
        "move_section": lambda who: assembly.move_section(first, who, 1),
        "remove_section": lambda who: assembly.remove_section(second, who),
        "change_facts": lambda who: assembly.change_facts(issue, who, version=version, number=7),
        "change_distribution": lambda who: assembly.change_distribution(
            issue, who, version=version, entries=entries
        ),
    }


ACTIONS = ("place", "unplace", "move", "move_to", "retitle", "add_section", "change_section",
           "move_section", "remove_section", "change_facts", "change_distribution")  # fmt: skip


def everything():
    models = (Issue, Section, Placement, Assembler, DistributionEntry, Article)
    return [list(model.objects.order_by("pk").values()) for model in models]


def titles(issue):
    return [
        (section.title, section.style, [str(p.article) for p in section.placements.all()])
        for section in issue.sections.all()
    ]


def order(issue) -> list[str]:
    """Each section's articles by the figure in their headline: ["123", ""]."""
    return ["".join(str(p.article)[1] for p in section.placements.all())
            for section in issue.sections.all()]  # fmt: skip


def newest(issue):
    return issue.arrangements.order_by("-number").first()


def undo(issue, who, **options):
    return undoing.undo(issue, who, number=arrangements.reach(issue)[0].number, **options)
