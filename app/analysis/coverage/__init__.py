"""What a dataset covers: what to expect, what is there, and how to ask for the rest."""
