"""Changes of areas that are added up from their forces."""
