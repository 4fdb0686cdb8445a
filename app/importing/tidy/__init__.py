"""Tidy tables: one row a figure, under the columns of a template, in CSV, XLSX or ODS."""
