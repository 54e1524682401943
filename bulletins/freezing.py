"""Freezing: the files of a signed edition, copied once, hashed, never changed again."""

import hashlib

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from .models import Edition, EditionFile, FileKind, Layout, LayoutFile
from .models.file import MADE, ending
from .refusals import NotNow


def finished_layout(issue) -> Layout | None:
    """The finished layout of exactly what was signed, if there is one."""
    if issue.edition is None:
        return None
    layout = issue.layout_of(issue.edition.digest)
    return layout if layout and layout.state == Layout.State.DONE else None


def missing_kinds(layout: Layout) -> list[FileKind]:
    """The kinds of files that are not made yet from a finished layout."""
    made = set(layout.files.filter(state=Layout.State.DONE).values_list("kind", flat=True))
    return [kind for kind in MADE if kind not in made]


def freeze(edition: Edition, layout: Layout) -> list[EditionFile]:
    """Copy the layout and every file made from it to the edition, each with its SHA-256.

    Refuses when a file is missing or not the one that was made.
    """
    if layout.digest != edition.digest:
        raise NotNow(_("These pages are not those that were signed. Make them again."))
    made = {file.kind: file for file in layout.files.filter(state=Layout.State.DONE)}
    if set(made) != set(MADE):
        raise NotNow(_("Some files are not made yet."))
    return [_freeze(edition, FileKind.PDF, layout), *(_freeze(edition, k, made[k]) for k in MADE)]


def _freeze(edition: Edition, kind: FileKind, made: Layout | LayoutFile) -> EditionFile:
    try:
        with made.file.open("rb") as source:
            data = source.read()
    except (FileNotFoundError, ValueError):  # gone from the storage, or never stored
        data = b""
    digest = hashlib.sha256(data).hexdigest()
    if digest != made.sha256:
        raise NotNow(
            _("The file on disk is not the one that was made: %(kind)s. Make it again.")
            % {"kind": kind.label}
        )
    frozen = EditionFile(
        edition=edition,
        kind=kind,
        sha256=digest,
        size=len(data),
        pages=made.pages,
        first_pages=getattr(made, "first_pages", {}),
    )
    frozen.file.save(f"{edition.pk}-{digest[:12]}{ending(kind)}", ContentFile(data), save=False)
    frozen.save()
    return frozen
