"""gunicorn's settings, of a checkout (through gunicorn.conf.py) and of an installed package (`market-dashboard run`) alike.

One worker with threads unless told otherwise, because one process holds the market in memory and runs the jobs. More of them are safe:
each computes the same figures, and the one with the leader lease takes data in, records and alerts.
"""

from __future__ import annotations

import gc
import sys

from config import Config

_config = Config.from_environment()

gc.disable()  # while the worker imports, which makes many objects and no garbage; post_worker_init turns it on again

bind = f"{_config.host}:{_config.port}"
workers = _config.workers
worker_class = "gthread"
threads = _config.threads
preload_app = False  # threads started in the master would not exist in the worker
timeout = 120
graceful_timeout = 20
keepalive = 5
limit_request_line = (
    8190  # from 4,096 characters on the gateway answers 414 in words; what is longer than this never gets there
)
limit_request_fields = 60  # a browser behind two proxies sends some 30
limit_request_field_size = 8190
# A client that sends its head or body slowly waits in gthread's poller, without a thread; `keepalive` is how long nothing may come.
accesslog = None
control_socket_disable = True  # it would be one file in the home folder for every gunicorn of this user
loglevel = _config.log_level.lower()


def post_worker_init(worker: object) -> None:
    """What lives from the start lives for good: keep the collector from walking it during a request."""
    gc.collect()
    gc.freeze()
    gc.enable()
    sys.setswitchinterval(0.001)  # a request waits at most 1 ms for a computing thread to let go, not 5
