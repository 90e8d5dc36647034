"""Settings of the kernel's tests: no generated example is judged by the time it takes."""

from hypothesis import settings

settings.register_profile("kernel", deadline=None)
settings.load_profile("kernel")
