"""The book's source: the trader's book out of the store, read again only when its revision has changed."""

from __future__ import annotations

from dashboard.market.book import Book
from dashboard.store.book import read_book
from dashboard.store.book_revision import book_revision
from dashboard.store.engine import Store


class BookSource:
    """The one way from the store to the book."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def refresh(self, book: Book) -> Book:
        """The book as the store has it now: the same object while nothing changed. Raises StoreUnavailable."""
        with self._store.read() as connection:
            return book if book_revision(connection) == book.revision else read_book(connection)
