"""Where an article stands, in plain words for its unit: who has it now, and what comes next."""

from django.utils.translation import gettext as _

from units.models import Role, User

from . import permissions
from .models import Article
from .models.article import ArticleState as A


def standing(article: Article, *, in_print: bool = False) -> str:
    """One or two sentences for the unit's people; ``in_print`` also while an issue is corrected."""
    if in_print and article.state == A.ACCEPTED:
        return _SENTENCES[A.PUBLISHED]()
    if article.state == A.AWAITING_UNIT:
        return _awaiting(article)
    if article.state == A.ACCEPTED and hasattr(article, "hold"):
        return _("The office has accepted it and keeps it for a later issue.")
    return _SENTENCES[article.state]()


def _awaiting(article: Article) -> str:
    """Names who can approve; whoever wrote a text does not approve it."""
    heads = User.objects.filter(
        memberships__role=Role.UNIT_HEAD, memberships__unit=article.unit_id, is_active=True
    ).distinct()
    names = "、".join(str(head) for head in heads if not permissions.wrote(head, article))
    if not names:
        return _(
            "Nobody of your unit can approve it: whoever wrote a text does not approve it. "
            "Ask the office to name a unit head."
        )
    return _("It waits for the approval of %(names)s. The office does not see it yet.") % {
        "names": names
    }


_SENTENCES = {
    A.DRAFT: lambda: _("It is a draft; only your unit sees it. Submit it when it is ready."),
    A.SUBMITTED: lambda: _("It is with the office; an editor is dealing with it."),
    A.ACCEPTED: lambda: _("The office has accepted it. It waits to be printed."),
    A.RETURNED: lambda: _("It is with your unit again. Change it as asked, then submit it again."),
    A.DECLINED: lambda: _("The office does not use it. You may copy it as a new draft."),
    A.WITHDRAWN: lambda: _("Your unit has withdrawn it. Take it up again to go on with it."),
    A.MERGED: lambda: _("The office has merged it into a joint article."),
    A.PUBLISHED: lambda: _("It is printed."),
}


def happened(decision) -> str:
    """A decision on an article as a plain sentence without its actor."""
    sentence = _TOLD.get(decision.action)
    if decision.action == "submit" and decision.to_state == A.AWAITING_UNIT:
        return _("Sent to the unit head for approval")
    return sentence() if sentence else ""


_TOLD = {
    "submit": lambda: _("Submitted to the office"),
    "approve": lambda: _("Approved by the unit head and sent to the office"),
    "send_back": lambda: _("Sent back by the unit head"),
    "withdraw": lambda: _("Withdrawn by the unit"),
    "resume": lambda: _("Taken up again as a draft"),
    "accept": lambda: _("Accepted by the office"),
    "return": lambda: _("Returned by the office for changes"),
    "decline": lambda: _("Not used by the office"),
    "merge": lambda: _("Merged into a joint article"),
    "unmerge": lambda: _("Taken out of the joint article"),
    "reopen": lambda: _("Looked at by the office once more"),
    "unaccept": lambda: _("Acceptance taken back by the office"),
    "publish": lambda: _("Printed"),
}
