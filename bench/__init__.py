"""Measurements side by side in one run, as ratios. Times alone prove nothing."""
