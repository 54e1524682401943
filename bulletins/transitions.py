"""One row of a workflow table, and what carrying it out writes.

Nothing else assigns a state to an article or an issue.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from . import notices
from .models import Article, Decision, Issue


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a workflow table.

    ``may(user, subject)`` says who; ``ready(subject, inputs)`` returns a sentence
    saying what is still missing, or "".  ``effect(subject, actor, inputs)`` runs in
    the transaction before the state changes; what it returns becomes fields of
    the Decision.  ``button`` is False for what happens only as part of another
    action.
    """

    action: str
    label: str
    sources: frozenset[str]
    target: str | Callable
    may: Callable
    needs_note: bool = False
    ready: Callable = field(default=lambda subject, inputs: "")
    effect: Callable = field(default=lambda subject, actor, inputs: {})
    button: bool = True


def rows(*transitions: Transition) -> dict[str, Transition]:
    return {transition.action: transition for transition in transitions}


def states(*members) -> frozenset[str]:
    """What is stored of the states a row starts from."""
    return frozenset(str(state.value) for state in members)


def nobody(user, subject) -> bool:
    return False


def apply(subject, transition, actor, note, inputs) -> Decision:
    """Effect, new state, Decision and notices; ``subject`` is locked, and allowed to."""
    facts = transition.effect(subject, actor, inputs) or {}
    before, subject.state = subject.state, _target(transition, subject)
    subject.version += 1
    subject.changed_at, subject.changed_by = timezone.now(), actor
    subject.save()
    decision = Decision.objects.create(
        article=subject if isinstance(subject, Article) else None,
        issue=subject if isinstance(subject, Issue) else None,
        subject_title=str(subject)[:200],
        action=transition.action,
        from_state=before,
        to_state=subject.state,
        actor=actor,
        actor_name=str(actor or _("Yinfa (checked by itself)"))[:50],
        actor_place=_place_of(actor, subject)[:100] if actor else "",
        note=note.strip(),
        round=getattr(subject, "round", 0),
        **facts,
    )
    notices.tell(decision)
    return decision


def _target(transition, subject) -> str:
    return transition.target(subject) if callable(transition.target) else transition.target


def _place_of(actor, subject) -> str:
    """Where the actor acted from: the unit's name, or empty for the office."""
    unit = getattr(subject, "unit", None)
    return unit.name if unit is not None and unit.pk in actor.unit_ids() else ""
