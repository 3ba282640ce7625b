"""Classes that say in a stylesheet what differs from image to image.

The content policy bars style attributes, so colours and focal points are rounded to what
static/css/components/picture.css has a class for.
"""

LEVELS = 8  # of each of red, green and blue, from tone-r0 to tone-r7
STEPS = 10  # of each axis, from focus-x0 to focus-x10
# Halfway between black and white for the eye, of 255. Source: the weights of ITU-R BT.601.
HALFWAY = 128


def tone_classes(colour: str) -> list[str]:
    """For a colour like "#98d9a9", of the place that waits for an image; none without a colour."""
    if not colour:
        return []
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    classes = ["tone"]
    classes += [
        f"tone-{name}{value * LEVELS // 256}"
        for name, value in (("r", red), ("g", green), ("b", blue))
    ]
    if 0.299 * red + 0.587 * green + 0.114 * blue < HALFWAY:
        classes.append("tone-dark")
    return classes


def focus_classes(x: float, y: float) -> list[str]:
    """For a focal point, given as fractions; none for one in the middle."""
    left, top = round(x * STEPS), round(y * STEPS)
    if left == top == STEPS // 2:
        return []
    return ["focus", f"focus-x{left}", f"focus-y{top}"]
