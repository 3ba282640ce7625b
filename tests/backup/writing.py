"""Writes to a site without a pause until its input ends: ``python -m tests.backup.writing``.

In each transaction two rows that belong together; between them uploads and deletions of images.
"""

import os
import sys
import threading
from datetime import timedelta
from io import BytesIO
from itertools import count

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backcare.settings")
    django.setup()

    from django.db import transaction
    from django.utils import timezone
    from PIL import Image as Picture

    from backcare.jobs.queue import enqueue
    from backcare.library.models import Image

    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    far = timezone.now() + timedelta(days=1000)  # No worker is to do them.
    for number in count():
        with transaction.atomic():
            enqueue("left", run_at=far, number=number)
            enqueue("right", run_at=far, number=number)
        file = BytesIO()
        Picture.new("RGB", (60, 40), (number % 256, 0, 0)).save(file, "JPEG")
        Image.objects.add(file, alt=f"Written meanwhile, {number}.")
        if number % 3 == 2:
            Image.objects.filter(alt__startswith="Written").order_by("pk").first().delete()
        if number == 10:
            print("writing", flush=True)
        if ended.is_set():
            break
    print(number, flush=True)
