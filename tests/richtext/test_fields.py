import json

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory

from articles.models import Article
from backcare.richtext.fields import MAX_CHARACTERS, RichTextField, RichTextFormField
from backcare.richtext.widgets import RichTextWidget
from backcare.topics.models import Topic
from tests.factories import make_article, make_topic

HOSTILE = '<p onclick="alert(1)">a<script>alert(1)</script></p><h2>b</h2>'
CLEAN = "<p>a</p><h2>b</h2>"
PLAIN = "<p>a</p><p>b</p>"


def stored(page):
    return type(page).objects.values_list("body", flat=True).get(pk=page.pk)


@pytest.mark.django_db
class TestEveryWayToTheDatabase:
    def test_save(self):
        article = make_article(body=HOSTILE)
        assert article.body == stored(article) == CLEAN

    def test_bulk_create(self):
        topic, _other = Topic.objects.bulk_create(
            [Topic(name=name, slug=name, introduction=HOSTILE) for name in ("a", "b")]
        )
        topic.refresh_from_db()
        assert topic.introduction == PLAIN

    def test_update(self):
        article = make_article()
        Article.objects.filter(pk=article.pk).update(body=HOSTILE)
        assert stored(article) == CLEAN

    def test_bulk_update(self):
        article = make_article()
        article.body = HOSTILE
        Article.objects.bulk_update([article], ["body"])
        assert stored(article) == CLEAN

    def test_fixture(self):
        topic = make_topic()
        rows = json.loads(serializers.serialize("json", [topic]))
        rows[0]["fields"]["introduction"] = HOSTILE
        for row in serializers.deserialize("json", json.dumps(rows)):
            row.save()
        topic.refresh_from_db()
        assert topic.introduction == PLAIN

    def test_validation(self):
        topic = Topic(name="a", slug="a", kind="cause", introduction=HOSTILE)
        topic.full_clean()
        assert topic.introduction == PLAIN

    def test_form(self):
        form = modelform_factory(Topic, fields=["introduction"])({"introduction": HOSTILE})
        assert form.is_valid()
        assert form.cleaned_data["introduction"] == PLAIN

    def test_expression(self):
        article = make_article(body=CLEAN)
        Article.objects.filter(pk=article.pk).update(body=models.functions.Lower("body"))
        assert stored(article) == CLEAN


@pytest.mark.parametrize("value", ["<p></p>", "<p> &nbsp;</p>", "<script>x</script>"])
def test_a_text_that_says_nothing_is_empty(value):
    with pytest.raises(ValidationError) as caught:
        RichTextFormField().clean(value)
    assert caught.value.code == "required"
    with pytest.raises(ValidationError) as caught:
        RichTextField().clean(value, None)
    assert caught.value.code == "blank"


def test_endless_text_is_refused_before_it_is_read():
    endless = "<b>" * MAX_CHARACTERS
    for field in (RichTextFormField(), RichTextField()):
        with pytest.raises(ValidationError) as caught:
            field.clean(endless, *([None] if isinstance(field, RichTextField) else []))
        assert caught.value.code == "max_length"


def test_other_markup_for_the_same_text_is_no_change():
    field = RichTextFormField()
    assert not field.has_changed("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul><p></p>")
    assert not field.has_changed(None, "<p></p>")
    assert field.has_changed("<p>a</p>", "<p>b</p>")


def test_the_editor_takes_the_place_of_the_textarea_that_the_admin_asks_for():
    field = RichTextField(toolbar="plain").formfield(widget=forms.Textarea)
    assert isinstance(field.widget, RichTextWidget)
    assert field.widget.toolbar == field.toolbar == "plain"


def test_migrations_know_it_as_text():
    _name, path, args, kwargs = RichTextField(toolbar="plain", blank=True).deconstruct()
    assert (path, args, kwargs) == ("django.db.models.TextField", [], {"blank": True})


def test_an_unknown_toolbar_is_a_mistake():
    with pytest.raises(ValueError, match="fancy"):
        RichTextField(toolbar="fancy")


def test_widget_says_where_choices_come_from():
    html = RichTextWidget().render("body", "<p>a</p>", {"id": "id_body"})
    assert "&lt;p&gt;a&lt;/p&gt;" in html
    assert "/admin/richtext/images/" in html
    assert 'src="/static/richtext/editor.js" type="module"' in str(RichTextWidget().media)
