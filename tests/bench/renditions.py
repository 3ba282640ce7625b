"""How long the pictures of the site take: ``python -m tests.bench.renditions``.

A photo of 12 megapixels, made of noise as fine and as coarse as a real one's, goes the way of an
upload, then that of the worker. Each line says how long a step took, how many files it wrote and
how large they are together. The last draws a picture for shared links.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterable
from io import BytesIO
from time import perf_counter
from typing import TypeVar

import django
from PIL import Image as Picture

SIZE = (4000, 3000)
# Each layer of noise: how many pixels wide before it is enlarged, and how much it counts.
LAYERS = ((8, 1.0), (40, 0.25), (200, 0.15), (1000, 0.08))
T = TypeVar("T")

ROW = "{:34} {:>8} {:>6} {:>9}\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.renditions", description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="the quickest of so many counts (3)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backcare-bench-") as folder:
        os.environ["BACKCARE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "backcare.settings"
        django.setup()
        measure(options.turns)


def measure(turns: int) -> None:
    from backcare.library.encoding import EncodedFile, encode_jpeg, encode_renditions
    from backcare.library.processing import prepare
    from backcare.sharing.drawing import draw

    def report(name: str, step: Callable[[], Iterable[EncodedFile]]) -> None:
        seconds, files = quickest(lambda: list(step()), turns)
        size = sum(len(file.content) for file in files)
        print(ROW.format(name, f"{seconds:.2f} s", len(files), f"{size / 1000:,.0f} kB"), end="")

    def card() -> list[EncodedFile]:
        drawn = draw(
            title="How to carry shopping home", site="Backcare", ground="#0b5c4f", image=master
        )
        return [encode_jpeg(drawn)]

    upload = photo()
    master = Picture.open(BytesIO(prepare(BytesIO(upload)).master.content))
    master.load()
    print(ROW.format("", "time", "files", "together"), end="")
    report("upload, in the request: the master", lambda: [prepare(BytesIO(upload)).master])
    report("worker: all renditions", lambda: encode_renditions(master))
    for kind in ("avif", "webp", "jpg"):
        made = [file for file in encode_renditions(master) if file.extension == kind]
        size = sum(len(file.content) for file in made)
        print(ROW.format(f"  of them {kind}", "", len(made), f"{size / 1000:,.0f} kB"), end="")
    report("worker: picture for shared links", card)


def quickest(step: Callable[[], T], turns: int) -> tuple[float, T]:
    """The shortest time in seconds, since everything else that goes on only adds to it."""
    times = []
    for _turn in range(turns):
        start = perf_counter()
        result = step()
        times.append(perf_counter() - start)
    return min(times), result


def photo() -> bytes:
    """A JPEG of 12 megapixels."""
    picture = Picture.new("RGB", SIZE)
    for width, share in LAYERS:
        bands = [Picture.effect_noise((width, width * 3 // 4), 90) for _band in range(3)]
        layer = Picture.merge("RGB", bands).resize(SIZE, Picture.Resampling.BICUBIC)
        picture = Picture.blend(picture, layer, share)
    content = BytesIO()
    picture.save(content, "JPEG", quality=92)
    return content.getvalue()


if __name__ == "__main__":
    main()
