"""Reads training data and domain without reading anything twice."""
