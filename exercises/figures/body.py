"""The measures of the drawn body, and how far its joints go.

Lengths are in thousandths of the stature. Segment lengths and breadths: Drillis & Contini, Body
Segment Parameters (1966), as given by D. A. Winter, Biomechanics and Motor Control of Human
Movement, 4th edition (2009), figure 4.1. Thicknesses are those of a slim adult, drawn a little
full so that they read at the width of a telephone.

Ranges of joints: American Academy of Orthopaedic Surgeons, Joint Motion: Method of Measuring and
Recording (1965). They are of unaided movement; ``PASSIVE`` says what the weight of the body, a
hand or a towel adds where exercises need it.
"""

from typing import Final

STATURE: Final = 1000

UPPER_ARM: Final = 186
FOREARM: Final = 146
HAND: Final = 108
THIGH: Final = 245
SHIN: Final = 246
ANKLE_HEIGHT: Final = 39
FOOT_LENGTH: Final = 152
HIP_HEIGHT: Final = THIGH + SHIN + ANKLE_HEIGHT  # 530
SHOULDER_HEIGHT: Final = 818
CHIN_HEIGHT: Final = 870

# Half of what lies between the two joints; the breadth of 259 (shoulders) and 191 (hips) that the
# tables give is that of the flesh outside them.
HALF_SHOULDERS: Final = 98
HALF_HIPS: Final = 48

# The spine, from the middle between the hips upwards: two segments of trunk, the neck.
PELVIS: Final = 55
LUMBAR: Final = 105
THORAX: Final = 155
NECK: Final = 55

SIDES: Final = ("right", "left")
SPINE: Final = ("lumbar", "thorax", "neck", "head")
LIMB_JOINTS: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")

Range = tuple[int, int]

# Degrees from the anatomical position. Flexion bends forward (the knee: backward), abduction and
# bend go outward and to the right, rotation is inward (the spine: to the right). The cervical
# spine's 45 degrees are shared between neck and head, the trunk's 80 between lumbar and thorax.
NORMS: Final[dict[str, dict[str, Range]]] = {
    "lumbar": {"flexion": (-20, 50), "bend": (-20, 20), "rotation": (-10, 10)},
    "thorax": {"flexion": (-10, 35), "bend": (-20, 20), "rotation": (-35, 35)},
    "neck": {"flexion": (-25, 30), "bend": (-25, 25), "rotation": (-35, 35)},
    "head": {"flexion": (-20, 20), "bend": (-20, 20), "rotation": (-30, 30)},
    "shoulder": {"flexion": (-60, 180), "abduction": (-45, 180), "rotation": (-90, 70)},
    "elbow": {"flexion": (0, 150)},
    "wrist": {"extension": (-80, 70)},
    "hip": {"flexion": (-30, 120), "abduction": (-30, 45), "rotation": (-45, 45)},
    "knee": {"flexion": (0, 135)},
    "ankle": {"flexion": (-50, 20)},
}
PASSIVE: Final[dict[str, dict[str, Range]]] = {
    "lumbar": {"flexion": (-15, 10), "bend": (-5, 5), "rotation": (-10, 10)},
    "thorax": {"flexion": (-15, 10), "bend": (-5, 5), "rotation": (-15, 15)},
    "neck": {"flexion": (-10, 10), "bend": (-5, 5), "rotation": (-5, 5)},
    "head": {"flexion": (-10, 10), "bend": (-5, 5), "rotation": (-5, 5)},
    "wrist": {"extension": (-5, 20)},
    "hip": {"flexion": (-5, 20), "abduction": (-5, 10), "rotation": (-15, 15)},
    "knee": {"flexion": (0, 20)},
    "ankle": {"flexion": (-15, 15)},
}


def _range(joint: str, axis: str) -> Range:
    least, most = NORMS[joint][axis]
    less, more = PASSIVE.get(joint, {}).get(axis, (0, 0))
    return least + less, most + more


# What a pose may say: "right_knee" -> "flexion" -> (0, 155).
LIMITS: Final[dict[str, dict[str, Range]]] = {
    joint: {axis: _range(joint.split("_")[-1], axis) for axis in NORMS[joint.split("_")[-1]]}
    for joint in (*SPINE, *(f"{side}_{joint}" for joint in LIMB_JOINTS for side in SIDES))
}
