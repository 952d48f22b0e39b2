"""The same work as most people do it: a thread pool, one frame a day, a pandas writer.

usage: pandas_pull.py URL csv|json|excel FILE
       pandas_pull.py URL postgresql|postgresql-upsert|mysql USER@HOST:PORT/DATABASE    into the table peer, which is there
"""
import io
import json
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

url, form, out = sys.argv[1:]


def ask(api, **params):
    body = json.dumps({"api_name": api, "token": "benchmark", "params": params, "fields": ""}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body)) as answer:
        return json.load(answer)["data"]


def day(date):
    data = ask("daily", trade_date=date)
    return pd.DataFrame(data["items"], columns=data["fields"])


def frames():
    days = [row[1] for row in ask("trade_cal", is_open="1")["items"]]
    with ThreadPoolExecutor(8) as pool:
        yield from pool.map(day, days)


def connect():
    import psycopg2

    user, place = out.split("@")
    address, database = place.split("/")
    host, port = address.split(":")
    return psycopg2.connect(host=host, port=port, dbname=database, user=user)


if form in ("csv", "json"):
    with open(out, "w") as file:
        for i, frame in enumerate(frames()):
            if form == "csv":
                frame.to_csv(file, index=False, header=i == 0)
            else:
                frame.to_json(file, orient="records", lines=True)
elif form == "excel":
    pd.concat(frames(), ignore_index=True).to_excel(out, index=False, engine="xlsxwriter")
elif form == "mysql":
    import sqlalchemy

    engine = sqlalchemy.create_engine(f"mysql+pymysql://{out}")
    for frame in frames():
        frame.to_sql("peer", engine, if_exists="append", index=False)
else:
    connection = connect()
    cursor = connection.cursor()
    if form == "postgresql-upsert":
        cursor.execute("create temp table stage (like peer)")
    for frame in frames():
        rows = io.StringIO()
        frame.to_csv(rows, index=False, header=False)
        rows.seek(0)
        names = ", ".join(f'"{name}"' for name in frame.columns)
        if form == "postgresql":
            cursor.copy_expert(f"copy peer ({names}) from stdin csv", rows)
        else:
            changes = ", ".join(f'"{name}" = excluded."{name}"' for name in frame.columns[2:])
            cursor.execute("truncate stage")
            cursor.copy_expert(f"copy stage ({names}) from stdin csv", rows)
            cursor.execute(f"insert into peer ({names}) select {names} from stage on conflict (ts_code, trade_date) do update set {changes}")
        connection.commit()
