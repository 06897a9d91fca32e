"""Hedan 合单: order management for people who run many small stores."""
