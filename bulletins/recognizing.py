"""What anyone may learn of a file at hand: whether it is one of a published edition.

Only frozen files of published editions are known here, and by their whole SHA-256 alone; of
all others, unpublished ones included, the answer is the same.  Nobody's name is told: who
holds the file can read those that are printed in it.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from .models import Edition, EditionFile

CONTENTS = "contents"  # what is recognized is the digest of the contents, as a slip's code has it


@dataclass(frozen=True, slots=True)
class Recognized:
    """``kind`` is a FileKind, or CONTENTS; ``edition`` is published."""

    edition: Edition
    kind: str
    later: Edition | None


def recognized(digest: str) -> Recognized | None:
    """The published edition to which ``digest`` (64 hexadecimal digits) belongs."""
    files = EditionFile.objects.filter(sha256=digest).order_by("-edition__signed_at", "-pk")
    file = files.select_related("edition__issue__bulletin").first()
    frozen = EditionFile.objects.filter(edition=OuterRef("pk"))
    published = Edition.objects.filter(Exists(frozen)).select_related("issue__bulletin")
    whole = published.filter(digest=digest).order_by("-signed_at").first()
    edition = file.edition if file else whole
    if edition is None:
        return None
    newest = published.filter(issue=edition.issue_id).order_by("-number").first()
    later = newest if newest.number > edition.number else None
    return Recognized(edition, file.kind if file else CONTENTS, later)
