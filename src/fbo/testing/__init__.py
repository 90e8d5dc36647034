"""For integrators and testers: contracts, strategies, machines, faults."""
