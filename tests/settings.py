"""The production settings, with what a test needs otherwise: quick, and nothing kept."""

import os
import tempfile

os.environ.update(SECRET_KEY="tests-only-" + "0123456789" * 5, DEBUG="0", YINFA_HTTPS="0")
os.environ.update(YINFA_TASKS="immediate", YINFA_SECOND_FACTOR="1", EMAIL_HOST="")

from config.settings import *  # noqa: E402, F403 (the environment comes first)
from config.settings import STORAGES as PRODUCTION_STORAGES  # noqa: E402

# One folder per process, removed when it ends.
TEMPORARY = tempfile.TemporaryDirectory(prefix="yinfa-test-")

STORAGES = PRODUCTION_STORAGES | {
    "default": {
        "BACKEND": "config.media.PrivateFileStorage",
        "OPTIONS": {"location": TEMPORARY.name},
    },
    # Hashed names need `collectstatic` first; the finders serve the plain ones.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
RECORDS_HEAD = os.path.join(TEMPORARY.name, "records-head")
STATIC_ROOT = TEMPORARY.name
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# Signing in a hundred times must not cost a hundred times a quarter of a second.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What is counted for each address (the limit of the verify page) would count the tests.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
