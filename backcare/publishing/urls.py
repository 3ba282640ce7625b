from django.urls import path
from django.views.decorators.http import require_safe

from . import feeds, views

app_name = "publishing"

urlpatterns = [
    path("", views.home, name="home"),
    path("feed/", require_safe(feeds.SiteFeed()), name="feed"),
]
