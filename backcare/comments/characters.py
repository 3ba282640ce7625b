"""What characters are, as far as the tricks of writing need it.

The tables are our own choice of letters, after Unicode Technical Standard 39
(https://www.unicode.org/reports/tr39/). The standard's own table is made for comparing names: it
would turn Russian into Latin nonsense.
"""

import unicodedata
from functools import lru_cache

APOSTROPHES = frozenset("'`´ʹʻʼʽʾʿˈ΄‘’‛′՚᾽᾿Ꞌꞌ＇")
# Blank on every screen, though Unicode counts them among symbols and letters.
BLANKS = frozenset("\u2800")
_IGNORABLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0")


def _pairs(table: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in table.split()}


# Latin letters that compatibility leaves alone.
VARIANTS = _pairs(
    """
    ıi łl øo đd ħh ŧt ɑa ɡg ɩi ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw
    ʏy ᴢz
    """
) | {
    # white letters on black circles and squares
    chr(start + place): chr(ord("a") + place)
    for start in (0x1F150, 0x1F170)
    for place in range(26)
}

# Letters of other alphabets that look like Latin ones: Cyrillic, Greek, Armenian, Cherokee, Lisu.
# A capital has its own entry where only the capital, or another letter than the small one, looks
# Latin. Greek mu, omega and pi are missing: units and formulas have them beside Latin letters.
_LOOKALIKES = _pairs(
    """
    аa вb сc ԁd еe єe ғf ԍg һh нh іi ӏl јj кk мm оo рp ԛq гr ѕs тt цu уy үy ѵv ԝw хx
    αa βb εe ϵe Ηh ηn ιi κk νv Νn οo ρp σo ϲc ϳj τt υu Υy χx ζz
    աw ցg հh ոn սu օo յj զq քp ռn տs լl
    Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ᏻg Ꮋh Ꭵi Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꭱr Ꮪs Ꭲt Ꮩv Ꮃw Ꮓz
    ꓮa ꓐb ꓚc ꓓd ꓰe ꓝf ꓖg ꓧh ꓲi ꓙj ꓗk ꓡl ꓟm ꓠn ꓳo ꓑp ꓣr ꓢs ꓔt ꓴu ꓦv ꓪw ꓫx ꓬy ꓜz
    """
)
LOOKING_LATIN = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "LISU"})


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """The first word of the character's Unicode name: LATIN, CYRILLIC, DEVANAGARI, COMBINING ..."""
    return unicodedata.name(char, "").split(" ")[0]


def is_mark(char: str) -> bool:
    """Whether the character stands on the one before it, taking no room of its own."""
    return unicodedata.combining(char) > 0 or unicodedata.category(char) in {"Mn", "Me"}


def is_ignorable(char: str) -> bool:
    """Whether the character is invisible and takes no room: joiners, controls of direction,
    soft hyphens, selectors of a variant, fillers.
    """
    return (
        unicodedata.category(char) == "Cf"
        or char in _IGNORABLE_LETTERS
        or "\ufe00" <= char <= "\ufe0f"
        or "\u180b" <= char <= "\u180f"
        or "\U000e0000" <= char <= "\U000e0fff"
    )


def is_visible(char: str) -> bool:
    return not (char.isspace() or char in BLANKS or is_ignorable(char))


def latin_for(char: str) -> str | None:
    """The Latin letter that a letter of another alphabet looks like."""
    return _LOOKALIKES.get(char) or _LOOKALIKES.get(char.casefold())
