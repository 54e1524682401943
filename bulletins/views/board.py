"""The board of an issue that is being assembled: what is placed, what waits, what it costs."""

import functools

from django.db.models import Count, Max, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletins import arrangements, contents, workflow
from bulletins.models import Article, Hold, Issue
from bulletins.models.issue import IssueState
from bulletins.printing.columns import DoesNotFit
from bulletins.printing.design import from_data

from . import page_budget, short_titles
from .access import editors_only, typed_into, visible_issue

SHOWN = 6  # of the last changes


def context_of(request, issue: Issue, ask: str = "") -> dict:
    """What the board's parts show; ``ask`` is the number of a change to undo only if confirmed."""
    built = contents.build(issue)
    counted, problem = _counted(issue, built)
    sections = list(issue.sections.prefetch_related("placements__article__sources"))
    names = functools.cache(short_titles.names)
    titles = {article.key: article.contents_title for article in built.articles}
    design = from_data(issue.design)
    for placement in (p for section in sections for p in section.placements.all()):
        key = str(placement.article_id)
        placement.cost = counted.articles.get(key) if counted else None
        # Somebody may have placed it since the contents were built.
        placement.printed_title = titles.get(key, placement.contents_title)
        placement.fit = short_titles.fit(placement.printed_title, counted, design, names)
    undo, redo = arrangements.reach(issue)
    waiting = _waiting(request, issue)
    return {
        "issue": issue,
        "sections": sections,
        "waiting": [article for article in waiting if not hasattr(article, "hold")],
        "held": [article for article in waiting if hasattr(article, "hold")],
        "q": request.GET.get("q", ""),
        "budget": counted,
        "budget_problem": problem,
        "digest": built.digest,
        "savings": _savings(issue, built) if "savings" in request.GET else None,
        "undo": undo,
        "redo": redo,
        "ask": undo if undo and str(undo.number) == (ask or request.GET.get("ask")) else None,
        "changes": issue.arrangements.defer("before").order_by("-number")[:SHOWN],
        "stamp": stamp(issue),
    }


def _counted(issue, built):
    """The budget, or why there is none."""
    try:
        return page_budget.reckoned(built, from_data(issue.design)), ""
    except DoesNotFit as giant:
        return None, str(giant)


def _savings(issue, built):
    try:
        return page_budget.savings(built, from_data(issue.design))
    except DoesNotFit:
        return None


def _waiting(request, issue):
    accepted = Article.objects.accepted().unplaced().filter(bulletin=issue.bulletin)
    if q := typed_into(request.GET, "q", 100).strip():
        accepted = accepted.filter(headline__icontains=q)
    related = accepted.select_related("unit", "hold__by").prefetch_related("sources")
    return related.order_by("submitted_at", "pk")


def stamp(issue: Issue) -> str:
    """Changes whenever the board would look different: a move, a text, an acceptance, a hold."""
    articles = Article.objects.accepted().filter(bulletin=issue.bulletin_id)
    texts = articles.aggregate(n=Count("pk"), v=Sum("version"), at=Max("changed_at"))
    holds = Hold.objects.filter(article__in=articles).aggregate(n=Count("pk"), at=Max("at"))
    times = [at.timestamp() if at else 0 for at in (texts["at"], holds["at"])]
    return f"{issue.version}-{texts['n']}-{texts['v']}-{holds['n']}-{times[0]}-{times[1]}"


@require_safe
@editors_only
def board(request, pk):
    """The parts of the board, or 204 where the stamp of what is shown is still the newest."""
    issue = visible_issue(request, pk)
    if issue.state == IssueState.ASSEMBLING and request.GET.get("stamp") == stamp(issue):
        return HttpResponse(status=204)
    return parts(request, issue)


@require_safe
@editors_only
def board_savings(request, pk):
    """What would save a page or a line: asked for after the rest, as it takes longer."""
    issue = visible_issue(request, pk)
    built = contents.build(issue)
    context = {"issue": issue, "savings": _savings(issue, built), "digest": built.digest}
    return render(request, "bulletins/_savings.html", context)


def parts(request, issue, *, said="", refusal="", ask="", status=200):
    """What board.js puts in the place of what it shows."""
    issue = visible_issue(request, issue.pk)
    context = {"over": issue.state != IssueState.ASSEMBLING, "issue": issue}
    if not context["over"]:
        context |= context_of(request, issue, ask)
        actions = workflow.available_actions(issue, request.user)
        missing = {a.action: workflow.missing_for(issue, a) for a in actions}
        context |= {"actions": actions, "missing": missing}
    context |= {"said": said, "refusal": refusal}
    return render(request, "bulletins/_board_parts.html", context, status=status)
