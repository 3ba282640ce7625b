"""What no password may be."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from backcare.site.models import SiteSettings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password", ["my back care rules", "BACKCARE2026xyz", "b.a.c.k.c.a.r.e 99", "xx_Back_Care_xx!"]
)
def test_the_name_of_the_site_is_in_no_password(password):
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Back-Care"})
    with pytest.raises(ValidationError, match="name of the site"):
        validate_password(password)


def test_a_password_is_free_otherwise():
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "–"})
    validate_password("eleven purple kettles")
    validate_password("é" * 12)


@pytest.mark.parametrize("password", ["elevenpurpl", "password1234", "qwertyuiop123"])
def test_short_and_common_ones_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)
