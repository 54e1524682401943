"""PostgreSQL refuses TRUNCATE of what an issue is published with, as 0019 does other changes."""

from django.db import migrations

TABLES = (
    "issue", "article", "section", "placement", "source", "distributionlist", "distributionentry"
)  # fmt: skip


def refuse_truncation(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":  # SQLite has no TRUNCATE
        for table in (f"bulletins_{name}" for name in TABLES):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION bulletins_append_only()"
            )


def allow_truncation(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in (f"bulletins_{name}" for name in TABLES):
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0019_published_stays")]
    operations = [migrations.RunPython(refuse_truncation, allow_truncation)]
