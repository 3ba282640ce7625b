"""The image library on the editors' desk."""

from .image_admin import ImageAdmin

__all__ = ["ImageAdmin"]
