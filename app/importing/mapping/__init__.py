"""Reading official tables by a mapping: a declarative document that says what a layout means.

A new layout is a new YAML file and no Python. `language` says what such a file may hold, `shelf`
reads them, `recognise` finds the one that fits a document, `apply` makes figures of the two.
"""
