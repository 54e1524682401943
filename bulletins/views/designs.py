"""The administrator's choice of a design: the shipped ones and every part, on real pages."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bulletins import sample, tasks
from bulletins.designing import SHIPPED_NAMES, DesignForm
from bulletins.models import Bulletin, Specimen
from bulletins.models.bulletin import design_digest
from bulletins.printing.design import MUNICIPAL, SHIPPED, Design, from_data

from .access import administrators_only
from .underway import renew


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def bulletin_design(request, slug):
    """By which button was pressed: show the shipped designs, preview, or save what is chosen."""
    bulletin = get_object_or_404(Bulletin, slug=slug)
    if request.method != "POST":
        shown = _asked_for(request, bulletin)
        start = SHIPPED.get(request.GET.get("from", ""))
        if start is None:
            start = from_data(shown.design if shown else bulletin.design)
        return _page(request, bulletin, DesignForm(design=start), shown)
    if "show" in request.POST:
        built, _issue = sample.contents_of(bulletin)
        for shipped in SHIPPED.values():
            tasks.request_specimen(bulletin, built, stored(shipped))
        return redirect("bulletin-design", slug)
    form = DesignForm(request.POST)
    if not form.is_valid():
        return _page(request, bulletin, form, None, status=422)
    if "save" in request.POST:
        bulletin.design = stored(form.design)
        bulletin.save(update_fields=["design"])
        renew(bulletin, request)
        messages.success(request, _("Saved. Issues that are not signed yet print in this design."))
        return redirect("bulletin-design", slug)
    return _previewed(request, bulletin, form.design)


def stored(design: Design) -> dict:
    """How a design is kept: the municipal one as {}, which is what a new bulletin has."""
    return {} if design == MUNICIPAL else design.to_data()


def _previewed(request, bulletin, design: Design):
    """To the page with the specimen; to a script, the specimen's own part of it."""
    built, _issue = sample.contents_of(bulletin)
    specimen = tasks.request_specimen(bulletin, built, stored(design))
    if request.headers.get("X-Requested-With") == "fetch":
        return _part(request, specimen)
    url = reverse("bulletin-design", args=[bulletin.slug])
    return redirect(f"{url}?specimen={specimen.key}#preview")


def _asked_for(request, bulletin) -> Specimen | None:
    """The specimen which the address names, if it is one of this bulletin."""
    try:
        return bulletin.specimens.filter(key=UUID(request.GET.get("specimen", ""))).first()
    except ValueError:
        return None


def _page(request, bulletin, form: DesignForm, shown: Specimen | None, status=200):
    built, issue = sample.contents_of(bulletin)
    made = {s.design_digest: s for s in bulletin.specimens.filter(digest=built.digest)}
    designs = [
        (name, SHIPPED_NAMES[name], made.get(design_digest(stored(design))))
        for name, design in SHIPPED.items()
    ]
    context = {
        "bulletin": bulletin,
        "form": form,
        "designs": designs,
        "missing": [name for name, _label, specimen in designs if specimen is None],
        "issue": issue,
        "specimen": shown or made.get(design_digest(bulletin.design)),
        "in_force": _name_of(bulletin.design),
        "going_on": any(s and s.unfinished for s in [shown, *(d[2] for d in designs)]),
    }
    return render(request, "bulletins/design.html", context, status=status)


def _name_of(looks: dict):
    design = from_data(looks)
    return next((SHIPPED_NAMES[n] for n, shipped in SHIPPED.items() if shipped == design), "")


@require_safe
@administrators_only
def specimen(request, key):
    """The part of a page that shows a specimen, while it is being made and after."""
    found = get_object_or_404(Specimen.objects.select_related("bulletin"), key=key)
    if tasks.is_stalled(found):
        tasks.make_specimen.enqueue(found.pk)
    return _part(request, found)


def _part(request, found: Specimen):
    context = {"specimen": found, "few": "few" in request.GET}
    return render(request, "bulletins/_specimen.html", context)


@require_safe
@administrators_only
def specimen_page(request, key, page):
    """One page as a picture."""
    found = get_object_or_404(Specimen, key=key)
    name = found.picture_name(page)
    if page not in found.pictured or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400"
    return response
