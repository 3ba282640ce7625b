"""The desk's editor of poses: its form fields, and what it asks the server for."""
