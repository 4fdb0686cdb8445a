"""The only place that speaks SQL: tables, saving, and a query module for each noun."""
