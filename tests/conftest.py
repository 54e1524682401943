"""What every test may use: the database beneath it, real bulletins, a browser."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.dispatch import receiver
from django.utils import translation
from django_otp import DEVICE_ID_SESSION_KEY

from tests.factories import make_office

# Playwright keeps an event loop in the thread of the test, which Django takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",  # a container's root may not open one; only our own pages are shown
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_report_header():
    return f"real bulletins: {len(seed_files())} in {settings.SEEDS_DIR}"


def pytest_collection_modifyitems(config, items):
    """Leaves out, without calling it a skip, what has no object in this run."""
    elsewhere = [item for item in items if _is_elsewhere(item)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


def _is_elsewhere(item) -> bool:
    """PostgreSQL's own ways on SQLite, and on PostgreSQL what asks no database at all; a test for
    each real bulletin where there is none; and where both databases are asked (YINFA_BOTH), what
    the other is asked once for the two."""
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].removesuffix("3")
    on_postgresql = database == "postgresql"
    once = item.get_closest_marker("once")
    if once and once.args[0] not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"{item.nodeid}: once({once.args[0]!r}) names no database")
    if once and os.environ.get("YINFA_BOTH") and once.args[0] != database:
        return True
    if item.get_closest_marker("postgres"):
        return not on_postgresql
    if on_postgresql and not _asks_a_database(item):
        return True
    skipped = item.get_closest_marker("skip")
    return bool(skipped) and "empty parameter set" in skipped.kwargs.get("reason", "")


def _asks_a_database(item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"}
    return bool(item.get_closest_marker("django_db") or fixtures & set(item.fixturenames))


def pytest_sessionfinish(session, exitstatus):
    """In CI nothing may be left out in silence: a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        reporter.ensure_newline()
        reporter.write_line("Skipped tests fail the run where CI is set.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def english():
    """Sentences are compared as they stand in the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def editor(db):
    return make_office("editor")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """SQLite in a file as in production: WAL and waiting writers do not exist in memory."""
    database = connections["default"]
    if database.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Lets a transactional test be cleared: append-only tables guard themselves on SQLite against
    DELETE, on PostgreSQL against TRUNCATE, and clearing is just that."""
    # On the class: the browser's event loop may give the thread another connection.
    operations = type(connections["default"].ops)
    clear = operations.execute_sql_flush
    without = {"sqlite": _without_triggers, "postgresql": _without_truncate_triggers}

    def clear_all(self, statements):
        database = self.connection
        with database.cursor() as cursor, without[database.vendor](cursor):
            clear(self, statements)

    operations.execute_sql_flush = clear_all


@contextmanager
def _without_triggers(cursor):
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, definition in triggers:
        cursor.execute(definition)


@contextmanager
def _without_truncate_triggers(cursor):
    cursor.execute(
        "SELECT tgrelid::regclass, tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgtype & 32 > 0"  # 32: fires on TRUNCATE
    )
    triggers = cursor.fetchall()
    for table, name in triggers:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    for table, name in triggers:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


@receiver(user_logged_in)
def force_login_stands_for_the_code_too(request, user, **kwargs):
    """A test's `force_login` has no page; it opens the session as the whole sign-in would."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from units import second_factor

    if not request.path and second_factor.is_required(user):
        device, _new = TOTPDevice.objects.get_or_create(user=user, confirmed=True)
        request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id


def seed_files() -> list[Path]:
    """Texts of real bulletins, which are not in the repository; none in a clone without them.

    For parametrizing: `@pytest.mark.parametrize("seed", seed_files(), ids=lambda seed: seed.stem)`.
    """
    return sorted(Path(settings.SEEDS_DIR).glob("*.txt"))


@pytest.fixture
def seeds() -> list[Path]:
    return seed_files()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        message = f"{CHROMIUM} is missing: apt-get install chromium, or set CHROMIUM"
        pytest.fail(message, pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A fresh window of a Chinese desktop; `page.context.new_page()` opens a second tab."""
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(15_000)  # thrice what a busy machine has needed
    yield context.new_page()
    context.close()
