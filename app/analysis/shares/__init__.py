"""Shares of a whole: grouped, added up, bounded, and what may be asked of them."""
