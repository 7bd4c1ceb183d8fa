"""Vectors in PostgreSQL with the extension pgvector: one index for any number of processes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg
from psycopg import sql

from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.vectors.flat import checked, checked_queries
from ecomcore.vectors.index import Ids, Neighbours, Vectors

TABLE_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
MAX_INDEXED_DIMENSION = 2000
"""pgvector builds no HNSW index for longer vectors."""


class PostgresIndex:
    """A `VectorIndex` in one table of a PostgreSQL database.

    Search is exact until `build_graph` makes pgvector's HNSW index, which later changes keep up to date.
    """

    def __init__(self, url: str, table: str, dimension: int) -> None:
        """Open the table, creating it where it is not there.

        Raises:
            BuildError: the database cannot be reached, has no pgvector, or the name cannot name a table.
            ModelMismatchError: the table holds vectors of another length.
        """
        if not TABLE_NAME.fullmatch(table):
            raise BuildError(
                f"{table!r} cannot name a table of vectors: use lower-case letters, digits and '_'"
            )
        self.url = url
        self._table = sql.Identifier(table)
        self._name = table
        self._dimension = dimension
        with self._cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(
                sql.SQL(
                    "CREATE TABLE IF NOT EXISTS {} (id bigint PRIMARY KEY, embedding vector({}) NOT NULL)"
                ).format(self._table, sql.Literal(dimension))
            )
            self._check_dimension(cursor)

    def _check_dimension(self, cursor: psycopg.Cursor[tuple[int]]) -> None:
        cursor.execute(
            "SELECT atttypmod FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = 'embedding'",
            [self._name],
        )
        row = cursor.fetchone()
        if row is not None and row[0] != self._dimension:
            raise ModelMismatchError(
                f"table {self._name} holds vectors of length {row[0]}, but the model gives "
                f"{self._dimension}; drop the table and build again"
            )

    @contextmanager
    def _cursor(self) -> Iterator[psycopg.Cursor[tuple[int]]]:
        """Give a cursor in a transaction of its own."""
        try:
            with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
                yield cursor
        except psycopg.Error as error:
            raise BuildError(f"PostgreSQL refused the vectors of {self._name}: {error}") from error

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return self._dimension

    def __len__(self) -> int:
        """Return the number of vectors."""
        with self._cursor() as cursor:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(self._table))
            row = cursor.fetchone()
        return int(row[0]) if row else 0

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; an id that is there is replaced."""
        ids, vectors = checked(ids, vectors, self.dimension)
        with self._cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE TEMP TABLE incoming (LIKE {}) ON COMMIT DROP").format(self._table)
            )
            with cursor.copy("COPY incoming FROM STDIN") as copy:
                for key, vector in zip(ids.tolist(), vectors, strict=True):
                    copy.write_row((key, _text(vector)))
            cursor.execute(
                sql.SQL(
                    "INSERT INTO {} SELECT DISTINCT ON (id) id, embedding FROM incoming "
                    "ON CONFLICT (id) DO UPDATE SET embedding = EXCLUDED.embedding"
                ).format(self._table)
            )

    def remove(self, ids: Ids) -> int:
        """Remove the vectors of `ids` and return how many there were."""
        with self._cursor() as cursor:
            cursor.execute(
                sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(self._table),
                [np.asarray(ids).tolist()],
            )
            return cursor.rowcount

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> Neighbours:
        """Return the `k` best, exact unless there is a graph; see `VectorIndex.search`."""
        queries = checked_queries(queries, self.dimension)
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        found = np.full((len(queries), k), -1, dtype=np.int64)
        where = sql.SQL("" if allowed is None else "WHERE id = ANY(%(allowed)s)")
        statement = sql.SQL(
            "SELECT id, -(embedding <#> %(query)s::vector) FROM {} {} "
            "ORDER BY embedding <#> %(query)s::vector LIMIT %(k)s"
        ).format(self._table, where)
        with self._cursor() as cursor:
            for row, query in enumerate(queries):
                values: dict[str, object] = {"query": _text(query), "k": k}
                if allowed is not None:
                    # Few of the graph's neighbours may be allowed ones, so it is not used here.
                    cursor.execute("SET LOCAL enable_indexscan = off")
                    values["allowed"] = np.asarray(allowed).tolist()
                cursor.execute(statement, values)
                for place, (key, score) in enumerate(cursor.fetchall()):  # type: ignore[misc]
                    found[row, place] = key
                    scores[row, place] = score
        return scores, found

    def vectors(self, ids: Ids) -> Vectors:
        """Return the stored vectors of `ids`; zeros for unknown ids."""
        wanted = np.asarray(ids).tolist()
        found = np.zeros((len(wanted), self.dimension), dtype=np.float32)
        with self._cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT id, embedding::text FROM {} WHERE id = ANY(%s)").format(
                    self._table
                ),
                [wanted],
            )
            stored = {key: text for key, text in cursor.fetchall()}  # type: ignore[misc]
        for row, key in enumerate(wanted):
            if key in stored:
                found[row] = np.array(json.loads(stored[key]), dtype=np.float32)
        return found

    def build_graph(self) -> None:
        """Make pgvector's HNSW index, for tables too large to compare every vector.

        Raises:
            BuildError: the vectors are longer than pgvector can index.
        """
        if self.dimension > MAX_INDEXED_DIMENSION:
            raise BuildError(f"pgvector indexes up to {MAX_INDEXED_DIMENSION} dimensions")
        with self._cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    "CREATE INDEX IF NOT EXISTS {} ON {} USING hnsw (embedding vector_ip_ops)"
                ).format(sql.Identifier(f"{self._name}_graph"), self._table)
            )

    def drop(self) -> None:
        """Remove the table."""
        with self._cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(self._table))

    def save(self, path: Path) -> None:
        """Write the name of the table; the vectors stay in the database."""
        path.write_text(json.dumps({"table": self._name, "dimension": self.dimension}), "utf-8")

    @classmethod
    def load(cls, path: Path, url: str) -> PostgresIndex:
        """Open the table that `save` named.

        Raises:
            BuildError: the file cannot be read, or the database cannot be reached.
        """
        try:
            named = json.loads(path.read_text("utf-8"))
            return cls(url, named["table"], int(named["dimension"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BuildError(f"{path} names no table of vectors ({error})") from error


def _text(vector: Vectors) -> str:
    """Return a vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.9g}" for value in vector.tolist()) + "]"
