"""What editors type, kept before they save it; and who else is at it."""
