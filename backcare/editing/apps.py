from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditingConfig(AppConfig):
    name = "backcare.editing"
    label = "editing"
    verbose_name = _("Editing")

    def ready(self) -> None:
        from . import signal_handlers

        signal_handlers.connect()
