from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

from .slow_queries import watch


class HealthConfig(AppConfig):
    name = "backcare.health"

    def ready(self) -> None:
        connection_created.connect(watch, dispatch_uid="backcare.health")
        if settings.SENTRY_DSN:
            from . import reporting

            reporting.start(settings.SENTRY_DSN)
