"""The settings as a server would load them, and what they promise of every answer."""

import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory

from config.proxies import client_address
from config.static import Static
from manage import adopt_local_environment

PRODUCTION = {
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz" * 3,
    "ALLOWED_HOSTS": "bulletin.example",
}

# The first release without the hole named; anything older must not be installed.
FLOORS = {
    "django": (5, 2, 19),
    "pillow": (13, 0, 0),  # JPEG decoder overflow
    "weasyprint": (70, 0),  # EPS images, way round the URL fetcher
    "nh3": (0, 3, 7),
}


def loaded(expression, **environment):
    """What the settings say in a fresh process that has only these variables."""
    code = f"import json; from config import settings as s; print(json.dumps({expression}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
    )


def value(expression, **environment):
    return json.loads(loaded(expression, **(PRODUCTION | environment)).stdout)


def test_secret_key_missing_is_refused():
    refused = loaded("s.DEBUG")
    assert refused.returncode != 0
    assert "SECRET_KEY is not set" in refused.stderr


def test_secret_key_missing_in_debug_is_accepted():
    assert loaded("s.DEBUG", DEBUG="1").stdout == "true\n"


def test_tasks_unknown_way_is_refused():
    refused = loaded("s.TASKS", YINFA_TASKS="celery", **PRODUCTION)
    assert "YINFA_TASKS is 'celery'" in refused.stderr


def test_defaults_are_for_production():
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    assert value(f"[getattr(s, name) for name in {names}]") == [False, True, True, True]
    assert value("[s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME]") == [
        "__Host-session",
        "__Host-csrf",
    ]


def test_local_environment_fills_only_what_is_not_set(tmp_path, monkeypatch):
    file = tmp_path / "local.env"
    file.write_text("# a comment=1\nYINFA_TEST_A=from=file\nYINFA_TEST_B=from file\n\n")
    monkeypatch.delenv("YINFA_TEST_A", raising=False)
    monkeypatch.setenv("YINFA_TEST_B", "from outside")
    adopt_local_environment(file)
    assert (os.environ["YINFA_TEST_A"], os.environ["YINFA_TEST_B"]) == ("from=file", "from outside")
    monkeypatch.delenv("YINFA_TEST_A")


def test_local_environment_missing_changes_nothing(tmp_path):
    before = dict(os.environ)
    adopt_local_environment(tmp_path / "none.env")
    assert dict(os.environ) == before


def test_sqlite_waits_from_the_start_of_a_transaction():
    options = value("s.DATABASES['default']['OPTIONS']")
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20


def test_postgresql_url_on_a_socket_is_read():
    database = value(
        "s.DATABASES['default']", DATABASE_URL="postgresql://writer@/desk?host=/run/postgresql"
    )
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["NAME"]) == ("writer", "desk")
    assert database["OPTIONS"] == {"host": "/run/postgresql"}
    assert database["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("package", FLOORS)
def test_installed_version_is_above_its_floor(package):
    installed = tuple(int(part) for part in version(package).split(".")[:3])
    assert installed >= FLOORS[package]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 192.0.2.8", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "2001:db8:0::1", "2001:db8::1"),
        (1, "not-an-address", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_client_address_is_what_our_own_proxy_wrote(settings, proxies, forwarded, address):
    settings.PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)
    assert client_address(request) == address


def test_media_has_no_url():
    name = default_storage.save("story/picture.png", ContentFile(b"bytes"))
    assert default_storage.open(name).read() == b"bytes"
    with pytest.raises(ValueError, match="not accessible via a URL"):
        default_storage.url(name)


@pytest.mark.parametrize("plugin", ["exportpdf", "iframe", "iframedialog", "preview", "templates"])
def test_editor_plugin_unused_is_not_published(plugin):
    path = f"ckeditor/ckeditor/plugins/{plugin}/plugin.js"
    assert matches_patterns(path, Static.ignore_patterns)


@pytest.mark.parametrize("plugin", ["pastefromword", "divarea", "uploadimage", "table", "link"])
def test_editor_plugin_used_is_published(plugin):
    folder = f"ckeditor/ckeditor/plugins/{plugin}"
    assert find(folder)
    assert not matches_patterns(f"{folder}/plugin.js", Static.ignore_patterns)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/no-such-page/", "/static/no-such-file.css"])
def test_answer_of_any_kind_carries_the_security_headers(client, path):
    answer = client.get(path)
    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_host_unknown_is_refused(client):
    assert client.get("/sign-in/", HTTP_HOST="evil.example").status_code == 400


def test_redirect_to_https_in_production_is_permanent(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/sign-in/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/sign-in/")
