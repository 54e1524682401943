"""Every change on the board of an issue: sections, placements, holds, undo.

Each answers a script with the board's parts as they are now, anyone else with a redirect;
both are made by the templates of the page itself.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bulletins import arrangements, assembly, holding, undoing
from bulletins.forms import SectionForm
from bulletins.models import Article, Issue, Placement, Section
from bulletins.refusals import NotNow

from .access import editors_only, typed_into, visible_issue
from .board import parts


class Mistyped(Exception):
    """What was sent cannot be meant; the text says what to do."""


def _carry_out(request, issue: Issue, change, anchor: str = ""):
    """Do it; then the parts of the board for a script, for others the page."""
    before = issue.arrangements.count()
    by_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        said = change()
    except undoing.AskFirst as asking:
        if by_script:
            ask = str(asking.target.number)
            return parts(request, issue, refusal=str(asking), ask=ask, status=409)
        return redirect(f"{issue.get_absolute_url()}?ask={asking.target.number}#board-trail")
    except NotNow as refused:
        if not by_script:
            raise
        return parts(request, issue, refusal=str(refused), status=409)
    except Mistyped as mistake:
        if by_script:
            return parts(request, issue, refusal=str(mistake), status=422)
        messages.error(request, str(mistake))
        return redirect(issue)
    if not isinstance(said, str):
        newest = issue.arrangements.order_by("-number")
        said = newest[0].said if issue.arrangements.count() > before else ""
    if by_script:
        return parts(request, issue, said=said)
    return redirect(f"{issue.get_absolute_url()}{anchor}")


@require_POST
@editors_only
def section_add(request, pk):
    issue = visible_issue(request, pk)

    def change():
        assembly.add_section(issue, request.user, **_section_data(request))

    return _carry_out(request, issue, change, "#new-section")


@require_POST
@editors_only
def section_change(request, pk):
    """Rename, restyle, move up or down, or remove one section, by which button was pressed."""
    section = get_object_or_404(Section.objects.select_related("issue"), pk=pk)

    def change():
        if "remove" in request.POST:
            assembly.remove_section(section, request.user)
        elif step := _step(request):
            assembly.move_section(section, request.user, step)
        else:
            assembly.change_section(section, request.user, **_section_data(request))

    return _carry_out(request, section.issue, change, f"#section-{pk}")


def _section_data(request) -> dict:
    form = SectionForm(request.POST)
    if not form.is_valid():
        raise Mistyped(_("A section title has at most 60 characters."))
    return {name: form.cleaned_data[name] for name in ("title", "style")}


@require_POST
@editors_only
def place(request, pk):
    """Put the chosen accepted articles into a section: behind each other where ``after`` says
    (what is dragged, from whichever section of the issue), else at its end."""
    issue = visible_issue(request, pk)
    section = get_object_or_404(issue.sections, pk=whole(request.POST.get("section")))
    after = _after(request)

    def change():
        last = after
        for article in _chosen(request):
            placement = Placement.objects.filter(article=article, section__issue=issue).first()
            if placement and after is not None:
                assembly.move_to(placement, request.user, section, last)
            else:
                assembly.place(article, section, request.user, last)
            last = None if after is None else article.pk

    return _carry_out(request, issue, change, f"#section-{section.pk}")


@require_POST
@editors_only
def placement_change(request, pk):
    """Move, retitle or take out an article, by which button was pressed."""
    placement = get_object_or_404(Placement.objects.select_related("section__issue"), pk=pk)
    issue = placement.section.issue
    anchor = "" if "remove" in request.POST else f"#placement-{pk}"
    section = None
    if not {"remove", "step", "retitle", "proposal"} & set(request.POST):
        section = get_object_or_404(issue.sections, pk=whole(request.POST.get("section")))

    def change():
        if "remove" in request.POST:
            assembly.unplace(placement, request.user)
        elif section:
            assembly.move_to(placement, request.user, section, _after(request))
        elif "step" in request.POST:
            assembly.move(placement, request.user, _step(request))
        else:
            chosen = "proposal" if request.POST.get("proposal") else "contents_title"
            title = typed_into(request.POST, chosen, 200)
            note = typed_into(request.POST, "note", 600) if "note" in request.POST else None
            assembly.retitle(placement, request.user, title, note)

    return _carry_out(request, issue, change, anchor)


@require_POST
@editors_only
def hold(request, pk):
    """Keep the chosen accepted articles for the next issue, or release them."""
    issue = visible_issue(request, pk)

    def change():
        articles = _chosen(request)
        names = "、".join(arrangements.quoted(article) for article in articles)
        for article in articles:
            if "release" in request.POST:
                holding.release(article, request.user)
            else:
                holding.hold(article, request.user, typed_into(request.POST, "note", 200))
        if "release" in request.POST:
            return _("%(articles)s can be placed again") % {"articles": names}
        return _("%(articles)s: held for the next issue") % {"articles": names}

    return _carry_out(request, issue, change, "#board-waiting")


@require_POST
@editors_only
def undo(request, pk):
    """Take back the newest change, as it was shown; or do again what was undone."""
    issue = visible_issue(request, pk)
    number = whole(request.POST.get("number", "0"))

    def change():
        if "redo" in request.POST:
            return undoing.redo(issue, request.user).said
        confirmed = "confirmed" in request.POST
        return undoing.undo(issue, request.user, number=number, confirmed=confirmed).said

    return _carry_out(request, issue, change, "#board-trail")


def _chosen(request) -> list[Article]:
    wanted = [whole(value) for value in request.POST.getlist("article")]
    articles = Article.objects.visible_to(request.user).filter(pk__in=wanted)
    if not wanted or len(articles) != len(set(wanted)):
        raise Mistyped(_("Choose at least one accepted article."))
    return sorted(articles, key=lambda found: wanted.index(found.pk))


def _step(request) -> int:
    return {"up": -1, "down": 1}.get(request.POST.get("step", ""), 0)


def _after(request) -> int | None:
    """Behind which article: its key, FIRST for the head of the section, None for its end."""
    value = request.POST.get("after", "")
    return assembly.FIRST if value == "first" else whole(value) if value else None


def whole(value) -> int:
    """A primary key from a form; anything else is a page that does not exist."""
    if not value or not value.isdecimal() or len(value) > 9:
        raise Http404
    return int(value)
