"""How long an article is, and how long its section wants it."""

from dataclasses import dataclass

from . import richtext
from .models import Article, Bulletin, DefaultSection


@dataclass(frozen=True, slots=True)
class Length:
    """Characters of a body; ``limit`` is that of the section suggested for it, None without."""

    characters: int
    section: str = ""
    limit: int | None = None

    @property
    def over(self) -> int:
        """By how many characters it is too long; 0 when it is not."""
        return max(self.characters - self.limit, 0) if self.limit else 0


def length_of(article: Article, text) -> Length:
    """Of ``text`` (a drafting.Text), which is what the reader may see of ``article``."""
    section = article.bulletin.default_sections.filter(
        title=text.suggested_section, limit__isnull=False
    ).first()
    characters = richtext.count_characters(text.body)
    return Length(characters, section.title, section.limit) if section else Length(characters)


def limits() -> dict[int, dict[str, int]]:
    """The limits of the usual sections by bulletin and title, for the form to count against."""
    found: dict[int, dict[str, int]] = {}
    for bulletin, title, limit in DefaultSection.objects.filter(
        limit__isnull=False, bulletin__in=Bulletin.objects.filter(active=True)
    ).values_list("bulletin_id", "title", "limit"):
        found.setdefault(bulletin, {})[title] = limit
    return found
