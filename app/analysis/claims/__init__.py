"""One file for each kind of claim: what it needs, how it is computed, what it implies."""
