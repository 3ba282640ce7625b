from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "backcare.jobs"
    label = "jobs"
    verbose_name = _("Queued work")

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system check)

        autodiscover_modules("jobs")
