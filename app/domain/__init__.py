"""The nouns of the record and the pure rules about them. Standard library only."""
