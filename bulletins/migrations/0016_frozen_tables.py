"""PostgreSQL refuses TRUNCATE of what is only ever inserted, as it does UPDATE and DELETE; a
change on the board keeps the hold that it ended."""

from django.db import migrations, models

TABLES = ("decision", "edition", "editionfile", "arrangement", "seen", "comment", "message")


def refusing_truncation(tables):
    """What RunPython does forwards and backwards; SQLite has no TRUNCATE."""

    def refuse(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for table in (f"bulletins_{name}" for name in tables):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION bulletins_append_only()"
                )

    def allow(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for table in (f"bulletins_{name}" for name in tables):
                schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")

    return refuse, allow


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0015_errata")]
    operations = [
        # Nullable: SQLite then adds the column without making the table, and so its triggers, anew.
        migrations.AddField("arrangement", "held", models.JSONField(null=True)),
        migrations.RunPython(*refusing_truncation(TABLES)),
    ]
