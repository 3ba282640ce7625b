from django.urls import path
from django.views.decorators.http import require_safe

from backcare.pagecache.query import cacheable
from backcare.publishing.feeds import TopicFeed

from . import views

app_name = "topics"

urlpatterns = [
    path("topics/", views.topic_list, name="list"),
    path("topics/<str:slug>/", views.topic_detail, name="detail"),
    path("topics/<str:slug>/feed/", cacheable()(require_safe(TopicFeed())), name="feed"),
    path("glossary/", views.glossary, name="glossary"),
]
