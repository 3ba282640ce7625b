from django.urls import path
from django.views.decorators.http import require_safe

from backcare.pagecache.query import cacheable

from . import feeds, views

app_name = "publishing"

urlpatterns = [
    path("", views.home, name="home"),
    path("feed/", cacheable()(require_safe(feeds.SiteFeed())), name="feed"),
]
