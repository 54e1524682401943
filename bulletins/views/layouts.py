"""Asking for the PDF and the files made from it, watching, and downloading what is finished."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from bulletins import slip_making, tasks
from bulletins.models import Edition, EditionFile, FileKind, Issue, Layout
from bulletins.models.file import MADE, ending, media_type

from .access import office_only, visible_issue


@require_POST
@office_only
def layout_request(request, pk):
    return redirect(tasks.request_layout(visible_issue(request, pk), request.user))


@require_safe
@office_only
def layout(request, key):
    """The progress page; with ``?part=1`` only the fragment that changes."""
    found = _visible_layout(request, key)
    if tasks.is_stalled(found):
        tasks.make_layout.enqueue(found.pk)
    name = "bulletins/_layout.html" if "part" in request.GET else "bulletins/layout.html"
    return render(request, name, {"layout": found, "issue": found.issue})


@require_safe
@office_only
def layout_pdf(request, key):
    found = _visible_layout(request, key)
    if found.state != Layout.State.DONE or not found.file:
        raise Http404
    return _sent(request, found.file, FileKind.PDF, found.issue)


@require_POST
@office_only
def files_request(request, key):
    """Ask for the files named by ``make``, or for all that are not made yet."""
    found = _visible_layout(request, key)
    kinds = request.POST.getlist("make") or MADE
    if not set(kinds) <= set(MADE):
        raise Http404
    for kind in kinds:
        tasks.request_file(found, kind)
    return redirect(found)


@require_safe
@office_only
def layout_file(request, key, kind):
    found = _visible_layout(request, key)
    made = found.files.filter(kind=kind, state=Layout.State.DONE).first()
    if made is None:
        raise Http404
    return _sent(request, made.file, kind, found.issue)


def _visible_layout(request, key) -> Layout:
    issues = Issue.objects.visible_to(request.user)
    return get_object_or_404(
        Layout.objects.select_related("issue__bulletin", "failed_article"),
        key=key,
        issue__in=issues,
    )


@require_safe
def edition_file(request, pk):
    """A frozen file of a published issue, for everyone who may see the issue."""
    issues = Issue.objects.visible_to(request.user)
    found = get_object_or_404(
        EditionFile.objects.select_related("edition__issue__bulletin"),
        pk=pk,
        edition__issue__in=issues,
    )
    if found.kind == FileKind.SLIP and not request.user.in_office:
        raise Http404
    return _sent(request, found.file, found.kind, found.edition.issue)


@require_safe
@office_only
def edition_slip(request, pk):
    """The signing slip of an edition that counts: the frozen one, or one as of now.

    Voided signatures have none: what became of them stands on the slip of the next.
    """
    issues = Issue.objects.visible_to(request.user)
    edition = get_object_or_404(
        Edition.objects.select_related("issue__bulletin"), pk=pk, issue__in=issues
    )
    if there := slip_making.frozen(edition):
        return _sent(request, there.file, FileKind.SLIP, edition.issue)
    if not edition.files.exists() and edition.issue.edition_id != edition.pk:
        raise Http404
    data, _pages = slip_making.make(edition)
    response = HttpResponse(data, content_type=media_type(FileKind.SLIP))
    disposition = "attachment" if "download" in request.GET else "inline"
    name = quote(f"{edition.issue}{ending(FileKind.SLIP)}")
    response["Content-Disposition"] = f"{disposition}; filename*=utf-8''{name}"
    response["Cache-Control"] = "private, no-cache"
    return response


def _sent(request, file, kind, issue):
    """A PDF is shown in the browser unless ``?download``; the others are always downloaded."""
    response = FileResponse(
        file.open("rb"),
        as_attachment="download" in request.GET or not ending(kind).endswith(".pdf"),
        filename=f"{issue}{ending(kind)}",
        content_type=media_type(kind),
    )
    response["Cache-Control"] = "private, no-cache"
    return response
