"""Background work.  The Layout row is the truth; a task is a nudge and safe to repeat."""

import hashlib
import logging
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from . import contents
from .models import Article, Bulletin, Issue, Layout, Picture, Specimen
from .models.bulletin import design_digest
from .printing import design, picturing
from .printing.layout import LayoutFailed, lay_out

log = logging.getLogger(__name__)
STALLED_AFTER = timedelta(minutes=3)


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
    layout.refresh_from_db()
    return layout


def _must_run_again(layout: Layout) -> bool:
    if layout.state == Layout.State.DONE:
        return not layout.file.storage.exists(layout.file.name)
    return layout.state == Layout.State.FAILED or is_stalled(layout)


def is_stalled(layout: Layout | Specimen) -> bool:
    """Whether its worker must have died: unfinished, and silent for too long."""
    unfinished = layout.state in (Layout.State.REQUESTED, Layout.State.RUNNING)
    return unfinished and timezone.now() - layout.changed_at > STALLED_AFTER


def _reset(layout: Layout, built):
    layout.contents = built.to_json()
    layout.state, layout.stage, layout.done, layout.total = Layout.State.REQUESTED, "", 0, 0
    layout.failure, layout.failed_article, layout.changed_at = "", None, timezone.now()
    layout.save()


@task()
def make_layout(pk: int):
    """Lay out one requested Layout; does nothing when another worker has it or it is done."""
    layout = _claimed(Layout, pk)
    if layout is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="yinfa-layout-") as folder:
            _run(layout, Path(folder) / "issue.pdf")
    except LayoutFailed as failure:
        _fail(layout, str(failure.reason), failure.article_key)
    except Exception:
        log.exception("layout %s failed", pk)
        _fail(
            layout,
            _("The layout broke down. Try again; if it happens again, tell the administrator."),
        )


def _claimed(model, pk: int):
    """The row, now being worked on by us; None when there is nothing left to do for it."""
    claimed = model.objects.filter(
        Q(state=Layout.State.REQUESTED)
        | Q(state=Layout.State.RUNNING, changed_at__lt=timezone.now() - STALLED_AFTER),
        pk=pk,
    ).update(state=Layout.State.RUNNING, stage="start", changed_at=timezone.now())
    return model.objects.get(pk=pk) if claimed else None


def _run(layout: Layout, output: Path):
    built = contents.from_json(layout.contents)
    result = lay_out(
        built,
        output,
        pictures=_pictures(built),
        progress=_Progress(layout),
        fonts_directory=settings.FONTS_DIR,
        design=design.from_data(layout.design),
    )
    with output.open("rb") as pdf:
        layout.file.save(f"{layout.key.hex}.pdf", File(pdf), save=False)
    layout.sha256, layout.pages = result.sha256, result.pages
    layout.first_pages = result.first_pages
    layout.state, layout.changed_at = Layout.State.DONE, timezone.now()
    layout.save()


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
    layout.save()


class _Progress:
    """Writes the stage to the row, at most five times a second."""

    def __init__(self, layout: Layout | Specimen):
        self.layout, self.written = layout, 0.0

    def __call__(self, stage: str, done: int, total: int):
        now = time.monotonic()
        if stage == self.layout.stage and now - self.written < 0.2:
            return
        self.layout.stage, self.written = stage, now
        type(self.layout).objects.filter(pk=self.layout.pk).update(
            stage=stage, done=done, total=total, changed_at=timezone.now()
        )


def sweep() -> int:
    """Ask again for every layout whose worker died; returns how many."""
    stalled = Layout.objects.filter(
        state__in=(Layout.State.REQUESTED, Layout.State.RUNNING),
        changed_at__lt=timezone.now() - STALLED_AFTER,
    )
    keys = list(stalled.values_list("pk", flat=True))
    for pk in keys:
        make_layout.enqueue(pk)
    return len(keys)


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
    specimen = _claimed(Specimen, pk)
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
    built, progress = contents.from_json(specimen.contents), _Progress(specimen)
    result = lay_out(
        built,
        pdf,
        pictures=_pictures(built),
        progress=progress,
        fonts_directory=settings.FONTS_DIR,
        design=design.from_data(specimen.design),
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
