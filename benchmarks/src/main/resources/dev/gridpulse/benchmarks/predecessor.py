"""Brings a CSV file into a table as gridpulse's predecessor did: lines are rewritten by a regular
expression in a pool of processes, and what comes back is sent on with COPY.

Usage: predecessor.py DSN FILE
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


def main(dsn, path):
    # The processes come first, so that they do not share the connection.
    with Pool() as pool, open(path, encoding="utf-8") as file:
        next(file)
        with psycopg2.connect(dsn) as connection, connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
            for rows in pool.imap(transform, chunks(file)):
                cursor.copy_expert("COPY predecessor (ts, sensor, value) FROM STDIN", io.StringIO(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
