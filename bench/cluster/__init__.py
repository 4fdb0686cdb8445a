"""The whole of On Record on one machine: a primary, two standbys, two workers and nginx."""
