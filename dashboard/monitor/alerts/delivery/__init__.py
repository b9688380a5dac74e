"""Delivery: how a message leaves the machine, and only where a setting says so."""
