"""The guided player: a session of exercises, counted and announced while the reader moves."""
