"""Load tools. Each prints its numbers and keeps them as JSON under `bench/results/`."""
