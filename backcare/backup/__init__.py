"""Copies the whole site into one file while it serves, and makes a site of such a file again."""
