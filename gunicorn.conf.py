"""gunicorn's settings: one worker with threads, because one process holds the market in memory and runs the jobs."""

import gc
import sys

from config import Config

_config = Config.from_environment()

gc.disable()  # while the worker imports, which makes many objects and no garbage; post_worker_init turns it on again

bind = f"{_config.host}:{_config.port}"
workers = 1
worker_class = "gthread"
threads = _config.threads
preload_app = False  # threads started in the master would not exist in the worker
timeout = 120
graceful_timeout = 20
keepalive = 5
accesslog = None
control_socket_disable = True  # it would be one file in the home folder for every gunicorn of this user
loglevel = _config.log_level.lower()


def post_worker_init(worker):
    """What lives from the start lives for good: keep the collector from walking it during a request."""
    gc.collect()
    gc.freeze()
    gc.enable()
    sys.setswitchinterval(0.001)  # a request waits at most 1 ms for a computing thread to let go, not 5
