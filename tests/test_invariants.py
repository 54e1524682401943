"""What the database itself refuses, whatever the code above it does; on both engines."""

import datetime
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from bulletins import assembly
from bulletins.models import (
    Arrangement,
    Article,
    ArticleRevision,
    Assembler,
    Comment,
    Decision,
    DistributionList,
    Edition,
    EditionFile,
    Issue,
    Layout,
    LayoutFile,
    Message,
    Notice,
    Placement,
    Section,
    Seen,
    Specimen,
)
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_issue,
    make_office,
    make_reporter,
    make_unit,
    make_user,
)
from units.models import Membership, Role

pytestmark = pytest.mark.django_db

APPEND_ONLY = (Decision, Edition, EditionFile, Arrangement, Seen)


@pytest.fixture
def published():
    return bring_issue(make_issue(), "published")


def rows(model):
    return list(model.objects.order_by("pk").values())


def refused(error=DatabaseError):
    """The database refuses; the test goes on behind a savepoint."""
    return _Refused(error)


class _Refused:
    def __init__(self, error):
        self.error = error

    def __enter__(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, kind, value, traceback):
        # A deferred constraint speaks when asked, as it would at the end of the transaction.
        if kind is None:
            try:
                connection.check_constraints()
            except self.error as late:
                kind, value, traceback = type(late), late, late.__traceback__
        self.atomic.__exit__(kind or ValueError, value or ValueError(), traceback)
        assert kind is not None, "the database took it"
        return issubclass(kind, self.error)


# --- append-only ----------------------------------------------------------------------------


@pytest.mark.parametrize("model", APPEND_ONLY)
@pytest.mark.parametrize("way", ["save", "update", "bulk_update", "upsert", "raw"])
def test_append_only_update_is_refused(model, way, published):
    before, row = rows(model), model.objects.first()
    table = model._meta.db_table
    column = {"bulletins_decision": "note", "bulletins_edition": "reason",
              "bulletins_seen": "digest"}.get(table, "kind")  # fmt: skip
    setattr(row, column, "改过")
    with refused():
        if way == "save":
            row.save()
        elif way == "update":
            model.objects.update(**{column: "改过"})
        elif way == "bulk_update":
            model.objects.bulk_update([row], [column])
        elif way == "upsert":
            model.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["id"], update_fields=[column]
            )
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {column} = '改过' WHERE id = %s", [row.pk])
    assert rows(model) == before


@pytest.mark.parametrize("model", APPEND_ONLY)
@pytest.mark.parametrize("way", ["delete", "queryset", "raw"])
def test_append_only_deletion_is_refused(model, way, published):
    Notice.objects.all().delete()  # so that nothing but the trigger protects a decision
    before, row = rows(model), model.objects.first()
    with refused():
        if way == "delete":
            row.delete()
        elif way == "queryset":
            model.objects.all()._raw_delete(model.objects.db)
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert rows(model) == before


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_append_only_replacement_is_refused(model, published):
    """SQLite's REPLACE deletes without firing the trigger, unless triggers are recursive."""
    before, table = rows(model), model._meta.db_table
    with refused(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        else:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {table}")
    assert rows(model) == before


@pytest.mark.postgres
@pytest.mark.parametrize("model", (*APPEND_ONLY, Comment, Message, Issue))
def test_append_only_truncation_is_refused(model, published):
    """Also when a table on which they depend is emptied with all that depends on it."""
    connection.check_constraints()  # what still waits would refuse for another reason
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
    assert Decision.objects.exists() and Edition.objects.exists()


@pytest.mark.postgres
def test_every_guarded_table_refuses_truncation():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, bool_or(tgtype & 32 > 0) FROM pg_trigger"
                       " WHERE NOT tgisinternal GROUP BY 1")  # fmt: skip
        guarded = dict(cursor.fetchall())
    assert {model._meta.db_table for model in (*APPEND_ONLY, Comment, Message)} <= set(guarded)
    assert set(guarded.values()) == {True}


def test_append_only_rows_survive_their_subjects_deletion(published):
    before = [rows(model) for model in APPEND_ONLY]
    for subject in (published, Article.objects.first(), Decision.objects.first().actor):
        with refused((IntegrityError, DatabaseError)):
            subject.delete()
    assert [rows(model) for model in APPEND_ONLY] == before


# --- states and facts -----------------------------------------------------------------------


@pytest.mark.parametrize("state", ["", "Draft", "approved", "in_review", "draft "])
def test_unknown_article_state_is_refused(state):
    article = make_article()
    with refused(IntegrityError):
        Article.objects.filter(pk=article.pk).update(state=state)


@pytest.mark.parametrize("state", ["", "draft", "Published", "accepted", "assembling "])
def test_unknown_issue_state_is_refused(state):
    issue = make_issue()
    with refused(IntegrityError):
        Issue.objects.filter(pk=issue.pk).update(state=state)


@pytest.mark.parametrize("state", ["signed", "published"])
def test_signed_issue_without_edition_is_refused(state):
    issue = make_issue()
    with refused(IntegrityError):
        Issue.objects.filter(pk=issue.pk).update(state=state)


@pytest.mark.parametrize("state", ["assembling", "in_review", "awaiting_signature"])
def test_unsigned_issue_with_edition_is_refused(state, published):
    with refused(IntegrityError):
        Issue.objects.filter(pk=published.pk).update(state=state)


