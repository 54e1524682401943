"""Freezing: the files of a signed edition, copied once, hashed, never changed again."""

import hashlib

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from .models import Edition, EditionFile, FileKind, Layout, LayoutFile
from .models.file import MADE, SIGNED, ending
from .refusals import NotNow


def differing(layout: Layout, hashes: dict[str, str]) -> set[str]:
    """The kinds whose bytes on disk are not those of ``hashes``; read anew, each file whole."""
    made = {FileKind.PDF.value: layout, **{file.kind: file for file in layout.files.all()}}
    return {
        kind
        for kind in SIGNED
        if kind not in made or hashlib.sha256(_bytes(made[kind])).hexdigest() != hashes.get(kind)
    }


def _bytes(made: Layout | LayoutFile) -> bytes:
    try:
        with made.file.open("rb") as source:
            return source.read()
    except (FileNotFoundError, ValueError):  # gone from the storage, or never stored
        return b""


def freeze(edition: Edition, layout: Layout) -> list[EditionFile]:
    """Copy the layout and every file made from it to the edition: exactly the signed bytes.

    Refuses when a file is missing or another than the one that was signed.
    """
    made = {file.kind: file for file in layout.files.filter(state=Layout.State.DONE)}
    if set(made) != set(MADE):
        raise NotNow(_("Some files are not made yet."))
    return [_freeze(edition, FileKind.PDF, layout), *(_freeze(edition, k, made[k]) for k in MADE)]


def _freeze(edition: Edition, kind: FileKind, made: Layout | LayoutFile) -> EditionFile:
    data = _bytes(made)
    digest = hashlib.sha256(data).hexdigest()
    if digest != edition.hashes.get(kind):
        raise NotNow(_("This file is not the one that was signed: %(kind)s") % {"kind": kind.label})
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
