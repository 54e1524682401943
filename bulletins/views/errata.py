"""Which printed article an article corrects: searched for and chosen by an editor."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bulletins import errata
from bulletins.refusals import NotNow

from .access import editors_only, typed_into, visible_article


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def article_corrects(request, pk):
    found = visible_article(request, pk)
    if not errata.may_say(request.user, found):
        errata.refuse(request.user, found)
    if request.method != "POST":
        return _page(request, found, found.corrects_id)
    corrects = _number(request, "corrects")
    try:
        errata.say(found, request.user, corrects=corrects, was=_number(request, "was"))
    except NotNow as refusal:
        return _page(request, visible_article(request, pk), corrects, refusal=str(refusal))
    messages.success(request, _("Saved."))
    return redirect(found)


def _page(request, found, chosen, refusal=""):
    query = typed_into(request.GET, "q", 60).strip()
    every = errata.candidates(found)
    matching = list(errata.candidates(found, query)[: errata.SHOWN + 1])
    shown = matching[: errata.SHOWN]
    kept = every.filter(pk__in={chosen, found.corrects_id} - {None, *(a.pk for a in shown)})
    rows = [*kept, *shown]
    if chosen not in {a.pk for a in rows}:  # what cannot be chosen leaves the choice as it was
        chosen = found.corrects_id
    context = {
        "article": found,
        "query": query,
        "rows": rows,
        "more": len(matching) > errata.SHOWN,
        "most": errata.SHOWN,
        "chosen": chosen,
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "bulletins/article_corrects.html", context, status=status)


def _number(request, name) -> int | None:
    """Which article was sent; 0, which none has, where it is not a number."""
    value = request.POST.get(name, "")
    if not value:
        return None
    return int(value) if value.isdecimal() and len(value) < 10 else 0
