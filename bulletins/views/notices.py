"""What happened to one's articles and issues, until it has been seen; and what of it by mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins.letter_forms import ContactForm, MailChoiceForm
from bulletins.models import Letter, MailChoice, Matter, Notice
from bulletins.models.topic import topics_of
from units.models import User


@require_safe
def notices(request):
    mine = Notice.objects.filter(user=request.user).select_related(
        "decision__article", "decision__issue__bulletin"
    )
    matter = request.GET.get("matter", "")
    matter = matter if matter in Matter.values else ""
    found = mine.filter(topic__in=topics_of(Matter(matter))) if matter else mine
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "matter": matter,
        "matters": Matter.choices,
        "undelivered": undelivered(request.user),
    }
    return render(request, "bulletins/notices.html", context)


def undelivered(user) -> Letter | None:
    """The person's last letter, if it could not be delivered yet."""
    last = user.letters.first()
    return last if last and last.is_failing else None


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request):
    """When to have mail of what, and one's own address and telephone."""
    data = request.POST if request.method == "POST" else None
    choice = MailChoice.objects.filter(user=request.user).first() or MailChoice(user=request.user)
    person = User.objects.get(pk=request.user.pk)  # not the one that the page's head shows
    form, contact = MailChoiceForm(data, instance=choice), ContactForm(data, instance=person)
    if data is not None and form.is_valid() and contact.is_valid():
        with transaction.atomic():
            if contact.has_changed():
                contact.instance.save(update_fields=contact.changed_data)
            form.save()
        messages.success(request, _("Saved."))
        return redirect("notice-settings")
    context = {"form": form, "contact": contact, "undelivered": undelivered(request.user)}
    wrong = form.errors or contact.errors
    return render(request, "bulletins/notice_settings.html", context, status=422 if wrong else 200)


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
