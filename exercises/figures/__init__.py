"""Figures of exercises, drawn from poses: data in, SVG and words out."""
