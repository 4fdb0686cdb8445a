"""Settings of the property tests."""

from hypothesis import settings

# No deadline: a slow machine is not a wrong answer.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
