"""Brings a CSV file into a table as gridpulse's predecessor did: lines are rewritten by a regular
expression in a pool of processes, then all is brought in with COPY. With "meanwhile", COPY begins
with the first lines that come back.

Usage: predecessor.py DSN FILE then|meanwhile
"""

import io
import re
import sys
from itertools import islice
from multiprocessing import Pool

import psycopg2

LINES = 50_000
ROW = re.compile(
    r"^\w\w\.? (\d\d)\.(\d\d)\.(\d\d) (\d\d:\d\d:\d\d);([^;\n]*);(\d+)(?:,(\d+))?$", re.MULTILINE
)


def transform(lines):
    return ROW.sub(r"20\3-\2-\1 \4+00\t\5\t\6.\7", "".join(lines))


def chunks(file):
    while chunk := list(islice(file, LINES)):
        yield chunk


def main(dsn, path, order):
    # The processes come first, so that they do not share the connection.
    with Pool() as pool, open(path, encoding="utf-8") as file:
        next(file)
        if order == "then":
            blocks = pool.map(transform, chunks(file), chunksize=1)
        else:
            blocks = pool.imap(transform, chunks(file))
        with psycopg2.connect(dsn) as connection, connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
            for rows in blocks:
                cursor.copy_expert("COPY predecessor (ts, sensor, value) FROM STDIN", io.StringIO(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
