"""The sections of first_network.py and what they share."""
