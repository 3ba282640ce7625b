"""The head of a page: canonical, complete, and inert whatever an editor typed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.publishing.meta import Meta, absolute, json_ld
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_image,
    make_page,
    make_routine,
    make_series,
    make_topic,
)
from tests.markup import parsed

HOSTILE = (
    "</script><script>alert(1)</script><!-- \u2028\u2029 ]]> &quot; \" ' "
    "<img src=x onerror=alert(1)>"
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), json_values))
def test_structured_data_says_what_it_was_given_and_cannot_end_its_element(node):
    element = json_ld([node])
    body = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(body) & set("<>&\u2028\u2029")
    assert json.loads(body)["@graph"] == [node]


def test_addresses_start_with_the_site_s_own_origin():
    assert absolute("/articles/x/") == "http://testserver/articles/x/"
    assert absolute("https://media.example.org/x.jpg") == "https://media.example.org/x.jpg"
    assert Meta(title="", description="", path="/x/?page=2").canonical == (
        "http://testserver/x/?page=2"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["article", "exercise", "information", "routine"])
def test_hostile_words_stay_words(kind, client):
    image = make_image(alt=HOSTILE[:250], caption=HOSTILE, credit=HOSTILE, licence=HOSTILE[:100])
    author = make_contributor(name=HOSTILE[:120], credentials=HOSTILE, biography=HOSTILE)
    topic = make_topic(name=HOSTILE[:100], slug="hostile")
    page = make_page(
        kind,
        title=HOSTILE,
        summary=HOSTILE,
        search_title=HOSTILE[:65],
        search_description=HOSTILE,
        change_note=HOSTILE,
        extra_emergency=HOSTILE,
        lead_image=image,
        authors=[author],
        topics=[topic],
        sources=[{"organisation": HOSTILE, "title": HOSTILE, "year": 2016}],
    )
    make_article(topics=[topic])  # An information page alone gives its topics no page.
    for url in (page.get_absolute_url(), author.get_absolute_url(), topic.get_absolute_url(), "/"):
        response = client.get(url)
        assert response.status_code == 200
        markup = parsed(response)
        for script in markup.all("script"):
            assert "src" in script.attributes or (
                script.attributes["type"] == "application/ld+json" and json.loads(script.text)
            )
        assert not [
            (element.tag, name)
            for element in markup.elements
            for name in element.attributes
            if name.startswith("on") or name == "style"
        ]
        assert "x" not in [image.attributes["src"] for image in markup.all("img")]


@pytest.mark.django_db
def test_the_head_of_an_article(client):
    image = make_image(alt="A person on a mat")
    author = make_contributor(name="Ada", slug="ada", credentials="Physiotherapist")
    page = make_article(
        title="Sciatica",
        slug="sciatica",
        summary="What it is.",
        lead_image=image,
        authors=[author],
        reviewer=make_contributor(name="Ben", slug="ben"),
        reviewed_on="2026-01-05",
        topics=[make_topic(name="Nerves")],
        sources=[
            {"organisation": "NICE", "title": "Guideline", "year": 2016, "url": "https://doi.org/1"}
        ],
        body="<p>" + "word " * 450 + "</p>",
    )
    page.refresh_from_db()
    markup = parsed(client.get(page.get_absolute_url()))
    address = "http://testserver/articles/sciatica/"
    picture = absolute(image.social_url)
    assert markup.one("title").text.startswith("Sciatica")
    assert markup.canonical == markup.meta("og:url") == address
    assert markup.meta("description") == markup.meta("og:description") == "What it is."
    assert markup.meta("og:title") == "Sciatica"
    assert markup.meta("og:type") == "article"
    assert markup.meta("og:image") == picture
    assert markup.meta("og:image:alt") == "A person on a mat"
    assert markup.meta("twitter:card") == "summary_large_image"
    assert markup.meta("robots") is None
    node = markup.node("Article", "MedicalWebPage")
    assert node["url"] == address
    assert [person["name"] for person in node["author"]] == ["Ada"]
    assert node["author"][0]["url"] == "http://testserver/people/ada/"
    assert node["reviewedBy"]["name"] == "Ben"
    assert node["lastReviewed"] == "2026-01-05"
    assert node["datePublished"] == page.first_published_at.isoformat()
    assert node["dateModified"] == page.changed_at.isoformat()
    assert node["citation"][0] == {
        "@type": "CreativeWork",
        "name": "Guideline",
        "author": {"@type": "Organization", "name": "NICE"},
        "datePublished": "2016",
        "url": "https://doi.org/1",
    }
    assert node["image"] == picture
    assert node["wordCount"] == 450
    assert node["timeRequired"] == "PT2M"
    trail = markup.node("BreadcrumbList")["itemListElement"]
    assert [(item["position"], item["name"]) for item in trail] == [
        (1, "Home"),
        (2, "Articles"),
        (3, "Sciatica"),
    ]
    search = markup.node("WebSite")["potentialAction"]
    assert search["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"


@pytest.mark.django_db
def test_what_search_engines_shall_show_replaces_title_and_summary(client):
    page = make_article(search_title="Short title", search_description="Another description.")
    markup = parsed(client.get(page.get_absolute_url()))
    assert markup.one("title").text.startswith("Short title")
    assert markup.meta("description") == "Another description."
    assert markup.node("MedicalWebPage", "Article")["name"] == page.title


@pytest.mark.django_db
def test_nothing_is_said_of_a_review_that_has_not_been(client):
    page = make_article(reviewer=make_contributor(), reviewed_on=None)
    for unreviewed in (page, make_exercise(), make_routine()):
        markup = parsed(client.get(unreviewed.get_absolute_url()))
        for node in markup.graph:
            assert "reviewedBy" not in node
            assert "lastReviewed" not in node
        assert "not reviewed" in markup.words.lower()


@pytest.mark.django_db
def test_a_page_without_authors_is_the_site_s(client):
    node = parsed(client.get(make_article().get_absolute_url())).node("Article", "MedicalWebPage")
    assert node["author"]["@type"] == "Organization"


@pytest.mark.django_db
def test_an_exercise_and_a_routine_are_exercise_plans(client):
    exercise = make_exercise(title="Bridge", hold_min=None, reps_min=10, seconds_per_rep=6)
    node = parsed(client.get(exercise.get_absolute_url())).node("ExercisePlan")
    assert (node["repetitions"], node["activityDuration"]) == (10, "PT1M")
    routine = make_routine(items=[exercise, {"activity": "walk", "minutes": 5, "title": "Walk"}])
    node = parsed(client.get(routine.get_absolute_url())).node("ExercisePlan")
    assert [part["url"] for part in node["hasPart"]] == [absolute(exercise.get_absolute_url())]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_exercise, make_routine])
def test_a_review_is_of_the_page_and_not_of_the_plan_on_it(make, client):
    reviewer = make_contributor(name="Ben")
    page = make(title="Bridge", reviewer=reviewer, reviewed_on="2026-01-05", authors=[reviewer])
    markup = parsed(client.get(page.get_absolute_url()))
    about, plan = markup.node("MedicalWebPage"), markup.node("ExercisePlan")
    assert (about["reviewedBy"]["name"], about["lastReviewed"]) == ("Ben", "2026-01-05")
    assert about["mainEntity"] == {"@id": plan["@id"]}
    assert plan["mainEntityOfPage"] == {"@id": about["@id"]}
    assert not {"reviewedBy", "lastReviewed", "exerciseType"} & plan.keys()
    assert (plan["name"], plan["author"][0]["name"]) == ("Bridge", "Ben")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "schema_type", "trail"),
    [
        ("/articles/", "CollectionPage", ["/", "/articles/"]),
        ("/exercises/", "CollectionPage", ["/", "/exercises/"]),
        ("/routines/", "CollectionPage", ["/", "/routines/"]),
        ("/series/s/", "CollectionPage", ["/", "/articles/", "/series/s/"]),
        ("/topics/", "CollectionPage", ["/", "/topics/"]),
        ("/topics/t/", "CollectionPage", ["/", "/topics/", "/topics/t/"]),
        ("/glossary/", "CollectionPage", ["/", "/glossary/"]),
        ("/people/ada/", "ProfilePage", ["/", "/people/ada/"]),
        ("/contact/", "ContactPage", ["/", "/contact/"]),
    ],
)
def test_pages_that_are_none_of_a_kind_say_what_and_where_they_are(
    path, schema_type, trail, client
):
    make_article(
        series=make_series(slug="s"),
        series_position=1,
        topics=[make_topic(slug="t")],
        authors=[make_contributor(slug="ada")],
    )
    markup = parsed(client.get(path))
    node = markup.node(schema_type)
    assert node["url"] == markup.canonical == f"http://testserver{path}"
    assert node["description"] == markup.meta("description")
    assert node["isPartOf"]["@id"] == markup.node("WebSite")["@id"]
    steps = markup.node("BreadcrumbList")["itemListElement"]
    assert [step["item"] for step in steps] == [f"http://testserver{step}" for step in trail]
    if path.startswith("/people"):
        assert node["mainEntity"]["@id"] == markup.node("Person")["@id"]


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["testserver", "testserver:8080", "TESTSERVER"])
def test_the_host_that_was_asked_for_is_nowhere_on_a_page(host, client):
    page = make_article(series=make_series(slug="s"), series_position=1, topics=[make_topic()])
    paths = ["/", "/articles/", page.get_absolute_url(), "/feed/", "/sitemap.xml", "/robots.txt"]
    paths += ["/sitemap-article.xml", "/series/s/"]
    for path in paths:
        plain = client.get(path)
        other = client.get(path, headers={"host": host})
        assert other.content == plain.content, path
        assert b"8080" not in other.content


@pytest.mark.django_db
def test_canonical_addresses_carry_no_query_but_the_page_number(client):
    for number in range(25):
        make_article(slug=f"a-{number}")
    for query, canonical in [
        ("", "/articles/"),
        ("?utm_source=x", "/articles/"),
        ("?page=1", "/articles/"),
        ("?page=2&x=y", "/articles/?page=2"),
    ]:
        markup = parsed(client.get(f"/articles/{query}"))
        assert markup.canonical == f"http://testserver{canonical}"
    assert "page 2" in parsed(client.get("/articles/?page=2")).one("title").text
    page = make_article()
    assert parsed(client.get(f"{page.get_absolute_url()}?x=y")).canonical == absolute(
        page.get_absolute_url()
    )
