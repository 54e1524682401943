"""Background work.  The Layout row is the truth; a task is a nudge and safe to repeat."""

import hashlib
import logging
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from . import contents, making, page_making
from .jobs import STALLED_AFTER, Progress, claim, is_stalled
from .models import Article, Bulletin, Issue, Layout, LayoutFile, Picture, Specimen
from .models.bulletin import design_digest
from .models.file import ending
from .models.page import PICTURING
from .printing import design, picturing
from .printing.layout import LayoutFailed, lay_out

log = logging.getLogger(__name__)

# Who asked for a layout, and when, may change while a worker is at it.
MADE_BY_THE_WORKER = ("file", "sha256", "pages", "first_pages", "areas", "state", "stage", "done",
                      "total", "failure", "failed_article", "changed_at")  # fmt: skip


def request_layout(issue: Issue, user=None) -> Layout:
    """The layout of the issue's contents as they are now; asks for it if nobody has yet."""
    built = contents.build(issue)
    with transaction.atomic():
        layout, created = Layout.objects.select_for_update().get_or_create(
            issue=issue,
            digest=built.digest,
            design_digest=design_digest(issue.design),
            defaults={
                "contents": built.to_json(),
                "design": issue.design,
                "requested_by": user,
            },
        )
        if created or _must_run_again(layout):
            _reset(layout, built)
            transaction.on_commit(lambda: make_layout.enqueue(layout.pk))
        _put_first(layout, user)
    layout.refresh_from_db()
    return layout


def _put_first(layout: Layout, user):
    """Make it the issue's newest; others that still wait are of older contents: passed over."""
    others = layout.issue.layouts.exclude(pk=layout.pk)
    others.filter(state=Layout.State.REQUESTED).update(state=Layout.State.PASSED)
    row = Layout.objects.filter(pk=layout.pk)
    if others.filter(requested_at__gte=layout.requested_at).exists():
        row.update(requested_at=timezone.now())
    if user is not None and layout.requested_by_id is None:
        row.update(requested_by=user)


def _must_run_again(layout: Layout) -> bool:
    if layout.state == Layout.State.DONE:
        return not layout.file.storage.exists(layout.file.name)
    return layout.state in (Layout.State.FAILED, Layout.State.PASSED) or is_stalled(layout)


def _reset(layout: Layout, built):
    layout.contents = built.to_json()
    layout.state, layout.stage, layout.done, layout.total = Layout.State.REQUESTED, "", 0, 0
    layout.failure, layout.failed_article, layout.changed_at = "", None, timezone.now()
    layout.save()


@task()
def make_layout(pk: int):
    """Lay out one requested Layout; does nothing when another worker has it or it is done."""
    layout = claim(Layout, pk)
    if layout is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="yinfa-layout-") as folder:
            _run(layout, Path(folder) / "issue.pdf")
            page_making.picture(layout, Path(folder) / "issue.pdf")
    except LayoutFailed as failure:
        _fail(layout, str(failure.reason), failure.article_key)
    except Exception:
        log.exception("layout %s failed", pk)
        _fail(
            layout,
            _("The layout broke down. Try again; if it happens again, tell the administrator."),
        )


def _run(layout: Layout, output: Path):
    built = contents.from_json(layout.contents)
    result = lay_out(
        built,
        output,
        pictures=_pictures(built),
        progress=Progress(layout),
        fonts_directory=settings.FONTS_DIR,
        design=design.from_data(layout.design),
        warm=True,
    )
    with output.open("rb") as pdf:
        layout.file.save(f"{layout.key.hex}.pdf", File(pdf), save=False)
    layout.sha256, layout.pages = result.sha256, result.pages
    layout.first_pages, layout.areas = result.first_pages, result.areas
    layout.state, layout.changed_at = Layout.State.DONE, timezone.now()
    layout.stage, layout.done, layout.total = PICTURING, 0, result.pages
    layout.save(update_fields=MADE_BY_THE_WORKER)
    for file in layout.files.filter(state=Layout.State.REQUESTED):
        make_file.enqueue(file.pk)


def _pictures(built) -> dict[int, bytes]:
    """The bytes of exactly the pictures that the contents name, checked against their hashes."""
    wanted = {figure.picture: figure.sha256 for figure in built.figures}
    found = {}
    for picture in Picture.objects.filter(pk__in=wanted):
        with picture.file.open("rb") as source:
            data = source.read()
        if hashlib.sha256(data).hexdigest() == wanted[picture.pk]:
            found[picture.pk] = data
    return found


def _fail(layout: Layout, reason: str, article_key: str = ""):
    layout.state, layout.failure = Layout.State.FAILED, reason
    layout.failed_article = (
        Article.objects.filter(pk=article_key).first() if article_key.isdigit() else None
    )
    layout.changed_at = timezone.now()
    layout.save(update_fields=MADE_BY_THE_WORKER)


def sweep() -> int:
    """Ask again for every layout and file whose worker died; returns how many."""
    silent = {
        "state__in": (Layout.State.REQUESTED, Layout.State.RUNNING),
        "changed_at__lt": timezone.now() - STALLED_AFTER,
    }
    layouts = list(Layout.objects.filter(**silent).values_list("pk", flat=True))
    done = LayoutFile.objects.filter(layout__state=Layout.State.DONE, **silent)
    files = list(done.values_list("pk", flat=True))
    for job, keys in ((make_layout, layouts), (make_file, files)):
        for pk in keys:
            job.enqueue(pk)
    return len(layouts) + len(files)


