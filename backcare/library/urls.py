from django.urls import re_path

from . import views
from .files import NAME_PATTERN

app_name = "library"

# To be included under MEDIA_URL. The pattern lets no name through that we did not make.
urlpatterns = [re_path(rf"^(?P<name>{NAME_PATTERN})\Z", views.media, name="media")]
