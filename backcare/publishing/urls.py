from django.urls import path

from . import feeds, views

app_name = "publishing"

urlpatterns = [
    path("", views.home, name="home"),
    path("feed/", feeds.SiteFeed(), name="feed"),
]
