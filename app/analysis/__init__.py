"""Pure rules about figures: comparing, changing, checking. Exact, and standard library only."""
