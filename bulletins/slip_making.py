"""The signing slip as a file: set on request while an issue is signed, frozen once published."""

import hashlib
import logging

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from . import making, signing_slip
from .issue_workflow import issue_published
from .models import Edition, EditionFile, FileKind
from .models.file import ending

log = logging.getLogger(__name__)


def watch():
    """Have the slip of every edition that is published frozen."""
    issue_published.connect(_wanted, dispatch_uid="bulletins.slip_making")


def _wanted(sender, issue, edition, **kwargs):
    transaction.on_commit(lambda: freeze_slip.enqueue(edition.pk))


def make(edition: Edition) -> tuple[bytes, int]:
    """The slip of ``edition`` as it reads now, as PDF, and its pages.  Raises LayoutFailed."""
    return making.make_slip(signing_slip.of(edition, timezone.now()), settings.FONTS_DIR)


def frozen(edition: Edition) -> EditionFile | None:
    return edition.files.filter(kind=FileKind.SLIP).first()


@task()
def freeze_slip(pk: int):
    """Make the slip of a published edition a file of it, once."""
    edition = Edition.objects.select_related("issue__bulletin").get(pk=pk)
    if frozen(edition) is not None:
        return
    try:
        data, pages = make(edition)
    except Exception:
        log.exception("the signing slip of edition %s could not be made", pk)
        return
    freeze(edition, data, pages)


def sweep() -> int:
    """Ask again for the slip of every published edition that has none; returns how many."""
    published = Edition.objects.filter(files__isnull=False)
    keys = list(
        published.exclude(files__kind=FileKind.SLIP).distinct().values_list("pk", flat=True)
    )
    for pk in keys:
        freeze_slip.enqueue(pk)
    return len(keys)


def freeze(edition: Edition, data: bytes, pages: int) -> EditionFile:
    """``data`` as the slip of ``edition``; the first one stays, whoever else brings one."""
    with transaction.atomic():
        # Of two workers at the same slip the second waits here.
        Edition.objects.select_for_update().get(pk=edition.pk)
        if there := frozen(edition):
            return there
        digest = hashlib.sha256(data).hexdigest()
        slip = EditionFile(edition=edition, kind=FileKind.SLIP, sha256=digest, size=len(data),
                           pages=pages)  # fmt: skip
        name = f"{edition.pk}-{digest[:12]}{ending(FileKind.SLIP)}"
        slip.file.save(name, ContentFile(data), save=False)
        slip.save()
    return slip
