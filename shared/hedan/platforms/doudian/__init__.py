"""Doudian 抖店. Light on purpose: the callback imports signature and messages, and nothing else."""
