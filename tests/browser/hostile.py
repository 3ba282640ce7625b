"""A site full of hostile words: what someone with a stolen account, or an import, may write.

``fill`` runs inside the site (``Site.shell``) and goes past every form, straight to the models. All
strings call ``hit()``, or would break what they stand in: HTML text, attributes, scripts, JSON,
addresses, XML, styles, templates.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import CharField, Model, TextField
from django.test import Client
from django.urls import reverse

from articles.models import Article, Series
from backcare.comments.forms import CommentForm
from backcare.comments.judging import Submission
from backcare.comments.models import Comment
from backcare.comments.receipts import receipt_url
from backcare.comments.submission import Refused, submit
from backcare.comments.thread import thread_of
from backcare.library.models import Image
from backcare.people.models import Contributor, User
from backcare.publishing.models import Page, Revision
from backcare.site.models import ContactMessage, InformationPage, SafetyText, SiteSettings
from backcare.topics.models import GlossaryTerm, Topic
from exercises.models import BodyRegion, Equipment, Exercise, Factor, Routine
from tests import factories as make

TAGS = [
    "<script>hit()</script>",
    "<ScRiPt>hit()</sCrIpT>",
    "<script src=//evil.example></script>",
    "<script src='data:text/javascript,hit()'></script>",
    "<script type=module>hit()</script>",
    "<script>hit()//",
    "<script\n>hit()</script\n>",
    "<scr<script>ipt>hit()</script>",
    "<<script>hit()</script>",
    "<script/src=data:,hit()>",
    "<img src=x onerror=hit()>",
    "<img src=x onerror='hit()'//>",
    "<img/src/onerror=hit()>",
    "<IMG SRC=x ONERROR=hit()>",
    "<img src=x onerror=&#104;it()>",
    "<img src=x onerror=\thit()>",
    "<img srcset=x onerror=hit()>",
    "<image src=x onerror=hit()>",
    "<svg onload=hit()>",
    "<svg/onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<svg><script href='data:,hit()'/></svg>",
    "<svg><animate onbegin=hit() attributeName=x dur=1s>",
    "<svg><set onbegin=hit() attributeName=x>",
    "<svg><a href='javascript:hit()'><text y=9>x</text></a></svg>",
    "<svg><foreignObject><img src=x onerror=hit()></foreignObject></svg>",
    "<svg><title><img src=x onerror=hit()></title></svg>",
    "<math><mtext><img src=x onerror=hit()></mtext></math>",
    "<math><style><img src=x onerror=hit()></style></math>",
    "<math><mi xlink:href='javascript:hit()'>x</mi></math>",
    "<body onload=hit()>",
    "<body onpageshow=hit()>",
    "<html onmouseover=hit()>",
    "<iframe src=javascript:hit()></iframe>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<iframe onload=hit()></iframe>",
    "<object data=javascript:hit()></object>",
    "<object data='data:text/html,<script>hit()</script>'></object>",
    "<embed src=javascript:hit()>",
    "<video src=x onerror=hit()></video>",
    "<video><source onerror=hit()></video>",
    "<audio src=x onerror=hit()></audio>",
    "<video poster=javascript:hit()></video>",
    "<input onfocus=hit() autofocus>",
    "<button onfocus=hit() autofocus>x</button>",
    "<select onfocus=hit() autofocus><option>x</select>",
    "<textarea onfocus=hit() autofocus>x</textarea>",
    "<a onfocus=hit() tabindex=1 autofocus href=/>x</a>",
    "<p onfocus=hit() contenteditable autofocus>x</p>",
    "<details open ontoggle=hit()><summary>x</summary></details>",
    "<dialog open oncancel=hit() onclose=hit()>x</dialog>",
    "<marquee onstart=hit()>x</marquee>",
    "<p style='animation:x 1s' onanimationstart=hit()>x</p>",
    "<p style='transition:1s' ontransitionend=hit()>x</p>",
    "<p onpointerenter=hit()>x</p>",
    "<p onmouseover=hit()>x</p>",
    "<p oncontentvisibilityautostatechange=hit()>x</p>",
    "<style onload=hit()>a{}</style>",
    "<style>@import'//evil.example';</style>",
    "<link rel=stylesheet href=x onerror=hit()>",
    "<link rel=preload as=script href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:hit()'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<form action=javascript:hit()><button>x</button></form>",
    "<button formaction=javascript:hit()>x</button>",
    "<form id=x></form><button form=x formaction=javascript:hit()>",
    "<template><img src=x onerror=hit()></template>",
    "<template shadowrootmode=open><script>hit()</script></template>",
    "<noscript><img src=x onerror=hit()></noscript>",
    "<xmp><img src=x onerror=hit()></xmp>",
    "<plaintext>",
    "<frameset onload=hit()>",
    "<keygen autofocus onfocus=hit()>",
    "<isindex prompt=x action=javascript:hit()>",
    "<portal src=javascript:hit()></portal>",
    "<x onclick=hit() tabindex=1 id=x>x</x>",
    "<table background=javascript:hit()><td>x</table>",
]
ENDS = [
    "</script><script>hit()</script>",
    "</SCRIPT ><img src=x onerror=hit()>",
    "</title><script>hit()</script>",
    "</textarea><script>hit()</script>",
    "</style><script>hit()</script>",
    "</noscript><script>hit()</script>",
    "</option></select><script>hit()</script>",
    "</template><script>hit()</script>",
    "</a></li></ul></nav></main><script>hit()</script>",
    "<!--<script>",
    "--><script>hit()</script>",
    "--!><script>hit()</script>",
    "<!--><script>hit()</script>-->",
    "<![CDATA[<script>hit()</script>]]>",
    "]]><script>hit()</script>",
    "<?xml-stylesheet href='javascript:hit()'?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;script&gt;hit()&lt;/script&gt;",
    "&#60;script&#62;hit()&#60;/script&#62;",
    "&amp;lt;img src=x onerror=hit()&amp;gt;",
    "%3Cscript%3Ehit()%3C/script%3E",
    "\\u003cscript\\u003ehit()\\u003c/script\\u003e",
    "＜script＞hit()＜/script＞",
    "<\u200bscript>hit()</script>",
    "\u2028</script><script>hit()</script>\u2029",
    "\u202e>tpircs/<)(tih>tpircs<",
    "\ufeff<script>hit()</script>",
    "\x0b<script\x0c>hit()</script>\x1f",
    "\x7f\x80\x9f<script>hit()</script>",
    "<script\u00a0>hit()</script>",
]
ATTRIBUTES = [
    '"><script>hit()</script>',
    "'><script>hit()</script>",
    '"><img src=x onerror=hit()>',
    "'><svg onload=hit()>",
    '" onmouseover="hit()" x="',
    "' onmouseover='hit()' x='",
    '" autofocus onfocus="hit()',
    "' autofocus onfocus='hit()",
    "x onerror=hit()",
    "` onmouseover=hit() `",
    '" style="animation:x" onanimationend="hit()',
    '" srcset="x" onerror="hit()',
    '" http-equiv="refresh" content="0;url=javascript:hit()',
    '"/><base href="//evil.example/',
    '\\"><script>hit()</script>',
    "&quot;><img src=x onerror=hit()>",
    "&#34; onmouseover=&#34;hit()",
    '"accesskey="x"onclick="hit()',
    '" popover ontoggle="hit()',
    '" is="x" onclick="hit()',
]
SCRIPTS = [
    '";hit();//',
    "';hit();//",
    "`;hit();`",
    "${hit()}",
    "\\';hit();//",
    '\\";hit();//',
    '"}]}</script><script>hit()</script>',
    '","@type":"Person","name":"',
    '"-hit()-"',
    "'-hit()-'",
    "\n;hit()\n//",
    "\u2028hit()\u2028",
    "*/hit()/*",
    "{{ 7*7 }}{{ settings.SECRET_KEY }}",
    "{% load static %}{% debug %}",
    "{{constructor.constructor('hit()')()}}",
    "#{hit()}<%= hit() %>",
    "%(name)s %s {0} {name}",
    "</textarea>{% endblock %}",
    "__proto__[hit]=1",
]
ADDRESSES = [
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    " javascript:hit()",
    "java\tscript:hit()",
    "java\nscript:hit()",
    "\x01javascript:hit()",
    "javascript&colon;hit()",
    "javascript://example.org/%0ahit()",
    "javascript:/*https://example.org/*/hit()",
    "data:text/html,<script>hit()</script>",
    "data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==",
    "vbscript:hit()",
    "blob:https://evil.example/1",
    "filesystem:https://evil.example/1",
    "view-source:javascript:hit()",
    "//evil.example/",
    'https://example.org/"onmouseover="hit()',
    "https://example.org/'><script>hit()</script>",
]
STRINGS = [*TAGS, *ENDS, *ATTRIBUTES, *SCRIPTS, *ADDRESSES]
# The names of sites and of places are short; these break out of the same contexts.
SHORT = ["<svg onload=hit()>", "'><svg onload=hit()>", '"><svg onload=hit()>']
LINES = "\n".join(STRINGS)


def packed(limit: int, strings: Iterable[str] = STRINGS) -> Iterator[str]:
    """The strings, as many in each as go into ``limit`` characters."""
    text = ""
    for string in strings:
        if len(text) + len(string) > limit and text:
            yield text
            text = ""
        text += string
    yield text


def fill() -> None:
    """Write hostile rows of every kind; print as JSON where they are and how to sign in."""
    with transaction.atomic():
        image = make.make_image(alt=SHORT[0], caption=LINES[:400])
        images = [
            make.make_image(alt=s, caption=f"{s} caption", credit=s, licence=s) for s in STRINGS
        ]
        author = make.make_contributor(
            name=STRINGS[0], slug="hostile", credentials=next(packed(200, ENDS)), biography=LINES
        )
        topic = make.make_topic(
            name=ATTRIBUTES[2], slug="hostile", kind="cause", introduction=LINES, image=image
        )
        for number, string in enumerate(STRINGS):
            topic.synonyms.create(name=f"{string}{number}")
            make.make_term(name=f"{string}{number}", slug=f"hostile-{number}", definition=LINES)
        series = make.make_series(title=TAGS[10] * 3, slug="hostile", summary=LINES)
        common: dict[str, Any] = {
            "summary": LINES,
            "topics": [topic],
            "authors": [author],
            "reviewer": author,
            "reviewed_on": date(2026, 1, 1),
            "lead_image": image,
            "change_note": next(packed(300, ATTRIBUTES)),
            "extra_emergency": LINES,
            "extra_urgent": LINES,
            "extra_doctor": LINES,
        }
        articles = articles_of(common, series, images)
        exercise = exercise_of(common, topic)
        routine = make.make_routine(
            **common,
            slug="hostile",
            title=SCRIPTS[6] + ENDS[0],
            introduction=LINES,
            items=[exercise]
            + [{"activity": "walk", "minutes": 1, "title": s, "note": s} for s in STRINGS],
        )
        about = make.make_information_page(
            **common, slug="hostile", title=ENDS[2], body=LINES, search_title=ENDS[2]
        )
        draft = make.make_article(
            **common,
            slug="hostile-draft",
            title=ENDS[0],
            status="draft",
            body=articles[0].body,
            key_points=LINES,
            sources=[{"organisation": s, "title": s, "url": s} for s in ADDRESSES],
        )
        message = ContactMessage.objects.create(
            name=next(packed(120)), email="hostile@example.org", message=LINES
        )
        talked_about = comments_on(articles[1])
        undo = write_settings()
        user = User.objects.create_superuser("hostile", first_name=TAGS[10], last_name=ENDS[0])
        revise(articles[0], user)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    rows = [articles[0], draft, exercise, routine, about, topic, author, image, series, message]
    print(
        json.dumps(
            {
                "undo": undo,
                "session": client.cookies["session"].value,
                "articles": [article.get_absolute_url() for article in articles],
                "pages": [
                    row.get_absolute_url()
                    for row in (exercise, routine, about, topic, author, series)
                ],
                "comments": talked_about,
                "desk": sorted(set(desk(rows))),
            }
        )
    )


def articles_of(common: dict[str, Any], series: Series, images: list[Image]) -> list[Article]:
    """Articles whose titles hold all strings; the first has everything that an article can."""
    others = [
        make.make_article(**common | {"lead_image": None}, slug=f"hostile-{number}", title=title)
        for number, title in enumerate(packed(200))
    ]
    body = "".join(f"<h2>{s}</h2><p><a href='{s}'>{s}</a></p>" for s in STRINGS)
    body += "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
    addresses = cycle(ADDRESSES)
    first = make.make_article(
        **common,
        slug="hostile",
        title=ENDS[0] + ATTRIBUTES[2],
        key_points=LINES,
        series=series,
        series_position=1,
        search_title=ENDS[2] + ATTRIBUTES[2],
        search_description=next(packed(165, [ATTRIBUTES[0], ENDS[0], SCRIPTS[6]])),
        body=f"{body}{LINES}<h2>Cited</h2><p>x<sup data-source='key-0'></sup></p>",
        sources=[
            {"organisation": s, "title": s, "url": url, "key": f"key-{number}"}
            for number, (s, url) in enumerate(zip(STRINGS, addresses, strict=False))
        ],
        learn_more=[{"target": others[0].page_ptr, "text": s} for s in STRINGS],
        resources=[
            {"title": s, "url": url, "description": s, "relationship": "affiliate"}
            for s, url in zip(STRINGS, addresses, strict=False)
        ],
    )
    for string in STRINGS:
        first.planned_links.create(working_title=string, phrase=string)
    return [first, *others]


def comments_on(article: Article) -> list[str]:
    """Comments with every string in every field that takes it, as their form takes them; approved.

    Returns the paths that show them; the last is the feed.
    """
    page = article.page_ptr
    made: list[Comment] = []
    for number, text in enumerate([*STRINGS, *packed(4500)]):
        name, email = text[:80], f'"{text}"@example.org'
        fields = {"name": name, "email": email, "text": text, "wants_replies": "on"}
        form = CommentForm(fields, page=page)
        plain = {"name": SHORT[0], "email": "hostile@example.org"}
        fields |= {field: value for field, value in plain.items() if field in form.errors}
        form = CommentForm(fields, page=page)
        if not form.is_valid():
            continue  # Words that are damaged, or none.
        data = {field: form.cleaned_data[field] for field in ("name", "email", "text")}
        above = made[-1] if number % 3 and made else None
        submission = Submission(page=page, address=f"198.51.100.{number % 250}", **data)
        try:
            comment = submit(replace(submission, answers=above))
        except Refused:
            continue  # The same as one before, to a reader.
        comment.status, comment.approved_at = Comment.Status.APPROVED, comment.created_at
        comment.is_helpful = comment.is_pinned = True
        comment.save()
        made.append(comment)
    parts = thread_of(page)
    assert parts is not None
    paths = [f"{page.get_absolute_url()}?comments={n + 1}" for n in range(parts.pages)]
    for comment in made[::40]:
        paths += [reverse(f"comments:{view}", args=[comment.pk]) for view in ("reply", "flag")]
    paths += [reverse("comments:thread", args=[c.pk]) for c in made[:60] if c.parent_id is None]
    paths += [receipt_url(comment) for comment in made[-8:]]
    return [*paths, reverse("comments:page_feed", args=[page.pk])]


def exercise_of(common: dict[str, Any], topic: Topic) -> Exercise:
    factor = make.make_factor(
        name=SHORT[0], slug="hostile", topic=topic, summary=LINES, evidence_note=LINES
    )
    return make.make_exercise(
        **common,
        slug="hostile",
        title=ATTRIBUTES[0] + ENDS[0],
        purpose=LINES,
        muscles=LINES,
        mistakes=LINES,
        stop_if=LINES,
        progression=next(packed(300, TAGS)),
        source_wording=next(packed(300, ENDS)),
        factors=[factor],
        equipment=[make.make_equipment(name=SHORT[1])],
        regions=[make.make_region(name=SHORT[2])],
        steps=[{"text": s, "note": s} for s in STRINGS],
        cautions=[{"who": s, "why": s} for s in STRINGS],
        variations=[{"direction": "easier", "text": s} for s in STRINGS],
    )


def write_settings() -> dict[str, str]:
    """Put hostile words on every page; returns what ``clear`` has to put back."""
    SafetyText.objects.create(emergency=LINES, urgent=LINES, doctor=LINES, note=TAGS[10])
    row, _made = SiteSettings.objects.get_or_create(pk=1)
    hostile: dict[str, str] = {}
    short = cycle(SHORT)
    for field in SiteSettings._meta.concrete_fields:
        if type(field) is CharField and not field.name.startswith("accent"):
            hostile[field.name] = next(packed(field.max_length or 20, short))
        elif type(field) is TextField:
            hostile[field.name] = LINES
    before = {name: getattr(row, name) for name in hostile}
    SiteSettings.objects.update_or_create(pk=1, defaults=hostile)
    return before


def revise(page: Article, user: User) -> None:
    """Give the page and the desk a history."""
    Revision.objects.create(
        page=page, user=user, event="published", note=TAGS[10], snapshot={"title": TAGS[10]}
    )
    for string in STRINGS[:20]:
        LogEntry.objects.log_actions(
            user.pk, [page], CHANGE, change_message=string, single_object=True
        )


def desk(rows: Iterable[Model]) -> Iterator[str]:
    """The list of each row's model in the desk, and its own pages there."""
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield from (reverse(f"{name}_{view}", args=[row.pk]) for view in ("change", "history"))
        yield reverse(f"{name}_delete", args=[row.pk])
        if isinstance(row, Page):
            yield reverse(f"{name}_preview", args=[row.pk])
    yield from (f"/admin/{path}/" for path in ("publishing/page", "publishing/plannedlink"))
    yield "/admin/site/sitesettings/1/change/"
    yield "/admin/"


def clear(undo: dict[str, str]) -> None:
    """Remove what ``fill`` wrote."""
    with transaction.atomic():
        SiteSettings.objects.update_or_create(pk=1, defaults=undo)
        SafetyText.objects.filter(note=TAGS[10]).delete()
        ContactMessage.objects.filter(email="hostile@example.org").delete()
        for model in (Routine, Exercise, Article, InformationPage, Series):
            model.objects.filter(slug__startswith="hostile").delete()
        for model in (Factor, Equipment, BodyRegion):
            model.objects.filter(name__in=SHORT).delete()
        for model in (Topic, GlossaryTerm, Contributor):
            model.objects.filter(slug__startswith="hostile").delete()
        Image.objects.filter(alt__in=STRINGS + SHORT).delete()
        User.objects.filter(username="hostile").delete()
