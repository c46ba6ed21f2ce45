"""The open pages: their socket, what is pushed to them, who is here."""
