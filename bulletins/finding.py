"""Finding articles by words: exactly the characters that are read, never their markup.

A headline counts as one line, however it is broken; capitals and small letters are the same.
"""

from django.db.models import Q

from . import richtext
from .models import SearchText

BY_UNIT, BY_OFFICE = "unit_reads", "office_reads"


def remember(article, text, *, office: bool):
    """What is to be found from now on; ``office`` where the office reads ``text`` as well."""
    words = folded(text)
    readers = [BY_UNIT, BY_OFFICE] if office else [BY_UNIT]
    SearchText.objects.bulk_create(
        [SearchText(article=article, **dict.fromkeys(readers, words))],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=readers,
    )


def folded(text) -> str:
    """``text`` has the fields of drafting.Text; the office's title for the contents box and what
    is not printed are not looked through."""
    lines = ["".join(text.headline_lines), text.subtitle, text.byline]
    lines += [richtext.plain(text.body), text.credit]
    return "\n".join(line for line in lines if line).replace("\0", "").lower()


def holding(words: str, reader: str, *also: str) -> Q:
    """Articles in whose text, or in one of the fields ``also``, each of the ``words`` stands."""
    found = Q()
    for word in words.split():
        here = Q(**{f"search_text__{reader}__contains": word.lower()})
        for field in also:
            here |= Q(**{f"{field}__icontains": word})
        found &= here
    return found
