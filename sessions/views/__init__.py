"""Doors to sessions: fetch what the person may see, act, answer."""
