"""Records and seals are only ever inserted: the database refuses the rest."""

from django.db import migrations

TABLES = ("records_record", "records_seal")

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION records_append_only() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$ LANGUAGE plpgsql
"""


def refuse_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table in TABLES:
        for name, event, each in triggers(schema_editor.connection.vendor, table):
            if schema_editor.connection.vendor == "postgresql":
                body = f"FOR EACH {each} EXECUTE FUNCTION records_append_only()"
            else:
                body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {body}")


def triggers(vendor, table):
    """Name, event and reach of each; SQLite has no TRUNCATE."""
    if vendor == "postgresql":
        yield f"{table}_append_only", "UPDATE OR DELETE", "ROW"
        yield f"{table}_no_truncate", "TRUNCATE", "STATEMENT"
    else:
        yield f"{table}_no_update", "UPDATE", "ROW"
        yield f"{table}_no_delete", "DELETE", "ROW"


def allow_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        for name, _event, _each in triggers(vendor, table):
            on = f" ON {table}" if vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {name}{on}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION records_append_only()")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_records")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
