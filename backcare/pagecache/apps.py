from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    name = "backcare.pagecache"

    def ready(self) -> None:
        from . import signal_handlers

        signal_handlers.connect()
