"""Freezing: the files of a signed edition, copied once, hashed, never changed again."""

import hashlib

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from .models import Edition, EditionFile, Layout
from .refusals import NotNow


def finished_layout(issue) -> Layout | None:
    """The finished layout of exactly what was signed, if there is one."""
    if issue.edition is None:
        return None
    layout = issue.layout_of(issue.edition.digest)
    return layout if layout and layout.state == Layout.State.DONE else None


def freeze(edition: Edition, layout: Layout) -> EditionFile:
    """Copy the laid-out PDF to the edition; refuses a file that is not the one laid out."""
    try:
        with layout.file.open("rb") as source:
            data = source.read()
    except (FileNotFoundError, ValueError):  # gone from the storage, or never stored
        data = b""
    digest = hashlib.sha256(data).hexdigest()
    if layout.digest != edition.digest or digest != layout.sha256:
        raise NotNow(_("The PDF on disk is not the one that was laid out. Make it again."))
    frozen = EditionFile(
        edition=edition,
        kind="pdf",
        sha256=digest,
        size=len(data),
        pages=layout.pages,
        first_pages=layout.first_pages,
    )
    frozen.file.save(f"{edition.pk}-{digest[:12]}.pdf", ContentFile(data), save=False)
    frozen.save()
    return frozen
