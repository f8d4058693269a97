"""A client of the API in the standard library: python client.py http://127.0.0.1:8000 fokusomrade stadsdelslyft"""

import json
import sys
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen


def ask(server: str, name: str, **query: str) -> dict:
    """The answer to a question; what is wrong is told with its code and cure."""
    try:
        with urlopen(f"{server}/v1/{name}?{urlencode(query)}") as reply:
            return json.load(reply)
    except HTTPError as error:
        problems = json.load(error)["problems"]
        sys.exit("\n".join(f"{p['code']}  {p['message']}\n  {p['cure']}" for p in problems))


if __name__ == "__main__":
    server, a, b = sys.argv[1:]
    answer = ask(server, "compare", a=a, b=b, lang="en")
    print(answer["headline"]["en"])
