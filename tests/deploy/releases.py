"""What the earlier releases knew of the database, which the next one must let them go on using."""

# The last migrations of the first release.
FIRST = {
    "articles": "0002_roles",
    "exercises": "0002_roles",
    "library": "0002_roles",
    "people": "0003_roles",
    "publishing": "0002_roles",
    "search": "0001_initial",
    "site": "0002_roles",
    "topics": "0002_roles",
}
