"""What is said of images to people who can't see them."""

import re
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..drafts import Draft
from ..findings import Finding, Level, Rule
from ..words import words

FILE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$|^(?:img|dsc|image|photo)[ _-]?\d+$", re.I)
NEEDLESS = re.compile(r"(?:an? )?(?:image|picture|photo|photograph|graphic) of\b", re.I)


def _image_url(key: int) -> str:
    return reverse("admin:library_image_change", args=[key])


class AltText(Rule):
    """Every image that the page shows has words for it, or is marked as decorative."""

    name = "alt-missing"
    level = Level.BLOCKING
    title = gettext_lazy("Image without a text alternative")
    advice = gettext_lazy(
        "Open the image and describe what matters in it, or mark it as decorative."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        for picture in draft.pictures:
            if picture.image is None:
                yield self.finding(
                    _("An image that stands here is no longer in the library."),
                    advice=_("Remove it, or choose another one."),
                    field=picture.field,
                )
            elif not picture.image.decorative and not words(picture.image.alt):
                yield self.finding(
                    _("“%s” has no text for people who can't see it.") % picture.image,
                    field=picture.field,
                    url=_image_url(picture.key),
                )


class AltQuality(Rule):
    """The alternative text says what is to be seen, in words of its own."""

    name = "alt-quality"
    level = Level.ADVISING
    title = gettext_lazy("Text alternative that helps little")
    advice = gettext_lazy("Say what matters in the picture, as you would on the telephone.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        for picture in draft.pictures:
            image = picture.image
            if image is None or image.decorative or not image.alt.strip():
                continue
            alt = image.alt.strip()
            if words(alt) == words(image.caption):
                message = _("The text for “%s” only repeats the caption.")
            elif FILE_NAME.search(alt):
                message = _("The text for “%s” is the name of a file.")
            elif NEEDLESS.match(alt):
                message = _("The text “%s” need not say that it is a picture.")
            else:
                continue
            yield self.finding(message % image, field=picture.field, url=_image_url(picture.key))


class LeadImage(Rule):
    """For kinds of page whose cards and shared links show a picture."""

    name = "lead-image"
    level = Level.ADVISING
    title = gettext_lazy("No lead image")
    advice = gettext_lazy("Choose one: it stands on cards and where the page is shared.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        if draft.page.lead_image_id is None:
            yield self.finding(_("The page has no lead image."), field="lead_image")
