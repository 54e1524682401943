"""The text that searches look through, for every article there is."""

import django.db.models.deletion
from django.db import migrations, models

from bulletins import richtext

UNSEEN_BY_OFFICE = ("draft", "awaiting_unit", "returned", "withdrawn")
BATCH = 200


def _folded(text: dict) -> str:
    """As bulletins/finding.py did when this migration was written."""
    headline = "".join(line.strip() for line in text["headline"].splitlines())
    credit = "、".join(label for _unit, label in text["sources"])
    lines = [headline, text["subtitle"], text["byline"], richtext.plain(text["body"]), credit]
    return "\n".join(line for line in lines if line).replace("\0", "").lower()


def fill(apps, schema_editor):
    Article = apps.get_model("bulletins", "Article")
    Revision = apps.get_model("bulletins", "ArticleRevision")
    SearchText = apps.get_model("bulletins", "SearchText")
    rows = []
    for article in Article.objects.prefetch_related("sources").iterator(chunk_size=BATCH):
        sources = sorted(article.sources.all(), key=lambda source: (source.position, source.pk))
        text = {name: getattr(article, name) for name in ("headline", "subtitle", "byline", "body")}
        text["sources"] = [(None, source.label) for source in sources]
        office = text
        if article.unit_id is not None and article.state in UNSEEN_BY_OFFICE:
            handed_in = Revision.objects.filter(article=article, sealed="submit")
            office = handed_in.order_by("-number").values_list("text", flat=True).first()
        rows.append(
            SearchText(
                article_id=article.pk,
                unit_reads=_folded(text),
                office_reads=_folded(office) if office else "",
            )
        )
        if len(rows) == BATCH:
            SearchText.objects.bulk_create(rows)
            rows = []
    SearchText.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0017_drawn")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="bulletins.article",
                    ),
                ),
                ("unit_reads", models.TextField()),
                ("office_reads", models.TextField()),
            ],
            options={"verbose_name": "search text"},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
