"""What ours is measured against: a plain Channels chat, and Channels that only passes texts on."""
