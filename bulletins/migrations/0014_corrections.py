"""A published issue keeps its edition in force while it is corrected; editions say what they
correct.  SQLite makes the table of editions anew and with it loses its triggers."""

import importlib

import django.db.models.deletion
from django.db import migrations, models

append_only = importlib.import_module("bulletins.migrations.0003_append_only")
TABLE = "bulletins_edition"


def guard_remade(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in append_only.statements("sqlite", TABLE):
            schema_editor.execute(statement.replace("TRIGGER", "TRIGGER IF NOT EXISTS", 1))


def put_in_force(apps, schema_editor):
    issues = apps.get_model("bulletins", "Issue").objects.filter(state="published")
    issues.update(in_force=models.F("edition"))


def nothing(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0013_messages")]

    operations = [
        migrations.RunPython(nothing, guard_remade),
        migrations.AddField(
            "edition", "version", models.PositiveIntegerField(default=1)
        ),
        migrations.AddField(
            "edition",
            "corrects",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="bulletins.edition",
            ),
        ),
        migrations.AddField("edition", "changed", models.JSONField(default=dict)),
        migrations.RunPython(guard_remade, nothing),
        migrations.AddField(
            "issue",
            "in_force",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bulletins.edition",
            ),
        ),
        migrations.RunPython(put_in_force, nothing),
        migrations.AddConstraint(
            "issue",
            models.CheckConstraint(
                condition=models.Q(("state", "published"), _negated=True)
                | models.Q(("in_force", models.F("edition")), ("in_force__isnull", False)),
                name="bulletins_issue_published_in_force",
            ),
        ),
    ]
