from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PreviewsConfig(AppConfig):
    name = "backcare.previews"
    verbose_name = _("Previews")

    def ready(self) -> None:
        from . import signal_handlers

        signal_handlers.connect()
