"""All settings, read from the environment; docs/deploy.md lists the variables.

Nothing here differs between machines except through a variable, and every default is the safe
choice: DEBUG is off, cookies need https, a missing SECRET_KEY stops the start.
"""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "")
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def words(name: str) -> list[str]:
    """A comma-separated variable as a list without blanks."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).resolve()


# --- The start: what must be right before anything else ---

DEBUG = flag("DEBUG")
# Off only for http on one's own machine (`make run`), where Secure cookies would never come back.
HTTPS = flag("YINFA_HTTPS", default=not DEBUG)

SECRET_KEY = os.environ.get("SECRET_KEY", "")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. `make setup` makes one for a local installation; "
            "for a server see docs/deploy.md; DEBUG=1 does without."
        )
    SECRET_KEY = "debug-only-" + "0123456789" * 5

ALLOWED_HOSTS = words("ALLOWED_HOSTS")


def site_url() -> str:
    """YINFA_SITE_URL, or what follows from the first of ALLOWED_HOSTS; no slash at the end."""
    named = [host for host in ALLOWED_HOSTS if host[0] not in "*."]
    usual = f"http{'s' if HTTPS else ''}://{named[0]}" if named else "http://127.0.0.1:8000"
    url = (os.environ.get("YINFA_SITE_URL") or usual).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            f"YINFA_SITE_URL is {url!r}; it must be like https://bulletin.example.gov.cn."
        )
    return url


# --- Applications ---

AUTH_USER_MODEL = "units.User"
INSTALLED_APPS = [
    "records",  # first: its commands are those of bulletins, recorded
    "units",
    "bulletins",
    "distribution",
    "ckeditor",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    # Before staticfiles, so that runserver serves static files the way production does.
    "whitenoise.runserver_nostatic",
    "config.static.Static",
]

MIDDLEWARE = [
    # The policy goes first, so that redirects, refusals and static files carry it as well.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    # Every page asks for a sign-in unless it says otherwise.
    "units.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "units.middleware.SessionLimits",
    "units.middleware.MustChangePassword",
    "units.middleware.SecondFactor",
    "bulletins.views.access.Refusals",
    # Behind Refusals, so that it hears the sentence of a refusal before that becomes a page.
    "records.middleware.Records",
    # axes asks to be last: it turns the refusal of a locked account into its own answer.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bulletins.views.navigation.navigation",
            ],
        },
    },
]

# Forms are drawn by our own templates/django/forms/, the rest by Django's (django.forms above).
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ---

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers wait for each other from the start of the transaction (a lock taken half-way cannot
    # wait, it fails at once); readers never wait (WAL). Django itself turns foreign keys on.
    # Recursive triggers: else REPLACE deletes append-only rows without asking their trigger.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA recursive_triggers=ON;",
    }

# Fonts made by `python -m bulletins.printing.fonts`.
FONTS_DIR = folder("YINFA_FONTS", VAR_DIR / "fonts")
# The CMYK profile of the print shop; without it Debian's general one (libgs-common).
PRESS_PROFILE = os.environ.get("YINFA_PRESS_PROFILE") or None
# Texts of real bulletins, kept outside the repository; only tests and demo data look there.
SEEDS_DIR = folder("YINFA_SEEDS", BASE_DIR.parent / "shared" / "seeds")

STORAGES = {
    # Uploaded pictures and made files. No URL leads here: a view checks who asks, then sends.
    "default": {
        "BACKEND": os.environ.get("YINFA_MEDIA_STORAGE") or "config.media.PrivateFileStorage",
        "OPTIONS": json.loads(os.environ.get("YINFA_MEDIA_OPTIONS") or "{}")
        or {"location": str(folder("YINFA_MEDIA", VAR_DIR / "media"))},
    },
    "staticfiles": {
        # Hashed names let browsers keep files for ever. Not compressed: that takes three times
        # as long to collect, and a reverse proxy does it as well.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = folder("YINFA_STATIC", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
# CKEditor loads its plug-ins by their plain names, so those must stay beside the hashed ones.
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# --- Background work ---

TASK_BACKENDS = {
    # Done by `manage.py db_worker` from a table: one worker on SQLite, many on PostgreSQL.
    "database": "django_tasks_db.DatabaseBackend",
    # Done at once inside the request: for tests and for the smallest installation.
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
}
TASKS_BY = os.environ.get("YINFA_TASKS") or "database"
if TASKS_BY not in TASK_BACKENDS:
    raise ImproperlyConfigured(f"YINFA_TASKS is {TASKS_BY!r}; it must be database or immediate.")
TASKS = {"default": {"BACKEND": TASK_BACKENDS[TASKS_BY]}}
# So many seconds after a change of an issue its new pages are laid out by themselves; never
# where the person who made the change would have to wait for them.
PAGES_AFTER = 0.1 if TASKS_BY == "database" else None

# The page of a pasted bulletin has a choice for every line of it, and half a million characters
# of Chinese are nine bytes each in a form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- Language and time ---

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Signing in ---

LOGIN_URL = "/sign-in/"
CSRF_FAILURE_VIEW = "units.views.signing_in.token_refused"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]

# Five failures by one person from one address shut that pair out for 15 minutes; somebody else
# trying from elsewhere cannot shut the person out, nor can more tries make the wait longer.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "config.proxies.client_address"

# Signers, administrators and auditors need a code from their telephone as well; off by default only
# where https is, on one's own machine (`make run`).
SECOND_FACTOR = flag("YINFA_SECOND_FACTOR", default=HTTPS)
OTP_TOTP_ISSUER = "印发"

# How many reverse proxies of our own stand in front; see config/proxies.py.
PROXY_COUNT = int(os.environ.get("YINFA_PROXY_COUNT") or 0)

# --- Records: docs/deploy.md says how to keep key and head away from the database ---

RECORDS_KEY = os.environ.get("YINFA_RECORDS_KEY", "")  # without it one that SECRET_KEY gives
RECORDS_HEAD = folder("YINFA_RECORDS_HEAD", VAR_DIR / "records" / "head")

# --- What the browser is told ---

if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"

# A browser takes a __Host- cookie only over https, for this host alone and for the whole site.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
# A working day at most, and half an hour without doing anything; see units/middleware.py.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = True
# Scripts take the token from the form or page they work on, so the cookie can be kept from them.
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Every page; only the edit page widens it, for CKEditor's inline handlers and styles.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
# For browsers too old for frame-ancestors, which overrides this one everywhere else.
X_FRAME_OPTIONS = "DENY"

SILENCED_SYSTEM_CHECKS = [
    # CKEditor 4 gets no more security fixes. Its text is never trusted: bulletins/richtext/
    # cleans it on the way in and checks it on the way out; the holes known are in parts neither
    # collected (config/static.py) nor loaded. Goes when another editor takes the widget's place.
    "ckeditor.W001",
    # HSTS preloading is for a whole registered domain; one desk on a subdomain cannot promise it.
    "security.W021",
]

# --- Mail and log ---

EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or "yinfa@localhost"
# Where this site is, for the links in letters: of the settings only, since what a request says its
# host is can be forged.
SITE_URL = site_url()
SITE_HOST = urlsplit(SITE_URL).hostname
# Sent by the worker right after they are written; else by `manage.py send_letters` only.
LETTERS_AT_ONCE = TASKS_BY == "database"
# Without a mail server, letters are printed on the log instead of getting lost.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Libraries speak when something is wrong (fontTools and axes have much to tell otherwise);
    # we, Django and the worker tell what is done.
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        name: {"level": "INFO"}
        for name in ("units", "bulletins", "distribution", "django_tasks", "django_tasks_db")
    }
    # Without Django's own handlers: console only in DEBUG, mail to admins.
    | {"django": {"handlers": [], "level": "INFO", "propagate": True}}
    # Strangers trying host names get a 400; a traceback for each would only fill the log.
    | {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
