"""The same work as most people do it: a thread pool, one frame a day, a pandas writer. usage: pandas_pull.py URL csv|json OUT"""
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


days = [row[1] for row in ask("trade_cal", is_open="1")["items"]]
with ThreadPoolExecutor(8) as pool, open(out, "w") as file:
    for i, frame in enumerate(pool.map(day, days)):
        if form == "csv":
            frame.to_csv(file, index=False, header=i == 0)
        else:
            frame.to_json(file, orient="records", lines=True)
