"""Planted faults: right things made wrong, so that a test kit can prove that it would notice.

Never for use.  A module a subject; each lists its faults in `MUTANTS`.
"""
