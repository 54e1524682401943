"""How the desk's values look in a page."""

from django import template
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bulletins import correcting, drafting, reminders, richtext, standing, workflow
from bulletins.models.article import ArticleState
from bulletins.models.file import MADE, FileKind
from bulletins.models.issue import IssueState

register = template.Library()


@register.filter
def body(markup: str):
    """A stored body, cleaned once more on its way out, its notes below the text."""
    shown = richtext.with_notes_below(richtext.clean(markup))
    return mark_safe(shown)  # noqa: S308 (clean's output is the allow-list)


@register.filter
def printed(blocks):
    """The blocks of contents as HTML."""
    return mark_safe(richtext.to_html(blocks))  # noqa: S308 (every text in it is escaped)


@register.filter
def action_label(decision):
    """The word on the button that made ``decision``."""
    table = workflow.ARTICLE if decision.article_id else workflow.ISSUE
    return table[decision.action].label if decision.action in table else decision.action


@register.filter
def happened(decision):
    """What a decision did, in plain words; for an issue the word on its button."""
    sentence = standing.happened(decision) if decision.article_id else ""
    return sentence or action_label(decision)


@register.filter
def first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return f"{lines[0]}…" if len(lines) > 1 else text.strip()


@register.filter
def state_label(decision):
    states = ArticleState if decision.article_id else IssueState
    return dict(states.choices).get(decision.to_state, decision.to_state)


@register.filter
def due(day) -> str:
    """How far away a day is, seen from today in Beijing."""
    days = (day - timezone.localdate()).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    return ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}


@register.filter
def due_class(day) -> str:
    days = (day - timezone.localdate()).days
    return "due-over" if days < 0 else "due-soon" if days <= reminders.AHEAD else ""


@register.filter
def correction_summary(edition) -> str:
    """What an edition that corrects another changed, as a sentence."""
    return correcting.summary(edition)


@register.filter
def file_label(kind):
    return FileKind(kind).label


@register.filter
def file_rows(layout):
    """Every kind of file that is made from a layout, with the file where there is one."""
    made = {file.kind: file for file in layout.files.all()}
    return [{"kind": kind, "label": kind.label, "file": made.get(kind)} for kind in MADE]


@register.filter
def any_unfinished(rows):
    return any(row["file"] and row["file"].unfinished for row in rows)


@register.filter
def sealed_label(revision):
    """Why a revision was kept: the word on the button that sealed it; empty while it goes on."""
    if revision.sealed == drafting.SET_ASIDE:
        return _("Set aside")
    action = revision.sealed.removeprefix(drafting.AFTER)
    action = "submit" if action.startswith("submit") else action
    return workflow.ARTICLE[action].label if action in workflow.ARTICLE else ""


@register.filter
def any_unmade(rows):
    return any(row["file"] is None or row["file"].state == "failed" for row in rows)
