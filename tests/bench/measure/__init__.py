"""What scripts/bench measures with, one module a concern."""
