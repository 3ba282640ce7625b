from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "backcare.accounts"
    label = "accounts"
    verbose_name = _("The way in")

    def ready(self) -> None:
        from . import signal_handlers  # noqa: F401 - connects them
