"""The first-use guide for people of units: three plain pages, shown once by themselves."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from units.models import Role, User


def is_due(request) -> bool:
    """Whether this is the first time that a person of a unit comes in; true only once."""
    user = request.user
    if request.method != "GET" or user.in_office or not user.unit_ids():
        return False
    return bool(User.objects.filter(pk=user.pk, guided_at=None).update(guided_at=timezone.now()))


@require_safe
def guide_page(request):
    """One screen, by ``?screen=``; anything else than a screen is the first."""
    user = request.user
    if user.in_office or not user.unit_ids():
        raise Http404
    wanted = request.GET.get("screen", "")
    number = int(wanted) if wanted in ("1", "2", "3") else 1
    titles = (_("What to write"), _("Submit it"), _("What becomes of it"))
    context = {
        "number": number,
        "title": titles[number - 1],
        "titles": list(enumerate(titles, 1)),
        "writes": bool(user.unit_ids(Role.REPORTER)),
        "heads": bool(user.unit_ids(Role.UNIT_HEAD)),
    }
    return render(request, "bulletins/guide.html", context)
