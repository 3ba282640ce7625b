"""Settings of the site, in alphabetical order.

Everything that differs between two installations is read from the environment in the
block below; README.md documents each variable. There is one set of settings: production's.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from backcare import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# The environment -----------------------------------------------------------------------

PORT = environment.whole_number("PORT", default=8000, least=1, most=65535)
BIND = environment.address("BIND", default="127.0.0.1")
SITE_URL = environment.site_url("BACKCARE_URL", default=f"http://127.0.0.1:{PORT}")
VAR_DIR = environment.folder("BACKCARE_VAR", default=BASE_DIR / "var")
DEBUG = environment.flag("BACKCARE_DEBUG", default=False)
SECRET_KEY = environment.secret_key("BACKCARE_SECRET_KEY", file=VAR_DIR / "secret_key")
TRUSTED_PROXIES = environment.whole_number("TRUSTED_PROXIES", default=0, least=0, most=9)
DATABASE = environment.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
CACHE = environment.cache(
    "CACHE_URL",
    default={
        # Files, not memory: every worker of this machine must see a change at once.
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    },
)
MEDIA_STORE = environment.media_store("MEDIA_STORE")
PAGE_CACHE_DISK = environment.whole_number("PAGE_CACHE_DISK", default=1024, least=0, most=10**6)
PAGE_CACHE_MEMORY = environment.whole_number("PAGE_CACHE_MEMORY", default=8, least=1, most=10**4)
PURGE_URL = environment.optional_url("PURGE_URL")
MAIL = environment.mail(
    "EMAIL_URL",
    default={
        # Without a mail server nothing is lost: each message becomes a file.
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(VAR_DIR / "mail"),
    },
)
METRICS_TOKEN = environment.token("METRICS_TOKEN")
SENTRY_DSN = environment.sentry("SENTRY_DSN")
# Milliseconds from which a request or a query has a line of its own in the log.
SLOW_REQUEST_MS = environment.whole_number("SLOW_REQUEST_MS", default=1000, least=1, most=600_000)
SLOW_QUERY_MS = environment.whole_number("SLOW_QUERY_MS", default=200, least=1, most=600_000)

# What follows from it ------------------------------------------------------------------

HOST = SITE_URL.hostname or ""
LOOPBACK = HOST in {"127.0.0.1", "localhost", "::1"}
SECURE = SITE_URL.scheme == "https"
# Where the site lives, without a slash at its end: the start of every absolute link.
ORIGIN = f"{SITE_URL.scheme}://{SITE_URL.netloc.lower()}"

if DATABASE["ENGINE"].endswith("sqlite3"):
    if DATABASE["NAME"] != ":memory:":
        environment.private_file(DATABASE["NAME"])
    DATABASE["OPTIONS"] = {
        # IMMEDIATE waits for the lock when a transaction begins instead of failing in
        # its middle; FULL survives a power cut, which NORMAL with WAL does not.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;"
        ),
        # So that whoever waits in vain gets an answer within five seconds.
        "timeout": 4,
        "transaction_mode": "IMMEDIATE",
    }
else:
    # Nobody waits for a server that has vanished without a word. libpq's own names, in seconds
    # but for the last, in milliseconds.
    DATABASE["OPTIONS"] = DATABASE.get("OPTIONS", {}) | {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "tcp_user_timeout": 15_000,
    }
    DATABASE["CONN_HEALTH_CHECKS"] = True
# Opening SQLite's file costs four times as much as an answer without a query.
DATABASE["CONN_MAX_AGE"] = 60  # seconds

# Settings ------------------------------------------------------------------------------

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if LOOPBACK else [HOST]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "backcare.accounts.validators.SiteNameValidator"},
]

AUTH_USER_MODEL = "people.User"

CACHES = {"default": CACHE}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "base-uri": [NONE],
        "connect-src": [SELF],
        "default-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "backcare.http.errors.forbidden"
CSRF_TRUSTED_ORIGINS = [ORIGIN]

DATABASES = {"default": DATABASE}

# An editor's form with many steps, sources and links has many fields; a flood has more.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_FROM_EMAIL = f"noreply@{'localhost' if LOOPBACK else HOST}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# What tells a browser in which somebody has signed in before; see backcare/accounts/devices.py.
DEVICE_COOKIE_NAME = "__Host-device" if SECURE else "device"

globals().update({name: value for name, value in MAIL.items() if name.startswith("EMAIL_")})
EMAIL_TIMEOUT = 10

INSTALLED_APPS = [
    "backcare.desk.apps.DeskConfig",  # Django's admin, as the editors' desk
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "adminsortable2",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_prose_editor",
    "taggit",
    "backcare.health",  # first of ours: it reports what goes wrong from then on
    "backcare.people",
    "backcare.accounts",
    "backcare.jobs",
    "backcare.library",
    "backcare.richtext",
    "backcare.topics",
    "backcare.publishing",
    "backcare.editing",
    "backcare.previews",
    "backcare.readiness",
    "backcare.addresses",
    "backcare.linkcheck",
    "backcare.site",
    "backcare.comments",
    "backcare.problems",
    "backcare.search",
    "backcare.sharing",
    "backcare.demo",
    "backcare.backup",
    "backcare.launch",
    "articles",
    "exercises",
    "backcare.pagecache",  # last: it listens to every kind of page
]

FORMAT_MODULE_PATH = "backcare.formats"

LANGUAGE_CODE = "en-gb"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "backcare.http.logs.Line",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # The server writes a line for each request; only what failed needs another.
        "django.request": {"level": "ERROR"},
    },
}

LOGIN_URL = "admin:login"

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

MIDDLEWARE = [
    # The first three see every response, static files and refusals included.
    "django.middleware.security.SecurityMiddleware",
    "backcare.http.middleware.security_headers",
    "csp.middleware.CSPMiddleware",
    "backcare.http.middleware.CompressText",
    "backcare.http.middleware.refuse_bad_input",
    "backcare.http.patience.keep_to_the_time",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "backcare.http.middleware.forget_broken_token",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backcare.accounts.middleware.guard_the_desk",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "backcare.http.middleware.AnswerWhenBusy",
]

# Codes are throttled by backcare/accounts/throttle.py, which never locks their owner out.
OTP_TOTP_THROTTLE_FACTOR = 0

PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

ROOT_URLCONF = "backcare.urls"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
# Never "no-referrer": browsers would then send "Origin: null" with a form, and the origin
# is what guards the forms of public pages.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_SSL_REDIRECT = SECURE
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE

# Subdomains and preload lists bind hosts that are not ours to bind; the owner of the
# domain adds them at the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"

STORAGES = {
    "default": MEDIA_STORE,
    "staticfiles": {"BACKEND": "backcare.staticfiles.BundledStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

TAGGIT_CASE_INSENSITIVE = True

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
                "backcare.site.context_processors.site",
            ],
        },
    },
]

TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

WHITENOISE_MAX_AGE = 600
# Source maps are for developers, and take longer to compress than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
WSGI_APPLICATION = "backcare.wsgi.application"

X_FRAME_OPTIONS = "DENY"
