"""The pages of a finished layout as pictures, and which old ones are kept."""

import logging
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import task

from .jobs import STALLED_AFTER, Progress
from .models import Comment, Decision, Issue, Layout, PagePicture
from .models.page import PICTURED, PICTURING, SIZES, UNPICTURED
from .printing import picturing

log = logging.getLogger(__name__)
KEPT_LAYOUTS = 4  # of each issue; the pictures of older ones, and what nobody asked for, go


@task()
def picture_layout(pk: int):
    """Picture the pages of a layout whose pictures are gone or were never made."""
    layout = Layout.objects.filter(pk=pk, state=Layout.State.DONE).first()
    if layout is None or layout.pictures.count() == layout.pages:
        return
    with tempfile.TemporaryDirectory(prefix="yinfa-pages-") as folder:
        pdf = Path(folder) / "issue.pdf"
        with layout.file.open("rb") as source:
            pdf.write_bytes(source.read())
        picture(layout, pdf)


def picture(layout: Layout, pdf: Path):
    """Picture the pages of a layout whose PDF is done; that they cannot be does not fail it."""
    try:
        _make(layout, pdf, Progress(layout))
        forget_old(layout.issue)
        stage = PICTURED
    except Exception:
        log.exception("pages of layout %s have no pictures", layout.pk)
        stage = UNPICTURED
    Layout.objects.filter(pk=layout.pk).update(stage=stage, changed_at=timezone.now())


def sweep() -> int:
    """Ask again for the pictures whose worker died; returns how many layouts."""
    silent = Layout.objects.filter(
        state=Layout.State.DONE, stage=PICTURING, changed_at__lt=timezone.now() - STALLED_AFTER
    )
    keys = list(silent.values_list("pk", flat=True))
    for pk in keys:
        picture_layout.enqueue(pk)
    return len(keys)


def _make(layout: Layout, pdf: Path, progress):
    """Every page of ``pdf``; each is to be seen as soon as its row is there.

    A page that an earlier layout of the issue drew just so takes over its pictures.
    """
    PagePicture.objects.filter(layout=layout).delete()
    drawn = picturing.drawn(pdf)
    known = {page.drawn: page for page in _pictured(layout.issue)}
    done, new = 0, []
    for number, what in enumerate(drawn, 1):
        if what in known and _take_over(known[what], layout, number):
            done += 1
        else:
            new.append(number)
    progress("picture", done, layout.pages)
    for number, sha256, *pictures in picturing.in_two_sizes(pdf, new):
        page = PagePicture(layout=layout, number=number, sha256=sha256, drawn=drawn[number - 1])
        _keep(page, pictures)
        done += 1
        progress("picture", done, layout.pages)


def _pictured(issue: Issue):
    """The pictures of the issue's pages, the newest last."""
    pages = PagePicture.objects.filter(layout__issue=issue).exclude(drawn="").order_by("pk")
    return pages.select_related("layout")


def _take_over(page: PagePicture, layout: Layout, number: int) -> bool:
    """Copy the pictures of ``page``; false if they are gone meanwhile."""
    try:
        pictures = [default_storage.open(page.name(size)).read() for size in SIZES]
    except FileNotFoundError:
        return False
    _keep(PagePicture(layout=layout, number=number, sha256=page.sha256, drawn=page.drawn), pictures)
    return True


def _keep(page: PagePicture, pictures: list[bytes]):
    for size, data in zip(SIZES, pictures, strict=True):
        default_storage.delete(page.name(size))
        default_storage.save(page.name(size), ContentFile(data))
    page.save()


def forget_old(issue: Issue):
    """Drop the pictures of all but the newest pages, and old layouts that came by themselves.

    A layout stays if somebody asked for it, decided on its contents or spoke of them.
    """
    layouts = list(issue.layouts.filter(state=Layout.State.DONE).order_by("-requested_at", "-pk"))
    old = [layout for layout in layouts[KEPT_LAYOUTS:] if not _in_force(issue, layout)]
    for picture in PagePicture.objects.filter(layout__in=old).select_related("layout"):
        picture.delete()
    spoken_of = _digests(issue)
    for layout in old:
        if layout.requested_by_id is None and layout.digest not in spoken_of:
            _delete(layout)
    passed = issue.layouts.filter(state=Layout.State.PASSED, requested_by=None)
    passed.exclude(digest__in=spoken_of).delete()


def _in_force(issue: Issue, layout: Layout) -> bool:
    return layout.digest in {e.digest for e in (issue.edition, issue.in_force) if e}


def _digests(issue: Issue) -> set[str]:
    decided = Decision.objects.filter(issue=issue).values_list("digest", flat=True)
    signed = issue.editions.values_list("digest", flat=True)
    commented = Comment.objects.filter(issue=issue).values_list("digest", flat=True)
    return {*decided, *signed, *commented}


def _delete(layout: Layout):
    for file in (*layout.files.all(), layout):
        if file.file:
            file.file.delete(save=False)
    layout.delete()
