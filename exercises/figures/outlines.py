"""Outlines as SVG paths with whole numbers: tapered limbs, the trunk, the hair.

Every path has the same commands whatever the pose, so that one can be turned into another number
by number.
"""

from collections.abc import Sequence
from math import acos, asin, atan2, cos, hypot, pi, sin, sqrt

from .camera import Point

Circle = tuple[Point, float]


class Path:
    """Writes path data with relative commands, from points of the picture."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = (0, 0)

    def move(self, to: Point) -> None:
        self._at = (round(to.x), round(to.y))
        self._parts.append(f"M{_numbers(self._at)}")

    def curve(self, command: str, *points: Point) -> None:
        rounded = [(round(point.x), round(point.y)) for point in points]
        x, y = self._at
        self._parts.append(command + _numbers([n for p in rounded for n in (p[0] - x, p[1] - y)]))
        self._at = rounded[-1]

    def arc(self, radius: float, is_large: bool, to: Point) -> None:
        x, y = self._at
        self._at = (round(to.x), round(to.y))
        r = round(radius)
        ends = _numbers([self._at[0] - x, self._at[1] - y])
        self._parts.append(f"a{r} {r} 0 {int(is_large)} 1 {ends}")

    def close(self) -> None:
        self._parts.append("z")

    def __str__(self) -> str:
        return "".join(self._parts)


def _numbers(values: Sequence[int]) -> str:
    text = str(values[0])
    for value in values[1:]:
        text += str(value) if value < 0 else f" {value}"
    return text


def limb(path: Path, first: Circle, last: Circle, belly: Circle | None = None) -> None:
    """A tapered capsule around two circles; with a ``belly`` its sides swell to that circle."""
    (a, ra), (b, rb) = first, last
    is_plain, is_large = belly is None, ra < rb  # Whatever the pose, so that commands stay alike.
    length = hypot(b.x - a.x, b.y - a.y)
    along = Point((b.x - a.x) / length, (b.y - a.y) / length) if length > 0.01 else Point(0, 1)
    lean = acos(max(-0.97, min(0.97, (ra - rb) / max(length, 0.01))))
    if abs(ra - rb) >= length:  # One circle hides the other; only its own outline is left.
        if ra < rb:
            a, ra = b, rb * 0.98
        else:
            b, rb = a, ra * 0.98
        lean = pi / 2
        belly = None
    sides = []
    for sign in (-1, 1):
        turn = sign * lean
        n = Point(
            along.x * cos(turn) - along.y * sin(turn), along.x * sin(turn) + along.y * cos(turn)
        )
        start, end = Point(a.x + ra * n.x, a.y + ra * n.y), Point(b.x + rb * n.x, b.y + rb * n.y)
        through = Point((start.x + end.x) / 2, (start.y + end.y) / 2)
        if belly is not None:
            c, rc = belly
            normal = Point(-sign * along.y, sign * along.x)
            out = (c.x - a.x) * normal.x + (c.y - a.y) * normal.y + rc
            base = (through.x - a.x) * normal.x + (through.y - a.y) * normal.y
            share = min(1.0, length / (2 * max(ra, rb)))
            swell = max(0.0, out - base) * share
            through = Point(through.x + normal.x * swell, through.y + normal.y * swell)
        control = Point(
            2 * through.x - (start.x + end.x) / 2, 2 * through.y - (start.y + end.y) / 2
        )
        sides.append((start, control, end))
    (s0, c0, e0), (s1, c1, e1) = sides
    path.move(s0)
    if is_plain:
        path.curve("l", e0)
    else:
        path.curve("q", c0, e0)
    path.arc(rb, is_large, e1)
    if is_plain:
        path.curve("l", s1)
    else:
        path.curve("q", c1, s1)
    path.arc(ra, not is_large, s0)
    path.close()


def disc(path: Path, circle: Circle) -> None:
    centre, radius = circle
    left, right = Point(centre.x - radius, centre.y), Point(centre.x + radius, centre.y)
    path.move(left)
    path.arc(radius, True, right)
    path.arc(radius, True, left)
    path.close()


def blob(path: Path, nodes: Sequence[Point]) -> None:
    """A smooth closed curve through the nodes (Catmull-Rom, as cubic curves).

    At each node the handles mirror each other, which the command s leaves to be understood.
    """
    count = len(nodes)
    path.move(nodes[0])
    for i in range(count):
        before, start = nodes[i - 1], nodes[i]
        end, after = nodes[(i + 1) % count], nodes[(i + 2) % count]
        handle = Point(end.x - (after.x - start.x) / 6, end.y - (after.y - start.y) / 6)
        if i == 0:
            first = Point(start.x + (end.x - before.x) / 6, start.y + (end.y - before.y) / 6)
            path.curve("c", first, handle, end)
        else:
            path.curve("s", handle, end)
    path.close()


def column(
    centres: Sequence[Point], widths: Sequence[float], ends: tuple[float, float]
) -> list[Point]:
    """Nodes around a bent column: up its left side, over the end, down its right side.

    ``widths`` reach from each centre to either side, ``ends`` beyond the first and last centre.
    """
    left, right = [], []
    last = len(centres) - 1
    direction = Point(0, -1)
    for index, (centre, width) in enumerate(zip(centres, widths, strict=True)):
        before, after = centres[max(index - 1, 0)], centres[min(index + 1, last)]
        length = hypot(after.x - before.x, after.y - before.y)
        if length > 1:
            direction = Point((after.x - before.x) / length, (after.y - before.y) / length)
        left.append(Point(centre.x + direction.y * width, centre.y - direction.x * width))
        right.append(Point(centre.x - direction.y * width, centre.y + direction.x * width))
        if index == 0:
            bottom = Point(centre.x - direction.x * ends[0], centre.y - direction.y * ends[0])
    top = Point(centre.x + direction.x * ends[1], centre.y + direction.y * ends[1])
    return [*left, top, *reversed(right), bottom]


def cap(path: Path, circle: Circle, normal: tuple[float, float, float], offset: float) -> None:
    """The visible part of a ball beyond a plane, such as hair on a head.

    ``normal`` (right, up, towards the viewer) points to the part that is drawn; the plane is
    ``offset`` away from the middle of the ball.
    """
    (centre, radius), (nx, ny, nz) = circle, normal
    flat = max(hypot(nx, ny), 0.02)
    rim = sqrt(max(radius * radius - offset * offset, 1))
    hidden = max(-1.0, min(1.0, -offset * nz / (rim * flat)))
    first = asin(hidden)

    def on_rim(angle: float) -> Point:
        e1, e2 = (-ny / flat, nx / flat), (-nz * nx / flat, -nz * ny / flat)
        right = offset * nx + rim * (cos(angle) * e1[0] + sin(angle) * e2[0])
        up = offset * ny + rim * (cos(angle) * e1[1] + sin(angle) * e2[1])
        return Point(centre.x + right, centre.y - up)

    def on_outline(angle: float) -> Point:
        return Point(centre.x + radius * cos(angle), centre.y - radius * sin(angle))

    def bearing(point: Point) -> float:
        return atan2(centre.y - point.y, point.x - centre.x)

    start, end = on_rim(first), on_rim(pi - first)
    _through(path, [on_rim(first + (pi - 2 * first) * i / 6) for i in range(7)], begin=True)
    # Back along the outline of the ball, on the side to which the normal points.
    opening, closing = bearing(end), bearing(start)
    while closing < opening:
        closing += 2 * pi
    if hidden >= 1:  # The whole face of the ball.
        closing = opening + 2 * pi
    elif hidden <= -1:
        closing = opening
    _through(path, [on_outline(opening + (closing - opening) * i / 8) for i in range(9)])
    path.close()


def _through(path: Path, points: Sequence[Point], *, begin: bool = False) -> None:
    """Quadratic curves through every second point, by way of those between."""
    if begin:
        path.move(points[0])
    for start, middle, end in zip(points[::2], points[1::2], points[2::2], strict=False):
        path.curve(
            "q",
            Point(2 * middle.x - (start.x + end.x) / 2, 2 * middle.y - (start.y + end.y) / 2),
            end,
        )
