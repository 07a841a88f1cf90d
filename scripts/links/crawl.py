"""Asks all the addresses, host by host, within one bound of time."""

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlsplit

from builder.views.video import video
from links.asking import Answer, Asker, Manners

UNASKED = Answer("unasked")


def crawl(urls: Iterable[str], manners: Manners) -> Mapping[str, Answer]:
    """The answer of every address; "unasked" where the time was up before."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[urlsplit(asked_at(url)).netloc].append(url)
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    for host in sorted(hosts, key=lambda host: -len(hosts[host])):  # the longest row of questions first
        waiting.put(hosts[host])
    asker, answers = Asker(manners), dict.fromkeys((url for row in hosts.values() for url in row), UNASKED)
    workers = [
        # A server that never ends its answer holds up its own thread, and not the end.
        threading.Thread(target=_work, args=(asker, waiting, answers), daemon=True)
        for _ in range(min(manners.at_once, len(hosts)))
    ]
    end = time.monotonic() + manners.in_all
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
    asker.stop.set()
    return dict(answers)


def asked_at(url: str) -> str:
    """The address that knows whether another one opens: of a YouTube video, whose page opens even where the video is gone,
    that of its description. https://oembed.com/#section7.1

    >>> asked_at("https://youtu.be/v4hRiooY7Dw")
    'https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dv4hRiooY7Dw'
    """
    name = video(url).id
    if not name:
        return url
    page = quote(f"https://www.youtube.com/watch?v={name}", safe="")
    return f"https://www.youtube.com/oembed?url={page}"


def _work(asker: Asker, waiting: "queue.SimpleQueue[list[str]]", answers: dict[str, Answer]) -> None:
    while True:
        try:
            row = waiting.get_nowait()
        except queue.Empty:
            return
        for url in row:
            answer = asker.ask(asked_at(url))
            if asker.stop.is_set():
                return
            answers[url] = answer
