"""Changing the facts and the distribution list of an issue that is being assembled."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bulletins import assembly
from bulletins.forms import DistributionForm, IssueForm
from bulletins.models import Issue
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
