"""gunicorn looks for its settings under this name; they are the package's own."""

from dashboard.serving import *  # noqa: F403
