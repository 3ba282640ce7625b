"""Queued work, recurring jobs and outgoing mail, kept in the site's own database."""
