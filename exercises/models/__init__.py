"""Exercises, what they act on, and routines made of them."""

from .exercise import Caution, Exercise, Step, Variation
from .routine import Routine, RoutineItem
from .vocabulary import BodyRegion, Equipment, Factor

__all__ = [
    "BodyRegion",
    "Caution",
    "Equipment",
    "Exercise",
    "Factor",
    "Routine",
    "RoutineItem",
    "Step",
    "Variation",
]
