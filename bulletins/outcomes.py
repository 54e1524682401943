"""What became of an article: where it is printed, and what was printed of it.

Only the edition in force is spoken of, also while it is being corrected: what is under way in the
office, no unit learns from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from . import contents, drafting, richtext
from .models import Article, EditionFile, FileKind, Issue, Placement
from .models.article import ArticleState
from .models.issue import IssueState


@dataclass(frozen=True, slots=True)
class Printed:
    """Where an article stands in print.  ``page`` is None where nobody counted; ``joint`` says
    that it went into another article, which stands there."""

    issue: Issue
    section: str
    page: int | None
    file: EditionFile | None
    joint: bool = False


def printed(articles: Iterable[Article]) -> dict[int, Printed]:
    """By its key, where each of ``articles`` that is published stands; a few queries for all."""
    stands_in = {article.pk: article.merged_into_id or article.pk for article in articles}
    placements = Placement.objects.filter(
        article__in=set(stands_in.values()), section__issue__in_force__isnull=False
    ).select_related("section__issue__bulletin")
    editions = {placement.section.issue.in_force_id for placement in placements}
    files = EditionFile.objects.filter(edition__in=editions, kind=FileKind.PDF)
    pdfs = {file.edition_id: file for file in files}
    corrected = {p.article_id for p in placements if p.section.issue.state != IssueState.PUBLISHED}
    kept = still_in_print().filter(article__in=corrected) if corrected else ()
    added = corrected - {row["article"] for row in kept}
    placed = {p.article_id: p for p in placements if p.article_id not in added}
    return {
        pk: _printed(placed[other], pdfs, joint=other != pk)
        for pk, other in stands_in.items()
        if other in placed
    }


def still_in_print():
    """The articles that are printed while their issue is being corrected, as a queryset of keys:
    those that went back to accepted with it, not those which the correction adds."""
    return Placement.objects.filter(
        section__issue__in_force__isnull=False,
        article__state=ArticleState.ACCEPTED,
        article__decisions__action="publish",
    ).values("article")


def _printed(placement: Placement, pdfs: dict, joint: bool) -> Printed:
    issue = placement.section.issue
    file = pdfs.get(issue.in_force_id)
    page = file.first_pages.get(str(placement.article_id)) if file else None
    return Printed(issue, placement.section.title, page, file, joint)


def printed_paragraphs(article: Article, issue: Issue) -> tuple[str, ...]:
    """The article's paragraphs as they stand in the published edition; empty if it is not in it."""
    frozen = contents.from_json(issue.in_force.contents)
    found = next((a for a in frozen.articles if a.key == str(article.pk)), None)
    if found is None:
        return ()
    return _paragraphs(found.headline, found.subtitle, found.byline, found.blocks, found.source)


def submitted_paragraphs(article: Article) -> tuple[str, ...]:
    """The paragraphs that the unit last submitted; empty if it never did."""
    text = drafting.submitted_text(article)
    if text is None:
        return ()
    headline, blocks = "".join(text.headline_lines), richtext.blocks(text.body)
    return _paragraphs(headline, text.subtitle, text.byline, blocks, text.credit)


def _paragraphs(headline, subtitle, byline, blocks, source) -> tuple[str, ...]:
    lines = [headline, subtitle, byline, *richtext.lines(blocks), f"（{source}）" if source else ""]
    return tuple(line for line in lines if line.strip())
