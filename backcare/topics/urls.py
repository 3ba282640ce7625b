from django.urls import path

from backcare.publishing.feeds import TopicFeed

from . import views

app_name = "topics"

urlpatterns = [
    path("topics/", views.topic_list, name="list"),
    path("topics/<str:slug>/", views.topic_detail, name="detail"),
    path("topics/<str:slug>/feed/", TopicFeed(), name="feed"),
    path("glossary/", views.glossary, name="glossary"),
]
