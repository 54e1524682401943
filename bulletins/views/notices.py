"""What happened to one's articles and issues, until it has been seen."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bulletins.models import Notice


@require_safe
def notices(request):
    mine = Notice.objects.filter(user=request.user).select_related(
        "decision__article", "decision__issue__bulletin"
    )
    page = Paginator(mine, 50).get_page(request.GET.get("page"))
    return render(request, "bulletins/notices.html", {"page": page})


@require_POST
def notice_open(request, pk):
    """Mark one notice as seen and go where it leads, if that may still be seen."""
    notice = get_object_or_404(Notice.objects.filter(user=request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=timezone.now())
    if notice.decision is None:
        return redirect(notice.url)
    subject = notice.decision.subject
    visible = type(subject).objects.visible_to(request.user).filter(pk=subject.pk).exists()
    return redirect(subject if visible else "notices")


@require_POST
def notices_seen(request):
    Notice.objects.filter(user=request.user, seen_at=None).update(seen_at=timezone.now())
    return redirect("notices")
