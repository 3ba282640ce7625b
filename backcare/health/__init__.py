"""How the site is doing: for machines that watch it, and for whoever looks after it."""
