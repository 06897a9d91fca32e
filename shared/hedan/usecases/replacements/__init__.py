"""Goods again: what a case sends a second time, never twice."""
