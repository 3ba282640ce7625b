import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.models import Article
from backcare.library.usage import uses_of
from tests.factories import make_article, make_exercise, make_image, make_topic, make_user

IMAGES = "admin:richtext_images"
PAGES = "admin:richtext_pages"

pytestmark = pytest.mark.django_db


def ask(client, name, **parameters):
    response = client.get(reverse(name), parameters)
    assert response.status_code == 200, response
    return response.json()


def titles(answer):
    return [choice["title"] for choice in answer["results"]]


class TestChoices:
    @pytest.mark.parametrize("name", [IMAGES, PAGES])
    def test_are_for_staff_who_may_see_them(self, client, name):
        assert client.get(reverse(name)).status_code == 403
        client.force_login(make_user())
        assert client.get(reverse(name)).status_code == 403
        client.force_login(make_user(is_staff=True))
        assert client.get(reverse(name)).status_code == 403

    @pytest.mark.parametrize(
        ("name", "permission"),
        [(IMAGES, "view_image"), (PAGES, "view_exercise"), (PAGES, "change_article")],
    )
    def test_any_permission_to_see_is_enough(self, client, name, permission):
        user = make_user(is_staff=True)
        user.user_permissions.add(Permission.objects.get(codename=permission))
        client.force_login(user)
        assert client.get(reverse(name)).status_code == 200

    @pytest.mark.parametrize("name", [IMAGES, PAGES])
    def test_are_never_kept(self, client, author, name):
        client.force_login(author)
        response = client.get(reverse(name))
        assert "no-store" in response["Cache-Control"]
        assert client.post(reverse(name)).status_code == 405

    def test_images_are_found_by_their_words(self, client, author):
        client.force_login(author)
        make_image(alt="A bridge", caption="Arms down")
        make_image(alt="A wall", credit="Bridget")
        make_image(alt="A mat")
        assert titles(ask(client, IMAGES)) == ["A mat", "A wall", "A bridge"]
        assert titles(ask(client, IMAGES, q="bridge")) == ["A wall", "A bridge"]
        assert titles(ask(client, IMAGES, q=" ARMS  down ")) == ["A bridge"]
        (choice,) = ask(client, IMAGES, q="mat")["results"]
        assert choice["thumbnail"].endswith("-400.webp")

    def test_images_come_a_page_at_a_time(self, client, author, django_assert_num_queries):
        client.force_login(author)
        for number in range(30):
            make_image(alt=f"Image {number}")
        first = ask(client, IMAGES)
        assert (len(first["results"]), first["more"]) == (24, True)
        second = ask(client, IMAGES, page=2)
        assert (len(second["results"]), second["more"]) == (6, False)
        with django_assert_num_queries(6):
            ask(client, IMAGES)

    def test_images_by_id(self, client, author):
        client.force_login(author)
        image = make_image(alt="A bridge")
        answer = ask(client, IMAGES, ids=f"{image.pk},999999,{'9' * 30},x,-1,")
        assert titles(answer) == ["A bridge"]
        assert answer["more"] is False

    def test_pages_are_live(self, client, author):
        client.force_login(author)
        make_exercise(title="Bridge")
        make_article(title="Over the bridge")
        hidden = [
            make_article(title="Draft bridge", status="draft"),
            make_article(title="Old bridge", status="archived"),
        ]
        answer = ask(client, PAGES, q="bridge")
        assert titles(answer) == ["Bridge", "Over the bridge"]
        assert [choice["detail"] for choice in answer["results"]] == ["Exercise", "Article"]
        assert answer["results"][0]["url"].startswith("/exercises/")
        assert titles(ask(client, PAGES, ids=",".join(str(page.pk) for page in hidden))) == []

    @pytest.mark.parametrize("query", ["%", "_", "'", '"', "\x01", "a" * 500, "<script>"])
    def test_odd_words_find_nothing_and_break_nothing(self, client, author, query):
        client.force_login(author)
        make_image(alt="A bridge")
        ask(client, IMAGES, q=query)
        ask(client, PAGES, q=query)

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²"])
    def test_odd_page_numbers(self, client, author, page):
        client.force_login(author)
        ask(client, IMAGES, page=page)


class TestReadOnlyText:
    def test_is_shown_as_it_reads(self, client, author):
        exercise = make_exercise(title="Bridge")
        image = make_image(alt="A mat")
        article = make_article(
            created_by=author,
            body=f'<h2>Head</h2><p>Text<sup data-source="nice"></sup></p>'
            f'<figure data-image="{image.pk}"></figure><div data-page="{exercise.pk}"></div>'
            '<aside data-care="urgent"><p>Go.</p></aside>',
            sources=[{"key": "nice", "organisation": "NICE", "title": "t"}],
        )
        client.force_login(author)
        url = reverse("admin:articles_article_change", args=[article.pk])
        html = client.get(url).content.decode()
        assert '<div class="richtext-read"><h2 id="head">Head</h2>' in html
        assert 'aria-label="Source 1"' in html
        assert 'alt="A mat"' in html
        assert '<p class="richtext-page">Bridge </p>' in html
        assert "richtext/editor.css" in html
        assert "data-richtext" not in html

    def test_drafts_have_the_editor(self, client, author):
        article = make_article(status="draft", created_by=author)
        client.force_login(author)
        html = client.get(reverse("admin:articles_article_change", args=[article.pk])).content
        assert b"data-richtext" in html
        assert b"richtext-read" not in html


def test_an_image_in_a_text_counts_as_used():
    image, other = make_image(), make_image()
    article = make_article(body=f'<figure data-image="{image.pk}"></figure><p>a</p>')
    make_topic(introduction="<p>b</p>")
    assert [use.owner for use in uses_of(image)] == [Article.objects.get(pk=article.pk)]
    assert list(uses_of(other)) == []
