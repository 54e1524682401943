"""Decisions, editions and their files are only ever inserted: the database refuses the rest."""

from django.db import migrations

TABLES = ("bulletins_decision", "bulletins_edition", "bulletins_editionfile")

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION bulletins_append_only() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$ LANGUAGE plpgsql
"""


def refuse_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table in TABLES:
        for statement in statements(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)


def statements(vendor, table):
    if vendor == "postgresql":
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION bulletins_append_only()"
        )
        return
    for event in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def allow_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        if vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            continue
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION bulletins_append_only()")


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0002_initial")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
