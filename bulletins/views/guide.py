"""The first-use guide for people of units: three plain pages, shown until they are closed."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from units.models import Role, User


def is_due(user) -> bool:
    """Whether a person of a unit has not yet closed the guide."""
    return user.guided_at is None and not user.in_office and bool(user.unit_ids())


@require_http_methods(["GET", "HEAD", "POST"])
def guide_page(request):
    """One screen, by ``?screen=``; anything else than a screen is the first.

    A POST closes the guide: it does not come by itself again.
    """
    user = request.user
    if user.in_office or not user.unit_ids():
        raise Http404
    writes = bool(user.unit_ids(Role.REPORTER))
    if request.method == "POST":
        User.objects.filter(pk=user.pk, guided_at=None).update(guided_at=timezone.now())
        return redirect("article-new" if writes and "write" in request.POST else "articles")
    wanted = request.GET.get("screen", "")
    number = int(wanted) if wanted in ("1", "2", "3") else 1
    titles = (_("What to write"), _("Submit it"), _("What becomes of it"))
    context = {
        "number": number,
        "title": titles[number - 1],
        "titles": list(enumerate(titles, 1)),
        "writes": writes,
        "heads": bool(user.unit_ids(Role.UNIT_HEAD)),
    }
    return render(request, "bulletins/guide.html", context)
