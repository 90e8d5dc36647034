"""Exploring a process: every step that is open to anybody, from every world that can be reached.

`explore(OrderToCash)` opens real cases in a company in memory and takes, breadth first, each step
that somebody may take, with the least forms that say something.  It tells by name which states and
steps nobody can reach, and from which worlds no way leads to an end.  Worlds that are alike in what
matters (`fbo.testing.exploring.worlds`) are gone on from once.
"""

from fbo.testing.exploring.exploration import Explored, Stuck, explore
from fbo.testing.exploring.least_forms import least_forms
from fbo.testing.exploring.settings import Setting
from fbo.testing.exploring.shipped import SETTINGS

__all__ = ["SETTINGS", "Explored", "Setting", "Stuck", "explore", "least_forms"]
