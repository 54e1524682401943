"""The office's dictionary (用词): read by the office, kept up by the administrator."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bulletins import permissions
from bulletins.models import Wording
from bulletins.wording_forms import WordingForm, WordingsForm

from .access import administrators_only, office_only, typed_into

PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def wordings(request):
    """The list with its search; an administrator adds many at once."""
    form = WordingsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _add(request, form)
    return _page(request, form)


@administrators_only
def _add(request, form):
    if not form.is_valid() or not form.save():
        return _page(request, form, status=422)
    count = len(form.cleaned_data["lines"])
    messages.success(request, _("%(count)d lines are saved.") % {"count": count})
    return redirect("wordings")


def _page(request, form, status=200):
    words = typed_into(request.GET, "q", 60).strip()
    found = Wording.objects.all()
    if words:
        found = found.filter(
            Q(wrong__icontains=words) | Q(right__icontains=words) | Q(reason__icontains=words)
        )
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "form": form,
        "may_change": permissions.can_administer(request.user),
    }
    return render(request, "bulletins/wordings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def wording_new(request):
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def wording(request, pk):
    return _edit(request, get_object_or_404(Wording, pk=pk))


def _edit(request, found):
    form = WordingForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        saved = form.save()
        messages.success(request, _("“%(wording)s” is saved.") % {"wording": saved})
        return redirect("wordings")
    context = {"form": form, "wording": found and Wording.objects.get(pk=found.pk)}
    status = 422 if form.is_bound else 200
    return render(request, "bulletins/wording_form.html", context, status=status)


@require_safe
@office_only
def wordings_text(request):
    """The whole dictionary, columns parted by tabs, as it can be pasted back in."""
    rows = Wording.objects.values_list("wrong", "right", "reason")
    lines = "".join("\t".join(row) + "\r\n" for row in rows)
    answer = HttpResponse("\ufeff" + lines, content_type="text/tab-separated-values; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="yongci.tsv"'
    return answer
