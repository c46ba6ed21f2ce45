"""What production runs: serving pages and sockets, health, logs, caches, and what a start refuses."""
