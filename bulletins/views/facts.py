"""The facts of an issue: starting one, its number, dates and names, its distribution list."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bulletins import assembly, following, numbering
from bulletins.issue_forms import DistributionForm, IssueForm, NewIssueForm
from bulletins.models import Issue
from bulletins.refusals import NotNow

from .access import editors_only, visible_issue

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@editors_only
def issue_new(request):
    """Start an issue; what looks wrong about number, serial or date is asked about first."""
    if request.method != "POST" or "propose" in request.POST:
        asked = request.POST if request.method == "POST" else request.GET
        return _new_page(request, NewIssueForm(asked=asked))
    form, doubts = NewIssueForm(request.POST), []
    if form.is_valid():
        facts = dict(form.cleaned_data)
        bulletin = facts.pop("bulletin")
        doubts = _unconfirmed(request, _as_asked(form))
        try:
            if not doubts:
                started = assembly.start_issue(bulletin, request.user, **facts)
                messages.success(request, str(started.taken))
                return redirect(started)
        except NotNow as refusal:
            form.add_error(None, str(refusal))
            form.add_error(None, form.proposal.reason)
    return _new_page(request, form, doubts)


def _as_asked(form: NewIssueForm) -> Issue:
    data = form.cleaned_data
    return Issue(
        bulletin=data["bulletin"],
        date=data["date"],
        kind=data["kind"],
        number=data["number"] or form.proposal.number,
        serial=data["serial"] or form.proposal.serial,
    )


def _unconfirmed(request, issue: Issue, stored: Issue | None = None) -> list[numbering.Doubt]:
    """What looks wrong about ``issue``, but for what was confirmed or is stored like that."""
    known = set(request.POST.get("confirmed", "").split())
    if stored:
        known |= {f"{n}={getattr(stored, n)}" for n in ("number", "serial", "date")}
    return [doubt for doubt in numbering.doubts(issue) if doubt.code not in known]


def _new_page(request, form, doubts=()):
    context = {"form": form, "any": form.bulletin is not None, "doubts": doubts,
               "confirmed": _codes(doubts, request)}  # fmt: skip
    return render(
        request, "bulletins/issue_new.html", context, status=422 if form.is_bound else 200
    )


def _codes(doubts, request) -> str:
    """What would be confirmed by sending the form again."""
    before = request.POST.get("confirmed", "").split()
    return " ".join(dict.fromkeys([*before, *(doubt.code for doubt in doubts)]))[:200]


@require_http_methods(FORM)
@editors_only
def issue_facts(request, pk):
    issue = visible_issue(request, pk)
    form = IssueForm(request.POST or None, initial=IssueForm.initial_of(issue))
    overtaken, doubts = None, []
    if form.is_valid():
        facts = dict(form.cleaned_data)
        version = facts.pop("version") or 0
        wanted = Issue(pk=issue.pk, bulletin=issue.bulletin, **facts)
        doubts = _unconfirmed(request, wanted, issue)
        try:
            if not doubts:
                issue = assembly.change_facts(issue, request.user, version=version, **facts)
                messages.success(request, _("Saved."))
                return redirect(issue)
        except assembly.FactsOvertaken as error:
            form, overtaken = _on_top_of(IssueForm, request, error.current), error.current
        except NotNow as refusal:
            form.add_error(None, str(refusal))
    context = {"doubts": doubts, "confirmed": _codes(doubts, request)}
    return _facts_page(request, issue, form, overtaken, _("Number, date and title"), **context)


@require_http_methods(FORM)
@editors_only
def issue_distribution(request, pk):
    issue = visible_issue(request, pk)
    if "fill" in request.POST:
        return _distribution_page(request, issue, _filled(request, issue))
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
    return _distribution_page(request, issue, form, overtaken)


def _filled(request, issue) -> DistributionForm:
    """The form with the list of another issue, or the usual one; nothing is stored yet."""
    chosen, others = request.POST.get("list", ""), following.earlier(issue.bulletin)
    like = (
        others.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 10 else None
    )
    entries = following.entries_of(issue.bulletin, like)
    data = DistributionForm.texts_of(entries) | {"version": request.POST.get("version", "")}
    messages.info(request, _("This list is filled in below; it is not saved yet."))
    return DistributionForm(data)


def _distribution_page(request, issue, form, overtaken=None):
    context = {
        "distribution": True,
        "lists": following.earlier(issue.bulletin).exclude(pk=issue.pk),
        "copies": form.copies,
    }
    return _facts_page(request, issue, form, overtaken, _("Distribution list"), **context)


def _on_top_of(form_class, request, current: Issue):
    """The same form with what was typed, now based on the newer version."""
    data = request.POST.copy()
    data["version"] = current.version
    return form_class(data)


def _facts_page(request, issue, form, overtaken, heading, **more):
    context = {"issue": issue, "form": form, "heading": heading, "overtaken": None, **more}
    if overtaken is not None:
        context["overtaken"] = _stored_values(form, overtaken)
    wrong = form.is_bound and (form.errors or more.get("doubts"))
    status = 409 if overtaken else 422 if wrong else 200
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
        theirs = stored.get(field.name, "")
        theirs = "" if theirs is None else str(theirs)
        mine = form.data.get(field.name, "").replace("\r\n", "\n")
        if theirs != mine:
            rows.append((str(field.label), theirs, mine))
    return rows
