"""Orders of members by one number."""
