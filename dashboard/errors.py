"""Anticipated failures: one class each, its sentence in the message, its HTTP status on the class.

Raise one of these where something foreseeable goes wrong; the gateway turns it into problem+json and the command
line into one sentence. Anything else that is raised is a bug, and only the runner may catch it.
"""

from __future__ import annotations


class DashboardError(Exception):
    """Something foreseeable went wrong; `str(error)` says what happened and what to do, in one sentence."""

    status = 500
    title = "Something went wrong"
    retry_after: float | None = None  # seconds, where asking again later helps


class BadConfig(DashboardError):
    """A setting makes no sense; the sentence names the environment variable."""

    title = "A setting makes no sense"


class BadQuery(DashboardError):
    """A query parameter is unknown or malformed; the sentence names it."""

    status = 400
    title = "The query makes no sense"


class UnknownFigure(DashboardError):
    """There is no section or figure of that name."""

    status = 404
    title = "No such figure"


class NotReady(DashboardError):
    """The figures are not computed yet: a loading state, not an error."""

    status = 202
    title = "Loading"


class BadMarketFolder(DashboardError):
    """A market folder as a whole cannot be used (no folder, no bars, a broken market.toml)."""

    status = 400
    title = "The market folder cannot be used"


class UnreadableFile(DashboardError):
    """One file cannot be read as bars; the sentence says why. The import goes on with the next file."""

    status = 400
    title = "The file cannot be read"


class OtherMarket(DashboardError):
    """The database holds another market than the one asked for."""

    status = 409
    title = "The database holds another market"


class NewerDatabase(DashboardError):
    """The database was written by a newer version of the product."""

    title = "The database is newer than the program"


class StoreUnavailable(DashboardError):
    """The database cannot be reached or written."""

    status = 503
    title = "The database is not available"


class SourceUnavailable(DashboardError):
    """A provider of prices cannot be reached, or answers with something that is no prices."""

    status = 503
    title = "The source is not available"


class RateLimited(SourceUnavailable):
    """A provider asks to be left alone; `retry_after` is how many seconds it named, if any."""

    title = "The source asks for patience"

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Discontinuous(DashboardError):
    """Fetched closes are not those that are stored, and no split or dividend explains it; the sentence shows where."""

    title = "The prices do not continue"


class CannotImport(DashboardError):
    """A market cannot be brought now: one is being imported, the upload is over, or the folder cannot be read; the sentence says which."""

    status = 409
    title = "The market cannot be imported"


class ImportCancelled(CannotImport):
    """The trader stopped an import."""

    title = "The import was stopped"


class TransferFailed(DashboardError):
    """What came to the other database is not what was sent; nothing was changed there."""

    title = "The transfer failed"


class BadBackup(DashboardError):
    """The file is no backup of this product, or it is damaged; the sentence says which."""

    title = "The backup cannot be used"


class BrokenSection(DashboardError):
    """A section does not import or does not declare what it must; the sentence names it."""

    title = "A section is broken"


class ComputeFailed(DashboardError):
    """A section's compute returned something that cannot be shown (NaN in a headline, wrong lengths)."""

    title = "A computation failed"


class ComputeTimedOut(DashboardError):
    """A section's compute ran past its time limit."""

    title = "A computation took too long"


class BadAccount(DashboardError):
    """A figure of the account makes no sense (equity of 0, a share above its limit); the sentence names it."""

    status = 400
    title = "The account makes no sense"


class BadTrade(DashboardError):
    """A trade or holding makes no sense (a stop on the wrong side, 10^12 shares); the sentence names it."""

    status = 400
    title = "The trade makes no sense"


class BadBody(DashboardError):
    """What was sent is not what this address takes; the sentence says what it takes."""

    status = 400
    title = "The request makes no sense"


class WrongType(BadBody):
    """The body is of another content type."""

    status = 415
    title = "The content type is not taken"


class TooLarge(BadBody):
    """The body is larger than anything that makes sense here."""

    status = 413
    title = "The request is too large"


class TooLong(DashboardError):
    """The address is longer than any that makes sense here."""

    status = 414
    title = "The address is too long"


class TooManyRequests(DashboardError):
    """A client asks more often than its limits allow; it may ask again after `retry_after` seconds."""

    status = 429
    title = "Too many requests"

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class NoChannel(DashboardError):
    """There is nowhere to send a message to; the sentence says what to set."""

    status = 409
    title = "No channel is configured"


class DeliveryFailed(DashboardError):
    """A message could not be delivered; the sentence says why, without secrets.

    final: trying again changes nothing. retry_after: seconds that the receiver asks to be left alone.
    """

    title = "A message could not be delivered"

    def __init__(self, sentence: str, *, final: bool = False, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.final = final
        self.retry_after = retry_after
