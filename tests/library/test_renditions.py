"""Renditions are made behind everybody's back, once or twice, and never by halves."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backcare.jobs.models import Job
from backcare.jobs.queue import run_due
from backcare.library import files, jobs, renditions
from backcare.library.encoding import RECIPE
from backcare.library.models import MAKE_RENDITIONS, Image
from backcare.library.processing import prepare

from .pictures import BLUE, encoded, make_image, make_rendered_image, plain, upload

pytestmark = pytest.mark.django_db


def names(image: Image) -> set[str]:
    return set(files.names(Image.objects.get(pk=image.pk).stored))


def outdated(image: Image) -> None:
    Image.objects.filter(pk=image.pk).update(recipe=RECIPE - 1)


def test_an_upload_asks_the_worker(stored, django_capture_on_commit_callbacks):
    image = make_image()
    job = Job.objects.get(name=MAKE_RENDITIONS)
    assert job.payload == {"image": image.pk}
    assert stored() == {image.file.name}
    run_due()
    image.refresh_from_db()
    assert image.renditions
    assert stored() == names(image)
    assert not Job.objects.exists()


def test_words_that_are_changed_ask_for_nothing():
    image = make_image()
    Job.objects.all().delete()
    image = Image.objects.get(pk=image.pk)
    image.alt = "Another field"
    image.save()
    assert not Job.objects.exists()


def test_a_job_that_runs_twice_changes_nothing(stored):
    image = make_rendered_image()
    before = names(image)
    jobs.make_renditions(image=image.pk)
    assert names(image) == before == stored()


def test_a_job_for_an_image_that_has_gone_is_done():
    jobs.make_renditions(image=12345)


def test_made_anew_they_take_the_place_of_the_old(stored, django_capture_on_commit_callbacks):
    image = make_rendered_image()
    before = names(image)
    with django_capture_on_commit_callbacks(execute=True):
        assert renditions.make_renditions(image)
    assert names(image) & before == {image.file.name}
    assert stored() == names(image)


def while_made(monkeypatch, happens) -> None:
    """Have something happen while the renditions are being written."""
    write = files.write_renditions

    def written(made):
        happens()
        return write(made)

    monkeypatch.setattr(files, "write_renditions", written)


def test_an_image_that_is_deleted_meanwhile_leaves_no_file(
    stored, monkeypatch, django_capture_on_commit_callbacks
):
    image = make_image()
    while_made(monkeypatch, lambda: Image.objects.get(pk=image.pk).delete())
    with django_capture_on_commit_callbacks(execute=True):
        assert not renditions.make_renditions(image)
    assert stored() == set()


def test_another_file_that_comes_meanwhile_wins(
    stored, monkeypatch, django_capture_on_commit_callbacks
):
    image = make_image()

    def replace() -> None:
        other = Image.objects.get(pk=image.pk)
        other.store(prepare(upload(encoded(plain((500, 400), BLUE)))))
        other.save()

    while_made(monkeypatch, replace)
    with django_capture_on_commit_callbacks(execute=True):
        assert not renditions.make_renditions(image)
    now = Image.objects.get()
    assert (now.width, now.renditions) == (500, [])
    assert stored() == {now.file.name}


def test_a_full_disk_leaves_the_image_as_it_was(stored, monkeypatch):
    image = make_image()

    def full(made):
        raise files.StorageError("No space left on device")

    monkeypatch.setattr(files, "write_renditions", full)
    assert renditions.make_missing() == (0, 1)
    assert stored() == {image.file.name}
    assert renditions.unrendered().get() == image


def test_what_is_missing_or_outdated_is_made(settings):
    new, old, done = make_image(), make_rendered_image(), make_rendered_image()
    outdated(old)
    kept = names(done)
    assert renditions.make_missing() == (2, 0)
    assert not renditions.unrendered().exists()
    assert len(names(new)) > 1
    assert names(done) == kept


def test_the_recurring_job_goes_on_for_as_long_as_it_gets_on(monkeypatch):
    make_image(), make_image()
    monkeypatch.setattr(jobs, "SECONDS_AT_A_TIME", 0)
    assert jobs.complete_renditions() is None
    monkeypatch.setattr(renditions, "make_missing", lambda seconds: (1, 0))
    then = jobs.complete_renditions()
    assert then is not None
    assert then.name == jobs.COMPLETE


def test_the_command_makes_what_is_missing_or_all(stored):
    image = make_image()
    done = make_rendered_image()
    before = names(done)
    out = StringIO()
    call_command("renditions", stdout=out)
    assert out.getvalue() == "Made the renditions of 1 images.\n"
    assert len(names(image)) > 1
    assert names(done) == before
    call_command("renditions", "--all", stdout=out)
    assert names(done) != before


def test_the_command_fails_when_a_master_is_missing(media):
    image = make_image()
    (media / image.file.name).unlink()
    with pytest.raises(CommandError, match="1 images failed"):
        call_command("renditions", "--missing", verbosity=0)


def test_leftovers_of_a_killed_process_are_removed(stored, monkeypatch, time_machine):
    image = make_rendered_image()
    left = files.write_master(prepare(upload()).master)
    jobs.remove_leftovers()
    assert left in stored()
    time_machine.move_to(datetime.now(UTC) + jobs.LEFT_OVER_AFTER * 2)
    jobs.remove_leftovers()
    assert stored() == names(image)
