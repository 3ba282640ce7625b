from django.urls import path

from . import views

app_name = "problems"

urlpatterns = [
    path("thanks/", views.thanks, name="thanks"),
    path("<int:pk>/", views.report, name="report"),
]
