from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinkcheckConfig(AppConfig):
    name = "backcare.linkcheck"
    label = "linkcheck"
    verbose_name = _("Links")

    def ready(self) -> None:
        from . import signal_handlers

        signal_handlers.connect()
