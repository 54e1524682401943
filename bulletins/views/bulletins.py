"""The administrator's upkeep of bulletins: masthead, usual sections, usual distribution list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bulletins.forms import BulletinForm
from bulletins.issue_forms import DistributionForm
from bulletins.models import Bulletin, DistributionList

from .access import administrators_only
from .underway import renew


@require_safe
@administrators_only
def bulletins(request):
    found = Bulletin.objects.prefetch_related("default_sections")
    return render(request, "bulletins/bulletins.html", {"bulletins": found})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def bulletin_new(request):
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def bulletin(request, slug):
    return _edit(request, get_object_or_404(Bulletin, slug=slug))


def _edit(request, found):
    form = BulletinForm(request.POST or None, instance=found)
    usual = found and found.distribution_lists.filter(issue=None).first()
    distribution = DistributionForm(
        request.POST or None,
        initial=DistributionForm.initial_of(usual.entries.all() if usual else ()),
    )
    if form.is_valid() and distribution.is_valid():
        saved = form.save()
        usual, _created = DistributionList.objects.get_or_create(bulletin=saved, issue=None)
        usual.replace_entries(distribution.entries)
        renew(saved, request)
        messages.success(request, _("Saved."))
        return redirect("bulletins")
    context = {"bulletin": found, "form": form, "distribution": distribution}
    status = 422 if form.is_bound else 200
    return render(request, "bulletins/bulletin_form.html", context, status=status)
