from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "backcare.site"
    label = "site"
    verbose_name = _("Site")

    def ready(self) -> None:
        from backcare.publishing.kinds import kinds

        from . import signal_handlers
        from .kinds import INFORMATION

        kinds.register(INFORMATION)
        signal_handlers.connect()
