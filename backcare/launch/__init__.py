"""Brings a site up: its folder, database, static files and first content, then the server."""
