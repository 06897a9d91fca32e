"""Taobao and Tmall (TOP): signature, answers, mapping, client, messages and callbacks."""
