"""Delegations (代签): who signs for whom and until when; making and revoking them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bulletins import delegating, permissions
from bulletins.models import Delegation
from bulletins.refusals import NotNow, NotYou

from .access import office_only

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def delegations(request):
    """Those one may see; below them, for signers and administrators, a new one."""
    may = permissions.can_delegate(request.user)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = delegating.DelegationForm(request.POST or None, by=request.user) if may else None
    if form and form.is_valid():
        try:
            made = delegating.delegate(by=request.user, **form.cleaned_data)
            messages.success(request, _("Done: %(delegation)s") % {"delegation": made})
            return redirect("delegations")
        except NotNow as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form, status=422 if form and form.is_bound else 200)


def _page(request, form, status):
    found = Delegation.objects.visible_to(request.user)
    found = found.select_related("signer", "deputy", "made_by", "revoked_by")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "delegation": delegation,
            "may_revoke": delegation.standing in ("in_force", "coming")
            and delegating.may_revoke(request.user, delegation),
        }
        for delegation in page
    ]
    context = {"page": page, "rows": rows, "form": form}
    return render(request, "bulletins/delegations.html", context, status=status)


@require_POST
@office_only
def revoke(request, pk):
    found = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk)
    try:
        delegating.revoke(found, request.user)
    except NotYou as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    messages.success(request, _("Revoked: %(delegation)s") % {"delegation": found})
    return redirect("delegations")
