"""Metrics for Prometheus: requests counted as they pass, everything else read from the house when it is asked."""
