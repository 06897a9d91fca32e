"""The local run: the shipped template in an AWS emulator, and simulated partners to trade with."""
