"""The pages of the conversations: inbox, timeline, context, search."""
