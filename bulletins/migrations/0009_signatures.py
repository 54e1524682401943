"""What a signature binds, who signs in whose place, and who had which pages before them.

SQLite makes a table anew to give it a column, and its triggers are gone with the
old one: decisions and editions get theirs again.
"""

import importlib

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

append_only = importlib.import_module("bulletins.migrations.0003_append_only")
REMADE = ("bulletins_decision", "bulletins_edition")


def guard_remade(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in REMADE:
            for statement in append_only.statements("sqlite", table):
                schema_editor.execute(statement.replace("TRIGGER", "TRIGGER IF NOT EXISTS", 1))


def guard_looks(apps, schema_editor):
    for statement in append_only.statements(schema_editor.connection.vendor, "bulletins_seen"):
        schema_editor.execute(statement)


def nothing(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0008_issue_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(nothing, guard_remade),
        migrations.AddField(
            model_name="decision",
            name="principal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="principal_name",
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name="edition",
            name="design_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="edition",
            name="hashes",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="edition",
            name="pages",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="edition",
            name="principal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts", models.DateField(verbose_name="from")),
                ("ends", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signer",
                    ),
                ),
            ],
            options={
                "verbose_name": "delegation",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="delegation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="bulletins.delegation",
            ),
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("layout_sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="bulletins.issue",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "look at an issue",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gte", models.F("starts"))),
                name="bulletins_delegation_has_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("deputy", models.F("signer")), _negated=True),
                name="bulletins_delegation_two_people",
            ),
        ),
        migrations.AddIndex(
            model_name="seen",
            index=models.Index(fields=["issue", "user"], name="bulletins_seen_by_whom"),
        ),
        migrations.RunPython(guard_remade, nothing),
        migrations.RunPython(guard_looks, nothing),
    ]
