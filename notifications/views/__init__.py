"""Pages of the notifications app, one module per topic."""
