"""A restore that is killed halfway: ``python -m tests.backup.dying FILE files|database``."""

import os
import signal
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backcare.settings")
    django.setup()

    from backcare.backup import database, media, restoring

    def die(*arguments: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if sys.argv[2] == "files":
        put_back, done = media.put_back, []

        def put_back_some(part):
            if len(done) == 5:
                name = part.name.removeprefix(media.FOLDER)
                half = media.default_storage.path(name)
                Path(half).parent.mkdir(parents=True, exist_ok=True)
                Path(half).write_bytes(part.content.read(100))
                die()
            done.append(put_back(part))

        media.put_back = put_back_some
    else:
        module = sys.modules[database.current().__name__]
        pieces = module.pieces

        def some_pieces(stream):
            yield stream.read(30_000)
            die()

        module.pieces = some_pieces
    with Path(sys.argv[1]).open("rb") as file:
        restoring.restore(file, say=print)
