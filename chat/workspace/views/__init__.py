"""The workspace over HTTP: what it shows, and what is pressed in it."""
