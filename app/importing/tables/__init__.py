"""Untrusted tables as text: CSV, XLSX and ODS, each in bounded memory and time.

Nothing here knows what a table is about; a reader gives rows of text and where each row stands.
"""
