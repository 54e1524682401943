"""Changing an issue that is being assembled: facts, distribution, sections, placements."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bulletins import assembly
from bulletins.forms import DistributionForm, IssueForm, SectionForm
from bulletins.models import Article, Issue, Placement, Section
from bulletins.refusals import NotNow

from .access import editors_only, visible_issue


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def issue_facts(request, pk):
    issue = visible_issue(request, pk)
    form = IssueForm(request.POST or None, initial=IssueForm.initial_of(issue))
    overtaken = None
    if form.is_valid():
        facts = form.cleaned_data
        try:
            version = facts.pop("version") or 0
            issue = assembly.change_facts(issue, request.user, version=version, **facts)
            messages.success(request, _("Saved."))
            return redirect(issue)
        except assembly.FactsOvertaken as error:
            form, overtaken = _on_top_of(IssueForm, request, error.current), error.current
        except NotNow as refusal:
            form.add_error(None, str(refusal))
    return _facts_page(request, issue, form, overtaken, _("Number, date and title"))


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def issue_distribution(request, pk):
    issue = visible_issue(request, pk)
    own = getattr(issue, "distribution_list", None)
    initial = DistributionForm.initial_of(own.entries.all() if own else ())
    initial["version"] = issue.version
    form = DistributionForm(request.POST or None, initial=initial)
    overtaken = None
    if form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            assembly.change_distribution(issue, request.user, version=version, entries=form.entries)
            messages.success(request, _("Saved."))
            return redirect(issue)
        except assembly.FactsOvertaken as error:
            form, overtaken = _on_top_of(DistributionForm, request, error.current), error.current
        except NotNow as refusal:
            form.add_error(None, str(refusal))
    return _facts_page(request, issue, form, overtaken, _("Distribution list"))


def _on_top_of(form_class, request, current: Issue):
    """The same form with what was typed, now based on the newer version."""
    data = request.POST.copy()
    data["version"] = current.version
    return form_class(data)


def _facts_page(request, issue, form, overtaken, heading):
    context = {"issue": issue, "form": form, "heading": heading, "overtaken": None}
    if overtaken is not None:
        context["overtaken"] = _stored_values(form, overtaken)
    status = 409 if overtaken else 422 if form.is_bound and form.errors else 200
    return render(request, "bulletins/issue_form.html", context, status=status)


def _stored_values(form, current) -> list[tuple[str, str, str]]:
    """Field by field: label, what is stored now, what was typed; only where they differ."""
    own = getattr(current, "distribution_list", None)
    stored = (
        IssueForm.initial_of(current)
        if isinstance(form, IssueForm)
        else DistributionForm.initial_of(own.entries.all() if own else ())
    )
    rows = []
    for field in form.visible_fields():
        theirs = str(stored.get(field.name, ""))
        mine = form.data.get(field.name, "").replace("\r\n", "\n")
        if theirs != mine:
            rows.append((str(field.label), theirs, mine))
    return rows


@require_POST
@editors_only
def section_add(request, pk):
    issue = visible_issue(request, pk)
    form = SectionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        assembly.add_section(issue, request.user, data["title"], data["style"])
    else:
        messages.error(request, _("A section title has at most 60 characters."))
    return redirect(issue)


@require_POST
@editors_only
def section_change(request, pk):
    """Rename, restyle, move up or down, or remove one section, by which button was pressed."""
    section = get_object_or_404(Section.objects.select_related("issue"), pk=pk)
    if "remove" in request.POST:
        assembly.remove_section(section, request.user)
    elif step := _step(request):
        assembly.move_section(section, request.user, step)
    else:
        form = SectionForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            assembly.change_section(section, request.user, data["title"], data["style"])
        else:
            messages.error(request, _("A section title has at most 60 characters."))
    return redirect(f"{section.issue.get_absolute_url()}#section-{pk}")


@require_POST
@editors_only
def place(request, pk):
    """Put the chosen accepted articles at the end of a section of this issue."""
    issue = visible_issue(request, pk)
    section = get_object_or_404(issue.sections, pk=_whole(request.POST.get("section")))
    wanted = [_whole(value) for value in request.POST.getlist("article")]
    articles = Article.objects.visible_to(request.user).filter(pk__in=wanted)
    if not wanted or len(articles) != len(set(wanted)):
        messages.error(request, _("Choose at least one accepted article."))
        return redirect(issue)
    for article in sorted(articles, key=lambda found: wanted.index(found.pk)):
        assembly.place(article, section, request.user)
    return redirect(f"{issue.get_absolute_url()}#section-{section.pk}")


@require_POST
@editors_only
def placement_change(request, pk):
    """Move up, down or to another section, retitle, or take out, by which button was pressed."""
    placement = get_object_or_404(Placement.objects.select_related("section__issue"), pk=pk)
    issue = placement.section.issue
    if "remove" in request.POST:
        assembly.unplace(placement, request.user)
        return redirect(issue)
    if step := _step(request):
        assembly.move(placement, request.user, step)
    elif "retitle" in request.POST:
        note = request.POST.get("note")
        title = request.POST.get("contents_title", "")[:200]
        assembly.retitle(placement, request.user, title, None if note is None else note[:600])
    else:
        section = get_object_or_404(issue.sections, pk=_whole(request.POST.get("section")))
        assembly.move_to(placement, request.user, section)
    return redirect(f"{issue.get_absolute_url()}#placement-{pk}")


def _step(request) -> int:
    return {"up": -1, "down": 1}.get(request.POST.get("step", ""), 0)


def _whole(value) -> int:
    """A primary key from a form; anything else is a page that does not exist."""
    if not value or not value.isdecimal() or len(value) > 9:
        raise Http404
    return int(value)
