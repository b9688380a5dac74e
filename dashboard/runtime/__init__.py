"""What keeps the sections running: the runner with the one error boundary, breakers, the scheduler, intake, and the desk."""
