"""What watches the house itself: health, liveness and readiness."""
