"""The product's settings, with other addresses and one table more."""

from backcare.settings import *  # noqa: F403
from backcare.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.yardstick"]
ROOT_URLCONF = "tests.bench.yardstick.urls"
