"""The files made from a layout: press, archive, booklet, Word, web page, plain text."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

STATES = [
    ("requested", "Waiting"),
    ("running", "Being laid out"),
    ("done", "Done"),
    ("failed", "Failed"),
]
KINDS = [
    ("press", "PDF for the press"),
    ("archive", "PDF for the archive"),
    ("booklet", "Booklet on A3"),
    ("docx", "Word file"),
    ("html", "Web page"),
    ("text", "Plain text"),
]


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0004_designs")]
    operations = [
        migrations.CreateModel(
            "LayoutFile",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12, choices=KINDS)),
                ("state", models.CharField(max_length=10, choices=STATES, default="requested")),
                ("stage", models.CharField(max_length=20, blank=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("file", models.FileField(upload_to="layouts/", blank=True)),
                ("sha256", models.CharField(max_length=64, blank=True)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("failure", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "layout",
                    models.ForeignKey(
                        "bulletins.layout",
                        django.db.models.deletion.CASCADE,
                        related_name="files",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a layout",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["layout", "kind"], name="bulletins_layout_file_kind"
                    )
                ],
            },
        )
    ]
