"""Warranty service: what was sold fails, and is repaired, replaced or paid back.

What lies on the desk beside a claim, and what must hold for it, is in `on_file`; its states and
steps are in `serving`.
"""

from fbo.processes.warranty_service.serving import WarrantyService

__all__ = ["WarrantyService"]