def test_merged_article_and_its_target_go_together():
    article, other = make_article(state="submitted"), make_article()
    with refused(IntegrityError):
        Article.objects.filter(pk=article.pk).update(state="merged")
    with refused(IntegrityError):
        Article.objects.filter(pk=article.pk).update(merged_into=other)


@pytest.mark.parametrize("field", ["number", "serial"])
def test_issue_number_below_one_is_refused(field):
    issue = make_issue()
    with refused(IntegrityError):
        Issue.objects.filter(pk=issue.pk).update(**{field: 0})


def test_decision_has_exactly_one_subject():
    article, issue, actor = make_article(), make_issue(), make_user()
    facts = {"subject_title": "x", "action": "accept", "from_state": "a", "to_state": "b",
             "actor": actor, "actor_name": "x"}  # fmt: skip
    for subjects in ({}, {"article": article, "issue": issue}):
        with refused(IntegrityError):
            Decision.objects.create(**facts, **subjects)


@pytest.mark.parametrize("role", Role.values)
def test_role_in_the_wrong_place_is_refused(role):
    unit = None if role in ("reporter", "unit_head") else make_unit()
    with refused(IntegrityError):
        Membership.objects.create(user=make_user(), unit=unit, role=role)


# --- what may be there only once ------------------------------------------------------------


def issue_like(issue, **fields):
    facts = {"bulletin": issue.bulletin, "year": issue.year, "date": issue.date,
             "number": issue.number + 1, "serial": issue.serial + 1}  # fmt: skip
    return Issue(**{**facts, **fields})


def test_duplicate_number_or_serial_is_refused():
    issue = make_issue()
    for field in ("number", "serial"):
        with refused(IntegrityError):
            issue_like(issue, **{field: getattr(issue, field)}).save()
    issue_like(issue, number=issue.number, year=issue.year + 1).save()
    issue_like(issue, bulletin=make_bulletin(), serial=issue.serial, number=issue.number).save()
    assert Issue.objects.count() == 3


def test_duplicate_placement_or_position_is_refused():
    issue = make_issue(articles=2)
    placement, other = Placement.objects.order_by("position")
    elsewhere = make_issue(bulletin=issue.bulletin).sections.get()
    free = make_article(bulletin=issue.bulletin, state="accepted")
    by = placement.placed_by
    with refused(IntegrityError):
        Placement.objects.create(
            article=placement.article, section=elsewhere, position=9, placed_by=by
        )
    with refused(IntegrityError):
        Placement.objects.create(article=free, section=placement.section, position=0, placed_by=by)
    with refused(IntegrityError):
        Placement.objects.filter(pk=other.pk).update(position=F("position") - 1)
    assert Placement.objects.filter(section__issue=issue).count() == 2


def test_duplicate_section_position_is_refused():
    issue = make_issue()
    with refused(IntegrityError):
        Section.objects.create(issue=issue, title="基层动态", position=0)


def test_second_row_of_a_kind_is_refused(published):
    article, edition = Article.objects.first(), published.edition
    author, layout = article.author, Layout.objects.get()
    frozen, made = edition.files.first(), layout.files.first()
    Specimen.objects.create(bulletin=published.bulletin, digest="d", design_digest="d")
    Notice.objects.create(user=author, kind="reminder", occasion="again", title="x", url="/")
    seconds = [
        ArticleRevision(article=article, number=1, text={}, author=author),
        Assembler(issue=published, user=published.assemblers.first().user),
        Edition(issue=published, number=1, contents="", digest="", signed_by=author),
        EditionFile(edition=edition, kind=frozen.kind, file="x", sha256="", size=1),
        Layout(issue=published, digest=layout.digest, design_digest=layout.design_digest),
        LayoutFile(layout=layout, kind=made.kind),
        Specimen(bulletin=published.bulletin, digest="d", design_digest="d"),
        DistributionList(bulletin=published.bulletin),
        DistributionList(bulletin=published.bulletin, issue=published),
        Notice(user=Notice.objects.first().user, decision=Notice.objects.first().decision),
        Notice(user=author, kind="reminder", occasion="again", title="x", url="/"),
        Article(key=article.key, bulletin=article.bulletin, author=author),
        Membership(user=edition.signed_by, role="signer"),
    ]
    for row in seconds:
        with refused(IntegrityError):
            row.save(force_insert=True)


def test_section_with_articles_is_not_deleted_from_under_them():
    issue = make_issue()
    with refused(IntegrityError):
        issue.sections.get().delete()
    assert Placement.objects.count() == 1


def test_number_is_free_again_in_the_next_year():
    editor, bulletin = make_office("editor"), make_bulletin()
    dates = [datetime.date(2026, 12, 30), datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)]
    issues = [assembly.start_issue(bulletin, editor, date=date) for date in dates]
    assert [(i.year, i.number, i.serial) for i in issues] == [
        (2026, 1, 1), (2026, 2, 2), (2027, 1, 3),
    ]  # fmt: skip


def test_reporter_keys_are_never_shared():
    key = uuid.uuid4()
    first = make_article()
    Article.objects.filter(pk=first.pk).update(key=key)
    with refused(IntegrityError):
        Article.objects.create(key=key, bulletin=first.bulletin, author=make_reporter())
