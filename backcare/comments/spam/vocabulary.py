"""Kinds of words by which spam of any topic speaks, and the turns of phrase that it can't avoid.

Topics change from page to page and from year to year; that somebody is asked to go somewhere,
that the place is the writer's own, and what is promised there, does not. Nothing here is spam by
itself: what each kind weighs is learned. All words are in the form that ``skeleton`` gives them.
"""

import re

_KINDS = {
    # Asks the reader to do something.
    "call": """
        checkout visit click clic subscribe subscribing suscribe subscrib sub subs follow join vote
        donate buy order contact whatsapp telegram text message email mail dm call register signup
        download apply share add hire earn claim invest unsubscribe
    """,
    "look": "check watch listen look view try see go come read search google type",
    "applause": "like likes liked thumbs thumb rate comment upvote retweet",
    # The writer, and what is the writer's.
    "own": "my our me us i we im we're i'm ive i've",
    "place": """
        channel channels chanel page pages site website websites web blog video videos vid vids
        song songs music link links profile store shop service services playlist
        stream account course ebook cover covers remix album mixtape podcast facebook twitter
        instagram youtube twitch tiktok agency bio
    """,
    "money": """
        money cash income profit profits free gift gifts giveaway prize win winner bonus discount
        offer offers loan loans credit bitcoin crypto forex invest investment investing paid cheap
        price prices sale deal deals rich salary dollars lottery jackpot payout wealth
    """,
    "plea": "please pls plz plzz pleas help appreciate grateful hope chance",
    "crowd": "guys everyone everybody people friends folks fans all anyone yall",
    "greeting": "hey hi hello hay hiya yo dear greetings",
    # Trades that advertise under other people's texts.
    "trade": """
        casino casinos slot slots betting poker gambling viagra cialis replica escort escorts
        seo backlink backlinks followers essay essays dissertation assignment payday refinance
        nude nudes sexy webcam dating hookup trading trader broker mining airdrop nft hacker
        hackers spell spells herbalist supplier wholesale manufacturer
    """,
}
KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}

_PLACES = "|".join(_KINDS["place"].split())
# Turns of phrase, found in the words of a text joined by single spaces.
PHRASES = {
    name: re.compile(pattern)
    for name, pattern in {
        "check out": (
            r"\bch?ek?c?k(?:ed|ing)? ?(?:it |this |that |them |us |me |him |her |"
            r"(?:my|our) \w+ )?out\b|\bcheck (?:my|our|me)\b"
        ),
        "subscribe": (
            r"\bsu[bsc]{1,3}r?i?b(?:e|ing)?\b|"
            r"\bsubs? ?(?:to|me|my|4|for|back|us|pl)|\bplease sub\b"
        ),
        "do for me": (
            r"\b(?:follow|add|join|contact|message|text|call|email|dm|hit|whatsapp|like|rate|visit|"
            r"support|watch|view|see|help)(?: up)? (?:me|us|my|our)\b"
        ),
        "my place": rf"\b(?:my|our)(?: \w+){{0,2}} (?:{_PLACES}|views?)\b",
        "like if": (
            r"\b(?:like|thumbs? up|share)(?: th?is)?(?: comment)? (?:if|for|so|to)\b|"
            r"\blike th?is comment\b"
        ),
        "please": r"\b(?:please|plea?s|plz+|pls)\b",
        "hello all": (
            r"^(?:(?:hey|hi|hello|hay|yo|ok) )?(?:\w+ )?"
            r"(?:guys|everyone|everybody|people|friends|folks|fans|all|yall)\b"
        ),
        "get paid": (
            r"\b(?:earn|earned|earning|make|made|making|win|won|get|got|receive)\b"
            r"(?: \w+){0,5} "
            r"(?:(?:money|cash|income|profits?|dollars|bonus|gift)\b|<number>|<money>)"
        ),
        "cured me": (
            r"\b(?:cured?|healed) (?:me|him|her|my)\b|"
            r"\b(?:dr|doctor) \w+(?: \w+)? (?:who|cured|healed|helped)\b"
        ),
        "best offer": (
            r"\b(?:best|amazing|exclusive|great|special|affordable|cheap(?:er|est)?|low(?:est)?) "
            r"(?:\w+ )?(?:prices?|deals?|offers?|discounts?|services?|quality|rates?|packages?)\b"
        ),
        "customer line": (
            r"\b(?:customer (?:care|service|support)|toll free|(?:support|service|care) (?:phone )?"
            r"number|get in touch|"
            r"our (?:\w+ ){0,2}(?:experts?|teams?|agents?|technicians?|services?))\b"
        ),
        "thanks for sharing": (
            r"\b(?:thanks?(?: you)?(?: so much)? for shar\w+|keep (?:posting|sharing)|"
            r"(?:nice|great|good|informative|useful|amazing|awesome|excellent) "
            r"(?:post|blog|article|site|website|info\w*|content|sharing)|"
            r"i (?:really )?(?:like|love|enjoy) (?:your|this) (?:blog|site|website|post))\b"
        ),
    }.items()
}
