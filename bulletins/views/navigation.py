"""What the head of every page offers, by role, and the way in from the front door."""

from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletins.models import Article, Issue, Letter, Message, Notice
from bulletins.models.article import ArticleState
from bulletins.models.issue import IssueState
from units.models import Role

from . import guide


@require_safe
def home(request):
    """Each person lands where their work is; who has no role yet, where nothing is hidden."""
    user = request.user
    if user.has_office_role(Role.EDITOR):
        return redirect("desk")
    if guide.is_due(user):
        return redirect("guide")
    return redirect("articles" if user.unit_ids() and not user.in_office else "issues")


def navigation(request):
    """Context processor: ``navigation`` entries and the number of unseen notices."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    entries = _office_entries(user) if user.in_office else _unit_entries(user)
    here = request.path
    return {
        "navigation": [(url, label, here.startswith(url), count) for url, label, count in entries],
        "guide_for_units": not user.in_office and bool(user.unit_ids()),
        "unseen_notices": Notice.objects.filter(user=user, seen_at=None).count(),
    }


def _unit_entries(user):
    if not user.unit_ids():
        return [(reverse("issues"), _("Issues"), 0)]
    waits = Q(state=ArticleState.RETURNED, unit__in=user.unit_ids(Role.REPORTER))
    waits |= Q(state=ArticleState.AWAITING_UNIT, unit__in=user.unit_ids(Role.UNIT_HEAD))
    waits |= Q(pk__in=Message.objects.new_to(user).values("article"))
    return [
        (reverse("articles"), _("My articles"), Article.objects.filter(waits).count()),
        (reverse("issues"), _("Issues"), 0),
    ]


def _office_entries(user):
    entries = []
    if user.has_office_role(Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR):
        waiting = Article.objects.submitted().count()
        waiting += Message.objects.new_to(user).values("article").distinct().count()
        entries.append((reverse("desk"), _("Inbox"), waiting))
    if user.has_office_role(Role.EDITOR):
        entries.append((reverse("articles"), _("Office articles"), 0))
    entries.append((reverse("issues"), _("Issues"), _issues_to_act_on(user)))
    entries.append((reverse("units"), _("Units"), 0))
    entries.append((reverse("people"), _("People"), 0))
    if user.has_office_role(Role.SIGNER, Role.ADMINISTRATOR):
        entries.append((reverse("delegations"), _("Signing for others"), 0))
    if user.has_office_role(Role.ADMINISTRATOR):
        entries.append((reverse("bulletins"), _("Bulletins"), 0))
        given_up = Letter.objects.filter(state=Letter.State.FAILED).count()
        entries.append((reverse("mail"), _("Mail"), given_up))
        entries.append((reverse("wordings"), _("Dictionary"), 0))
    if user.has_office_role(Role.ADMINISTRATOR, Role.AUDITOR):
        entries.append((reverse("records"), _("Records"), 0))
    return entries


def _issues_to_act_on(user) -> int:
    wanted = Q(pk__in=[])
    if user.has_office_role(Role.REVIEWER):
        wanted |= Q(state=IssueState.IN_REVIEW)
    if user.has_office_role(Role.SIGNER):
        wanted |= Q(state=IssueState.AWAITING_SIGNATURE)
    if user.has_office_role(Role.EDITOR):
        wanted |= Q(state=IssueState.SIGNED)
    return Issue.objects.filter(wanted).aggregate(n=Count("pk"))["n"]
