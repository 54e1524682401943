"""Who got an issue: the deliveries of a published edition, ticked off as they are handed out."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bulletins import permissions
from bulletins.models import Issue
from bulletins.views.access import editors_only, office_only

from .models import Delivery


@require_safe
@office_only
def deliveries(request, pk):
    issue = get_object_or_404(Issue.objects.published().select_related("bulletin"), pk=pk)
    found = Delivery.objects.filter(edition=issue.in_force).select_related("done_by")
    context = {
        "issue": issue,
        "deliveries": found,
        "copies": sum(delivery.copies for delivery in found),
        "may_change": permissions.can_assemble(request.user),
    }
    return render(request, "distribution/deliveries.html", context)


@require_POST
@editors_only
def delivery_done(request, pk):
    """Tick one paper delivery as handed out, once."""
    delivery = get_object_or_404(Delivery.objects.select_related("edition"), pk=pk)
    if delivery.channel != Delivery.Channel.PAPER:
        raise Http404
    Delivery.objects.filter(pk=pk, state=Delivery.State.TO_DO).update(
        state=Delivery.State.DONE, done_at=timezone.now(), done_by=request.user
    )
    return redirect("deliveries", delivery.edition.issue_id)
