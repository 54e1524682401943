"""One article's page, for its unit and for the office: text, facts, what happened, what may."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bulletins import (
    comparing,
    contents,
    drafting,
    errata,
    lengths,
    messaging,
    outcomes,
    permissions,
    standing,
    workflow,
)
from bulletins.models import Article
from bulletins.models.bulletin import SectionStyle
from bulletins.printing import drawing
from bulletins.printing.design import from_data
from bulletins.refusals import NotNow, NotYou

from . import page_budget
from .access import typed_into, visible_article


@require_safe
def article(request, pk):
    return article_page(request, visible_article(request, pk))


def article_page(request, found: Article, *, refusal="", typed=None, status=200, **further):
    text = drafting.readable_by(request.user, found)
    decisions = list(_decisions_for(request.user, found))
    printed, of_unit = outcomes.printed([found]).get(found.pk), not request.user.in_office
    context = {
        "article": found,
        "text": text,
        "length": lengths.length_of(found, text),
        "decisions": decisions,
        "answer": _answer(found, decisions),
        "actions": workflow.available_actions(found, request.user),
        "may_change_text": permissions.can_change_text(request.user, found),
        "issue": _shown_issue(request.user, found),
        "merge_targets": _merge_targets(request.user, found),
        "corrects": errata.corrected(found, request.user),
        "errata": errata.of_article(found, request.user),
        "may_say_what_it_corrects": errata.may_say(request.user, found),
        "merged": found.merged.all() if request.user.in_office else (),
        "refusal": refusal,
        "typed": typed or {},
        "standing": standing.standing(found, in_print=printed is not None) if of_unit else "",
        "printed": printed,
        "reads_as_printed": of_unit and printed is not None,
        "may_compare": printed is not None and not printed.joint and found.unit_id is not None,
        "may_copy": permissions.belongs_to(request.user, found),
        "key": uuid.uuid4(),
        **thread_parts(request, found),
        **further,
    }
    return render(request, "bulletins/article.html", context, status=status)


def thread_parts(request, found: Article) -> dict:
    """What _thread.html shows; by this, what is new to the reader becomes read."""
    if not messaging.has_thread(found):
        return {}
    if request.method == "GET":
        messaging.mark_read(found, request.user)
    thread = messaging.thread(found, everything="messages" in request.GET)
    return {
        "thread": thread,
        "thread_side": messaging.side_of(request.user, found),
        "thread_rest": len(thread) >= messaging.SHOWN and found.messages.count() - len(thread),
        "longest_message": messaging.LONGEST,
        "has_thread": True,
    }


def _decisions_for(user, found):
    """What a unit's head answers the unit's own reporter stays in the unit; that its issue is
    being corrected, in the office."""
    return found.decisions.exclude(action="send_back" if user.in_office else "correct")


def _answer(found, decisions):
    """The decision that stopped the article, with its reason, while it still stands."""
    last = decisions[-1] if decisions else None
    stopped = last is not None and last.note and found.state in ("returned", "declined", "draft")
    return last if stopped else None


def _shown_issue(user, found):
    """The issue it is placed in; a unit learns of it when the issue is published."""
    issue = permissions.issue_of(found)
    visible = issue is not None and (user.in_office or issue.state == "published")
    return issue if visible else None


def _merge_targets(user, found):
    if not any(t.action == "merge" for t in workflow.available_actions(found, user)):
        return ()
    others = Article.objects.visible_to(user).filter(bulletin=found.bulletin)
    return others.filter(state__in=("submitted", "accepted")).exclude(pk=found.pk)[:200]


@require_POST
def article_action(request, pk, action):
    """Carry out one action of the workflow table; a refusal keeps the note that was typed."""
    found = visible_article(request, pk)
    transition = workflow.ARTICLE.get(action)
    if transition is None or not transition.button:
        raise Http404
    note = typed_into(request.POST, "note", 2000)
    try:
        workflow.perform(
            found, action, request.user, note, version=_number(request, "version"),
            **_inputs(request, action),
        )  # fmt: skip
    except NotNow as refusal:
        found.refresh_from_db()
        typed = {"action": action, "note": note}
        return article_page(request, found, refusal=str(refusal), typed=typed, status=409)
    except NotYou as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    messages.success(
        request,
        _("Done: %(action)s · %(article)s") % {"action": transition.label, "article": found},
    )
    return redirect(_where_next(request, found))


def _where_next(request, found):
    """Back to the article, unless the action took it out of the person's sight."""
    return found if Article.objects.visible_to(request.user).filter(pk=found.pk) else "articles"


def _inputs(request, action) -> dict:
    if action != "merge":
        return {}
    wanted = _number(request, "into")
    return {"into": Article.objects.visible_to(request.user).filter(pk=wanted).first()}


def _number(request, name) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


@require_safe
def article_preview(request, pk):
    """The article as it will print: its own lines on the grid of its bulletin's design."""
    found = visible_article(request, pk)
    text = drafting.readable_by(request.user, found)
    design = from_data(found.bulletin.design)
    faces = page_budget.prepared()
    context = {
        "article": found,
        "text": text,
        "length": lengths.length_of(found, text),
        "drawing": faces and drawing.drawn(_printed(found, text), faces, design),
    }
    return render(request, "bulletins/article_preview.html", context)


def _printed(found: Article, text: drafting.Text) -> contents.Article:
    """``text`` as it would print in the section suggested for it."""
    for name in drafting.FIELDS:
        setattr(found, name, getattr(text, name))
    section = found.bulletin.default_sections.filter(title=text.suggested_section).first()
    brief = section is not None and section.style == SectionStyle.BRIEFS
    return replace(contents.of_article(found, brief=brief), source=text.credit)


@require_safe
def article_history(request, pk):
    """Every revision the reader may see, newest first."""
    found = visible_article(request, pk)
    revisions = drafting.revisions_for(request.user, found).select_related("author")
    context = {
        "article": found,
        "text": drafting.readable_by(request.user, found),
        "revisions": revisions,
    }
    return render(request, "bulletins/article_history.html", context)


@require_safe
def article_revision(request, pk, number):
    """One revision, and how it differs from the one before."""
    found = visible_article(request, pk)
    revisions = drafting.revisions_for(request.user, found)
    revision = get_object_or_404(revisions, number=number)
    before = revisions.filter(number__lt=number).first()
    text = drafting.Text.from_json(revision.text)
    earlier = drafting.Text.from_json(before.text) if before else drafting.Text()
    context = {
        "article": found,
        "text": drafting.readable_by(request.user, found),
        "revision": revision,
        "before": before,
        "pieces": comparing.compare(earlier.as_plain(), text.as_plain()),
    }
    return render(request, "bulletins/article_revision.html", context)


@require_safe
def article_printed(request, pk):
    """How the office changed it: what was last submitted beside what was printed."""
    found = visible_article(request, pk)
    printed = outcomes.printed([found]).get(found.pk)
    if printed is None or printed.joint:
        raise Http404
    submitted = outcomes.submitted_paragraphs(found)
    if not submitted:
        raise Http404
    rows = comparing.align(submitted, outcomes.printed_paragraphs(found, printed.issue))
    context = {
        "article": found,
        "printed": printed,
        "rows": rows,
        "changed": sum(row.kind != comparing.SAME for row in rows),
    }
    return render(request, "bulletins/article_printed.html", context)
