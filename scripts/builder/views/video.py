"""A recording as a page offers it: whose site plays it, and how its player and a second of it are reached.

A player is known only where the site's own documentation gives its form; any other address stays a plain link.
https://developers.google.com/youtube/player_parameters
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_PLAYERS = "https://www.youtube-nocookie.com"
_YOUTUBE = re.compile(r"https://(?:youtu\.be/|(?:www\.|m\.)?youtube\.com/watch\?v=)([A-Za-z0-9_-]{11})")


@dataclass(frozen=True)
class Video:
    """The address of a recording, the name of the site that shows it, and its id there ("" where that is not known)."""

    url: str
    site: str
    id: str

    @property
    def player(self) -> str:
        """The address of the player without cookies, or nothing."""
        return f"{_PLAYERS}/embed/{self.id}" if self.id else ""

    @property
    def frames(self) -> str:
        """Whose player the page may hold in a frame, as its policy names it, or nothing."""
        return _PLAYERS if self.id else ""

    def at(self, place: str) -> str:
        """The address of a place in the recording ("12:30", "1:02:30"), or nothing.

        >>> video("https://youtu.be/v4hRiooY7Dw").at("1:02:30")
        'https://youtu.be/v4hRiooY7Dw?t=3750'
        """
        seconds = 0
        for part in place.split(":"):
            seconds = seconds * 60 + int(part)
        return f"https://youtu.be/{self.id}?t={seconds}" if self.id else ""


def video(url: str) -> Video:
    """What an address of a recording says.

    >>> video("https://www.youtube.com/watch?v=v4hRiooY7Dw").player
    'https://www.youtube-nocookie.com/embed/v4hRiooY7Dw'
    >>> video("https://video.example.org/watch?v=v4hRiooY7Dw")
    Video(url='https://video.example.org/watch?v=v4hRiooY7Dw', site='video.example.org', id='')
    """
    if found := _YOUTUBE.fullmatch(url):
        return Video(url, "YouTube", found[1])
    return Video(url, urlsplit(url).hostname or url, "")
