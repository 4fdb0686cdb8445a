"""Writing one release, inside the caller's transaction: entries, figures by way of a staging
table, claims, and the release itself."""
