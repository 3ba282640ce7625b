from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "backcare.sharing"
    label = "sharing"
    verbose_name = _("Pictures for shared links")

    def ready(self) -> None:
        from . import signal_handlers

        signal_handlers.connect()