# --- the files made from a layout ---


def request_files(issue: Issue, user=None, kinds=making.KINDS) -> Layout:
    """The layout of the issue as it is now, with its files of ``kinds`` asked for as well."""
    layout = request_layout(issue, user)
    for kind in kinds:
        request_file(layout, kind)
    return layout


def request_file(layout: Layout, kind: str) -> LayoutFile:
    """The file of one kind; asked for if nobody has yet, or if it failed or is gone."""
    with transaction.atomic():
        file, created = LayoutFile.objects.select_for_update().get_or_create(
            layout=layout, kind=kind
        )
        if created or _must_run_again(file):
            file.state, file.stage, file.failure = Layout.State.REQUESTED, "", ""
            file.done, file.total, file.changed_at = 0, 0, timezone.now()
            file.save()
            transaction.on_commit(lambda: make_file.enqueue(file.pk))
    file.refresh_from_db()
    return file


@task()
def make_file(pk: int):
    """Make one requested file; waits, by doing nothing, for the layout it is made from."""
    if not LayoutFile.objects.filter(pk=pk, layout__state=Layout.State.DONE).exists():
        return  # make_layout asks for it again when it is done
    file = claim(LayoutFile, pk)
    if file is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="yinfa-file-") as folder:
            _make(file, Path(folder))
        file.state, file.failure = Layout.State.DONE, ""
    except LayoutFailed as failure:
        file.state, file.failure = Layout.State.FAILED, str(failure)
    except Exception:
        log.exception("file %s failed", pk)
        file.state = Layout.State.FAILED
        file.failure = _("This file could not be made. Try again.")
    file.changed_at = timezone.now()
    file.save()


def _make(file: LayoutFile, folder: Path):
    layout = file.layout
    built = contents.from_json(layout.contents)
    screen, output = folder / "screen.pdf", folder / "made"
    with layout.file.open("rb") as source:
        screen.write_bytes(source.read())
    file.pages = making.make(
        file.kind,
        built,
        design.from_data(layout.design),
        output,
        screen=screen,
        pictures=_pictures(built),
        progress=Progress(file),
        profile=Path(settings.PRESS_PROFILE) if settings.PRESS_PROFILE else None,
        fonts_directory=settings.FONTS_DIR,
        warm=True,
    )
    data = output.read_bytes()
    file.sha256 = hashlib.sha256(data).hexdigest()
    name = f"{layout.key.hex}-{file.kind}{Path(ending(file.kind)).suffix}"
    file.file.save(name, ContentFile(data), save=False)


# --- specimens: how a bulletin would look in a design ---

KEPT_SPECIMENS = 24  # for each bulletin; older ones are made again when somebody looks


def request_specimen(bulletin: Bulletin, built: contents.Contents, looks: dict) -> Specimen:
    """The specimen of ``built`` in the design ``looks``; asked for if nobody has yet."""
    with transaction.atomic():
        specimen, created = Specimen.objects.select_for_update().get_or_create(
            bulletin=bulletin,
            digest=built.digest,
            design_digest=design_digest(looks),
            defaults={"contents": built.to_json(), "design": looks},
        )
        if created or specimen.state == Layout.State.FAILED or is_stalled(specimen):
            specimen.state, specimen.stage, specimen.failure = Layout.State.REQUESTED, "", ""
            specimen.done = specimen.total = 0
            specimen.changed_at = timezone.now()
            specimen.save()
            transaction.on_commit(lambda: make_specimen.enqueue(specimen.pk))
    specimen.refresh_from_db()
    return specimen


@task()
def make_specimen(pk: int):
    """Lay out one requested Specimen and picture its pages."""
    specimen = claim(Specimen, pk)
    if specimen is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="yinfa-specimen-") as folder:
            _picture(specimen, Path(folder) / "specimen.pdf")
        specimen.state = Layout.State.DONE
    except LayoutFailed as failure:
        specimen.state, specimen.failure = Layout.State.FAILED, str(failure)
    except Exception:
        log.exception("specimen %s failed", pk)
        specimen.state = Layout.State.FAILED
        specimen.failure = _("The preview broke down. Try again.")
    specimen.changed_at = timezone.now()
    specimen.save()
    for old in Specimen.objects.filter(bulletin=specimen.bulletin_id)[KEPT_SPECIMENS:]:
        old.delete()


def _picture(specimen: Specimen, pdf: Path):
    built, progress = contents.from_json(specimen.contents), Progress(specimen)
    result = lay_out(
        built,
        pdf,
        pictures=_pictures(built),
        progress=progress,
        fonts_directory=settings.FONTS_DIR,
        design=design.from_data(specimen.design),
        warm=True,
    )
    specimen.pages = result.pages
    wanted = picturing.chosen(result.pages)
    for number, png in picturing.pictures(pdf, wanted):
        progress("picture", len(specimen.pictured), len(wanted))
        name = specimen.picture_name(number)
        default_storage.delete(name)
        default_storage.save(name, ContentFile(png))
        if number not in specimen.pictured:
            specimen.pictured.append(number)
