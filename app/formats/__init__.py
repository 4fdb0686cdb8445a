"""From an answer to bytes: one file a format, and the registry that names them."""
