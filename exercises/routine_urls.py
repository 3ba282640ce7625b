from django.urls import path

from backcare.publishing.views import page_view

from . import views
from .building.views import build, handout, play
from .handouts.views import routine_handout
from .player.views import play_routine
from .reminders import routine_reminder

app_name = "routines"

urlpatterns = [
    path("", views.routine_list, name="list"),
    path("build/", build, name="build"),
    path("build/handout/", handout, name="build_handout"),
    path("build/play/", play, name="build_play"),
    path("<slug:slug>/", page_view("routine"), name="detail"),
    path("<slug:slug>/handout/", routine_handout, name="handout"),
    path("<slug:slug>/reminder.ics", routine_reminder, name="reminder"),
    path("<slug:slug>/play/", play_routine, name="play"),
]
