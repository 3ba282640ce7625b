"""Serves the yardstick on PORT: ``python -m tests.bench.yardstick``."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.yardstick.settings"


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.db import connection

    from backcare.launch import server

    from .models import Row

    if Row._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Row)
    server.serve(
        settings.PORT,
        workers=int(os.environ["WEB_WORKERS"]),
        threads=int(os.environ["WEB_THREADS"]),
        ready=lambda: print("serving", flush=True),
    )


if __name__ == "__main__":
    main()
