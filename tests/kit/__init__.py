"""Organisations, mechanisms and measures that several tests use."""
