"""Exercises and routines on paper: the sheet that a physiotherapist would hand over."""
