"""The demo: six people in different time zones and what they have going on, built through the actions."""
