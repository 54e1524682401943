"""What an issue was published with stays as it was, whoever asks the database.

Its edition and files are append-only already.  Now its own row, sections, placements, distribution
list and the texts in it are refused every change while it is published; the one way on is the
workflow's correction, which goes back to *assembling* with the facts as they stand.

SQLite checks all triggers when a table is made anew, and drops those of that table: a later
migration that does so to one of these tables calls ``lift`` first and ``guard`` last.
"""

from django.db import migrations

FACTS = ("bulletin_id", "year", "number", "serial", "date", "kind", "special_title",
         "editor_name", "reviewer_name", "signer_name", "note", "in_force_id")  # fmt: skip
TEXT = ("bulletin_id", "unit_id", "author_id", "headline", "subtitle", "byline", "body")
LEAVES = "OLD.state = 'published' AND (NEW.state NOT IN ('published', '{onward}') OR {changed})"


def _changed(columns, differ):
    return " OR ".join(f"OLD.{name} {differ} NEW.{name}" for name in columns)


def _rules(differ):
    """(table, event, condition) under which the event is refused."""
    issue, article = "bulletins_issue", "bulletins_article"
    yield issue, "UPDATE", LEAVES.format(onward="assembling", changed=_changed(FACTS, differ))
    yield (
        issue,
        "UPDATE",
        f"{_changed(['in_force_id'], differ)} AND NOT (OLD.state = 'signed'"
        " AND NEW.state = 'published')",
    )
    yield article, "UPDATE", LEAVES.format(onward="accepted", changed=_changed(TEXT, differ))
    yield article, "DELETE", "OLD.state = 'published'"
    of_issue = "(SELECT state FROM bulletins_issue WHERE id = {row}.issue_id) = 'published'"
    of_section = (
        "(SELECT i.state FROM bulletins_issue i JOIN bulletins_section s ON s.issue_id = i.id"
        " WHERE s.id = {row}.section_id) = 'published'"
    )
    of_article = "(SELECT state FROM bulletins_article WHERE id = {row}.article_id) = 'published'"
    of_list = (
        "(SELECT i.state FROM bulletins_issue i JOIN bulletins_distributionlist l ON l.issue_id = i.id"
        " WHERE l.id = {row}.list_id) = 'published'"
    )
    for table, condition in (
        ("section", of_issue),
        ("placement", of_section),
        ("source", of_article),
        ("distributionlist", of_issue),
        ("distributionentry", of_list),
    ):
        old, new = condition.format(row="OLD"), condition.format(row="NEW")
        yield f"bulletins_{table}", "INSERT", new
        yield f"bulletins_{table}", "UPDATE", f"{old} OR {new}"
        yield f"bulletins_{table}", "DELETE", old


def _named(vendor):
    """(name, table, event, condition) of each trigger."""
    differ = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    for number, (table, event, condition) in enumerate(_rules(differ), 1):
        yield f"bulletins_published_stays_{number}", table, event, condition


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name, table, event, condition in _named(vendor):
        sentence = f"{table} of what is published does not change"
        if vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {condition} THEN"
                f" RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation'; END IF;"
                f" RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END; $$ LANGUAGE plpgsql",
                params=None,
            )
            action = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        else:
            action = f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {action}")


def lift(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name, table, _event, _condition in _named(vendor):
        if vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0018_search_text")]
    operations = [migrations.RunPython(guard, lift)]
