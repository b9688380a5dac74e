"""Bringing one's own market to a running server: files come into an inbox, the leader imports them, and follows them ever after.

1. names: what of a browser's file names may become a path in a folder of ours.
2. inbox: an upload's files, each whole or not there, bounded together; when it is complete it becomes a market folder of the inbox.
3. post: what was asked for and how far it is, in small files, so that any process may be asked, and a killed import begins again.
4. errand: the leader's job, which imports what was asked for; and the folder that is followed where MARKET names none.
"""

from __future__ import annotations

from dashboard.runtime.bringing.errand import Errand, follow
from dashboard.runtime.bringing.inbox import Inbox
from dashboard.runtime.bringing.post import Post

__all__ = ["Errand", "Inbox", "Post", "follow"]
