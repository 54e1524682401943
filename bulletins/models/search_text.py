"""What a search looks through: an article's text without its markup, folded."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchText(models.Model):
    """Beside each article, as bulletins/finding.py wrote it with the last save.

    The office goes on reading what was last handed in while a unit works on it again.
    """

    article = models.OneToOneField(
        "bulletins.Article", models.CASCADE, primary_key=True, related_name="search_text"
    )
    unit_reads = models.TextField()
    office_reads = models.TextField()

    class Meta:
        verbose_name = _("search text")

    def __str__(self):
        return self.unit_reads[:40]
