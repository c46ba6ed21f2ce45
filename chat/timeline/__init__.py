"""The numbered timeline: what is said and shown in a conversation, kept and drawn."""
