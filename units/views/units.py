"""The list of reporting units, and the page on which one is set up."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..filters import UnitFilter
from ..forms import UnitForm
from ..models import ReportingUnit
from ..permissions import can_administer, can_read_directory, only

PER_PAGE = 100


@require_safe
@only(can_read_directory)
def listing(request):
    units = ReportingUnit.objects.visible_to(request.user)
    units = units.select_related("parent").prefetch_related("aliases")
    units = units.annotate(
        people=Count("memberships__user", Q(memberships__user__is_active=True), distinct=True)
    ).order_by("position", "name")
    filters = UnitFilter(request.GET)
    page = Paginator(filters.apply(units), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "units/units.html",
        {
            "page": page,
            "filters": filters,
            "may_change": can_administer(request.user),
            "any_units": bool(page) or ReportingUnit.objects.exists(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only(can_administer)
@transaction.atomic
def edit(request, pk=None):
    """A new unit without ``pk``."""
    visible = ReportingUnit.objects.visible_to(request.user)
    unit = get_object_or_404(visible, pk=pk) if pk is not None else None
    form = UnitForm(request.POST or None, instance=unit)
    if request.method == "POST" and form.is_valid():
        unit = form.save()
        messages.success(request, _("%(unit)s is saved.") % {"unit": unit})
        return redirect("units")
    # The name as it is stored: the form has changed it on the unit already.
    stored = unit and visible.get(pk=pk)
    return render(request, "units/unit.html", {"form": form, "unit": stored})
