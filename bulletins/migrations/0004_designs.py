"""Designs of bulletins, kinds of issues, editor's notes and names in the foot.

SQLite makes a table anew to give it a column, and its triggers are gone with the
old one: editions get theirs again.
"""

import importlib
import uuid

from django.db import migrations, models
from django.utils import timezone

append_only = importlib.import_module("bulletins.migrations.0003_append_only")

# SHA-256 of {}, the municipal design, in which everything so far was laid out.
MUNICIPAL = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def guard_editions(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in append_only.statements("sqlite", "bulletins_edition"):
            schema_editor.execute(statement.replace("TRIGGER", "TRIGGER IF NOT EXISTS", 1))


def to_number_style(apps, schema_editor):
    bulletins = apps.get_model("bulletins", "Bulletin").objects
    bulletins.filter(prints_serial=False).update(number_style="number")


def to_prints_serial(apps, schema_editor):
    bulletins = apps.get_model("bulletins", "Bulletin").objects
    bulletins.filter(number_style="number").update(prints_serial=False)


def nothing(apps, schema_editor):
    pass


def name_in_the_foot(label):
    return models.CharField(label, max_length=60, blank=True)


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0003_append_only")]
    operations = [
        migrations.RunPython(nothing, guard_editions),
        migrations.AddField(
            "bulletin",
            "number_style",
            models.CharField(
                "number style",
                max_length=8,
                default="both",
                choices=[
                    ("number", "第12期"),
                    ("both", "第12期（总第345期）"),
                    ("serial", "总第345期"),
                ],
            ),
        ),
        migrations.RunPython(to_number_style, to_prints_serial),
        migrations.RemoveField("bulletin", "prints_serial"),
        migrations.AddField(
            "bulletin", "design", models.JSONField("design", blank=True, default=dict)
        ),
        migrations.AddField(
            "issue",
            "kind",
            models.CharField(
                "kind",
                max_length=4,
                blank=True,
                choices=[("", "Regular issue"), ("增刊", "Extra issue"), ("专刊", "Special issue")],
            ),
        ),
        migrations.AddField("issue", "editor_name", name_in_the_foot("editor's name")),
        migrations.AddField("issue", "reviewer_name", name_in_the_foot("reviewer's name")),
        migrations.AddField("issue", "signer_name", name_in_the_foot("signer's name")),
        migrations.AddField(
            "placement", "note", models.TextField("editor's note", max_length=600, blank=True)
        ),
        migrations.AddField("edition", "design", models.JSONField(default=dict)),
        migrations.RunPython(guard_editions, nothing),
        migrations.RemoveConstraint("layout", "bulletins_one_layout_per_digest"),
        migrations.AddField("layout", "design", models.JSONField(default=dict)),
        migrations.AddField(
            "layout",
            "design_digest",
            models.CharField(max_length=64, default=MUNICIPAL),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "layout",
            models.UniqueConstraint(
                fields=("issue", "digest", "design_digest"), name="bulletins_one_layout_per_digest"
            ),
        ),
        migrations.CreateModel(
            "Specimen",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True, editable=False)),
                ("digest", models.CharField(max_length=64)),
                ("contents", models.TextField()),
                ("design", models.JSONField(default=dict)),
                ("design_digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        max_length=10,
                        default="requested",
                        choices=[
                            ("requested", "Waiting"),
                            ("running", "Being laid out"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                    ),
                ),
                ("stage", models.CharField(max_length=20, blank=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("pictured", models.JSONField(default=list)),
                ("failure", models.TextField(blank=True)),
                ("requested_at", models.DateTimeField(default=timezone.now)),
                ("changed_at", models.DateTimeField(default=timezone.now)),
                (
                    "bulletin",
                    models.ForeignKey(
                        "bulletins.bulletin", models.CASCADE, related_name="specimens"
                    ),
                ),
            ],
            options={
                "verbose_name": "specimen",
                "ordering": ["-requested_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bulletin", "digest", "design_digest"),
                        name="bulletins_one_specimen_per_design",
                    )
                ],
            },
        ),
    ]
