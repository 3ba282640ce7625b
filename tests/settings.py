"""The site's settings for tests: nothing from the environment but the kind of database.

Nothing that a test writes lands in the working copy, and what is slow on purpose in
production (password hashing) or on disk (cache, hashed static files) is quick here.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Each process of pytest-xdist gets a folder of its own below that of the main process, which
# removes them all: a worker process is not given the time to tidy up.
_folder = os.environ.get("BACKCARE_TEST_FOLDER")
if _folder is None:
    _folder = os.environ["BACKCARE_TEST_FOLDER"] = tempfile.mkdtemp(prefix="backcare-test-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

for _name in (
    "BACKCARE_DEBUG",
    "BIND",
    "CACHE_URL",
    "EMAIL_URL",
    "MEDIA_STORE",
    "METRICS_TOKEN",
    "PORT",
    "SENTRY_DSN",
    "SLOW_QUERY_MS",
    "SLOW_REQUEST_MS",
    "TRUSTED_PROXIES",
):
    os.environ.pop(_name, None)
os.environ["BACKCARE_SECRET_KEY"] = "only-for-tests-" * 4
os.environ["BACKCARE_URL"] = "http://testserver"
os.environ["BACKCARE_VAR"] = str(Path(_folder, os.environ.get("PYTEST_XDIST_WORKER", "main")))

from backcare.settings import *  # noqa: E402, F403 - settings are made of settings
from backcare.settings import STORAGES, VAR_DIR  # noqa: E402 - after the environment

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # Whitenoise warns when it is missing.

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
