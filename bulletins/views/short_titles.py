"""Whether a title fits its line of the contents box, and what would make it shorter."""

from dataclasses import dataclass

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletins import contents, shortening
from bulletins.printing.columns import DoesNotFit
from bulletins.printing.design import Design, from_data
from units.models import ReportingUnit, UnitAlias

from . import page_budget
from .access import editors_only, visible_issue

LONGEST = 200


@dataclass(frozen=True)
class Fit:
    """``over``: characters too many for one line, None where there is no box; shorter forms
    of the title, each with whether it fits."""

    over: int | None
    proposals: tuple[tuple[str, bool], ...] = ()


def names() -> list[tuple[str, str]]:
    """Full and short name of every unit, also under its further names."""
    units = ReportingUnit.objects.exclude(short_name="").values_list("name", "short_name")
    aliases = UnitAlias.objects.exclude(unit__short_name="")
    return [*units, *aliases.values_list("name", "unit__short_name")]


def fit(title: str, counted, design: Design, known) -> Fit:
    """``counted`` is the issue's budget; ``known`` answers as ``names``, asked only if need be."""
    over = page_budget.over(title, counted, design)
    if not over:
        return Fit(over)
    forms = shortening.proposals(title, known())
    return Fit(over, tuple((f, not page_budget.over(f, counted, design)) for f in forms))


@require_safe
@editors_only
def title_fit(request, pk):
    """What is said below the field while a title is typed."""
    issue = visible_issue(request, pk)
    title = request.GET.get("title", "")[:LONGEST].strip()
    design = from_data(issue.design)
    try:
        counted = page_budget.reckoned(contents.build(issue), design)
    except DoesNotFit:
        counted = None
    context = {"fit": fit(title, counted, design, names), "typed": title}
    return render(request, "bulletins/_title_fit.html", context)
