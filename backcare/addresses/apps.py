from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AddressesConfig(AppConfig):
    name = "backcare.addresses"
    label = "addresses"
    verbose_name = _("Addresses")

    def ready(self) -> None:
        from . import signal_handlers

        signal_handlers.connect()
