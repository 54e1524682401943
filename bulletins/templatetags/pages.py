"""The pages of an issue and what is said of them, as parts that any page of it may show."""

from collections import Counter

from django import template
from django.urls import reverse

from bulletins import commenting, page_strip, permissions

register = template.Library()


@register.inclusion_tag("bulletins/_page_pictures.html", takes_context=True)
def page_pictures(context, issue):
    """The strip of page pictures; it keeps itself up to date (static/yinfa/pages.js).

    ``digest`` of the page, where it has one, is that of the contents as they are now.
    """
    shown = page_strip.of(issue, context.get("digest"))
    return {
        "issue": issue,
        "strip": shown,
        "rows": page_strip.rows_of(shown),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("bulletins/_open_comments.html")
def open_comments(issue):
    """Every open comment of an issue in a list, each leading to its page."""
    return {"comments": [(said, commenting.where(said)) for said in issue.open_comments]}


@register.simple_tag
def comment_counts(issue) -> dict[int, int]:
    """How many open comments each article of the issue has, by its key; asked once a page."""
    return Counter(said.article_id for said in issue.open_comments if said.article_id)


@register.filter
def of_article(counted: dict, article) -> int:
    return counted.get(article.pk, 0)


@register.simple_tag(takes_context=True)
def article_place(context, strip, key: str) -> str:
    """Where an article of the issue is worked on (by who assembles it), else where it is read."""
    issue, placed = strip.issue, strip.placements.get(key)
    if placed and issue.state == "assembling" and permissions.can_assemble(context["request"].user):
        return f"{issue.get_absolute_url()}#placement-{placed}"
    return f"{reverse('issue-read', args=[issue.pk])}#article-{key}"


@register.filter
def marks(comments, layout):
    """The comments with a place on the page of just these pages, as SVG takes it."""
    width, height = page_strip.PAPER
    return [
        {"said": said, "x": f"{said.x * width:.1f}", "y": f"{said.y * height:.1f}"}
        for said in comments or ()
        if said.x is not None and layout and said.digest == layout.digest
    ]
