"""Pictures for shared links: one for each live page, drawn by the worker."""
