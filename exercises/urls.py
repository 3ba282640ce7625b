from django.urls import path

from backcare.publishing.views import page_view

from . import views
from .handouts.views import exercise_handout
from .player.views import play_exercise
from .reminders import exercise_reminder

app_name = "exercises"

urlpatterns = [
    path("", views.exercise_list, name="list"),
    path("<slug:slug>/", page_view("exercise"), name="detail"),
    path("<slug:slug>/handout/", exercise_handout, name="handout"),
    path("<slug:slug>/reminder.ics", exercise_reminder, name="reminder"),
    path("<slug:slug>/play/", play_exercise, name="play"),
]
