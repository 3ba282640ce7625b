"""What the places are called that a figure marks (``marks.PLACES``)."""

from typing import Final

from django.utils.translation import gettext_lazy

PLACES: Final = {
    "hips": gettext_lazy("the hips"),
    "pubis": gettext_lazy("the front of the pelvis"),
    "waist": gettext_lazy("the middle of the back"),
    "chest": gettext_lazy("the chest"),
    "head": gettext_lazy("the head"),
    "chin": gettext_lazy("the chin"),
    "right_hand": gettext_lazy("the right hand"),
    "left_hand": gettext_lazy("the left hand"),
    "right_foot": gettext_lazy("the right foot"),
    "left_foot": gettext_lazy("the left foot"),
    "right_knee": gettext_lazy("the right knee"),
    "left_knee": gettext_lazy("the left knee"),
    "low_back": gettext_lazy("the lower back"),
    "abdomen": gettext_lazy("the tummy"),
    "upper_back": gettext_lazy("the upper back"),
    "nape": gettext_lazy("the back of the neck"),
    "buttocks": gettext_lazy("the buttocks"),
    "right_front_thigh": gettext_lazy("the front of the right thigh"),
    "left_front_thigh": gettext_lazy("the front of the left thigh"),
    "right_back_thigh": gettext_lazy("the back of the right thigh"),
    "left_back_thigh": gettext_lazy("the back of the left thigh"),
    "right_hip_front": gettext_lazy("the front of the right hip"),
    "left_hip_front": gettext_lazy("the front of the left hip"),
    "right_hip_side": gettext_lazy("the side of the right hip"),
    "left_hip_side": gettext_lazy("the side of the left hip"),
}
