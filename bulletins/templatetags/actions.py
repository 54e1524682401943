"""The buttons of an article's or issue's page, made from the rows of its workflow table."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins import commenting
from bulletins.models import Article

register = template.Library()

PRIMARY = {"submit", "approve", "accept", "submit_for_review", "pass_review", "sign", "publish"}
DANGEROUS = {"decline", "withdraw", "call_back"}
# Where a word to the next person is worth a field although the table does not ask for it.
OPINIONS = {"pass_review": gettext_lazy("Opinion of the reviewer"),
            "sign": gettext_lazy("Opinion of the signer")}  # fmt: skip


@register.inclusion_tag("_actions.html", takes_context=True)
def action_bar(
    context, subject, actions, *, hidden=None, merge_targets=(), capacities=(), fixed=False
):
    """Buttons for ``actions`` (transitions of ``subject``).

    From the page: ``missing`` {action: why not yet} and ``typed`` {action, note}, what a
    refused attempt had said.  ``hidden`` {name: value} travels with every button;
    ``merge_targets`` are the articles into which this one may be merged, ``capacities``
    (value, name) in whose name the reader may sign.
    """
    missing, typed = context.get("missing") or {}, context.get("typed") or {}
    items = [_item(subject, transition, missing, typed) for transition in actions]
    for item in items:
        if item["action"] == "merge":
            item |= {"choices": merge_targets, "choices_name": "into"}
            item["choices_label"] = _("Merge into")
            if not merge_targets:
                item["missing"] = item["missing"] or _("There is no other article to merge into.")
        item["hidden"] = list((hidden or {}).items())
        item["note_label"] = OPINIONS.get(item["action"], _("Note"))
        if item["action"] == "sign":
            item["capacities"] = capacities
    return {
        "items": items,
        "version": subject.version,
        "fixed": fixed,
        "csrf_token": context.get("csrf_token"),
    }


def _item(subject, transition, missing, typed) -> dict:
    action, is_issue = transition.action, not isinstance(subject, Article)
    offered = commenting.as_note(subject) if action == "send_back" and is_issue else ""
    route = "issue-action" if is_issue else "article-action"
    return {
        "action": action,
        "label": transition.label,
        "url": reverse(route, args=[subject.pk, action]),
        "style": _style(action),
        "takes_note": _takes_note(transition),
        "note": typed.get("note", "") if typed.get("action") == action else offered,
        "open": typed.get("action") == action and bool(typed.get("note")),
        "note_help": _("Read by everyone who works on it, and kept."),
        "missing": missing.get(action, ""),
    }


def _style(action: str) -> str:
    if action in PRIMARY:
        return "primary"
    return "dangerous" if action in DANGEROUS else "plain"


def _takes_note(transition) -> str:
    if transition.needs_note:
        return "required"
    return "optional" if transition.action in OPINIONS else ""
