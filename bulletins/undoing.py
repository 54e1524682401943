"""Taking back what was done on the board, one change after the other, and doing it again.

An undo always takes back the newest change, whoever made it: so nothing that others did in
between is lost on the way.  Somebody else's change is taken back only when asked for by name.
"""

from django.utils.translation import gettext as _

from . import arrangements, assembly, holding
from .arrangements import quoted
from .models import Arrangement, Issue
from .refusals import NotNow


class AskFirst(Exception):
    """Not the change that the page showed, or not one's own; ``target`` would be undone."""

    def __init__(self, target: Arrangement):
        super().__init__(
            _("The newest change is by %(person)s: %(said)s")
            % {"person": target.actor_name, "said": target.said}
        )
        self.target = target


def undo(issue: Issue, actor, *, number: int, confirmed: bool = False) -> Arrangement:
    """Take back the newest change, which the page showed as ``number``.

    Raises AskFirst if it is another by now, or somebody else's and not ``confirmed``.
    """
    with assembly.assembling(issue, actor) as locked:
        target, _redo = arrangements.reach(locked)
        if target is None:
            raise NotNow(_("There is nothing to undo."))
        if target.number != number or not (confirmed or target.actor_id == actor.pk):
            raise AskFirst(target)
        return _take_back(locked, actor, target, Arrangement.Kind.UNDO, _("Undone: %(said)s"))


def redo(issue: Issue, actor) -> Arrangement:
    """Do again what the last undo took back, if nothing was changed since."""
    with assembly.assembling(issue, actor) as locked:
        _undo, target = arrangements.reach(locked)
        if target is None:
            raise NotNow(_("There is nothing to redo."))
        return _take_back(locked, actor, target, Arrangement.Kind.REDO, _("Redone: %(said)s"))


def _take_back(locked: Issue, actor, target: Arrangement, kind: str, sentence: str):
    change = arrangements.Change(locked, actor, kind, target)
    held = (target.of or target).held
    if held and kind == Arrangement.Kind.REDO:
        holding.lift(held)
    left_out = arrangements.bring_back(locked, target.before)
    if held:
        holding.restore(held)
    said = target.of.said if target.of else target.said
    change.said = sentence % {"said": said}
    if left_out:
        names = "、".join(f"{quoted(a)}（{_why(a)}）" for a in left_out)
        change.said += _("; not brought back: %(names)s") % {"names": names}
    change.keep(always=True)
    return locked.arrangements.last()


def _why(article) -> str:
    """Why an article cannot be placed again, in a few words."""
    if hasattr(article, "placement"):
        return _("placed in another issue")
    if hasattr(article, "hold"):
        return _("held for the next issue")
    return article.get_state_display()
