"""From untrusted bytes to one release: read, validate, check by rule, store.

Nothing here knows of a terminal, of HTTP or of where the bytes came from.
"""
