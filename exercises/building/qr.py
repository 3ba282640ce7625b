"""A link as a QR code, drawn into the page: no file, no request and no inline style."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# Modules of white around the code; scanners need four (ISO/IEC 18004).
QUIET_ZONE = 4
# Bytes that the largest code of the lowest level of correction holds (ISO/IEC 18004).
MOST_BYTES = 2953


def qr_svg(url: str) -> SafeString:
    """An SVG of the code, dark on white in every theme; empty for a link that is too long.

    Its size is the style sheet's matter (class ``qr``). The text alternative says what it is for:
    the link itself should stand beside it as text.
    """
    if len(url.encode()) > MOST_BYTES:
        return SafeString("")
    code = segno.make(url, error="l", micro=False)
    drawing = code.svg_inline(
        border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>',
        _("QR code of the link"),
        mark_safe(drawing),  # noqa: S308  (numbers and fixed words: nothing of the link)
    )
