"""A page at every page's address that was given up.

One that moved leads on at once, with or without a script. It is finished HTML and no page of the engine's: so it
stands in no navigation, search index or site map, and needs nothing of the theme. One that was withdrawn has nowhere
to lead that says why, so it stays and says it. What once had a place on a list is told by that list
(`Addresses.aliases`, `Addresses.left`).
"""

from collections.abc import Iterator

from builder.addresses import Retired
from builder.models.redirects import Redirect
from builder.views.desk import Desk
from builder.views.sheet import Page, Sheet


def pages(desk: Desk) -> Iterator[Page]:
    withdrawn = {gone.address: gone for gone in desk.addresses.withdrawn}
    for redirect in desk.catalog.redirects:
        if redirect.old in withdrawn:
            yield withdrawn_page(desk, withdrawn[redirect.old])
        elif not redirect.anchor:
            yield redirect_page(desk, redirect)


def redirect_page(desk: Desk, redirect: Redirect) -> Page:
    def write() -> str:
        template = desk.environment.get_template("redirect.html.jinja")
        sheet, to = Sheet(desk.catalog, redirect.old), desk.addresses.end(redirect.old)
        return template.render(page=sheet, redirect=redirect, to=to) + "\n"

    return Page(f"{redirect.old}index.html", write, desk.catalog.path(redirect.key), listed=False)


def withdrawn_page(desk: Desk, gone: Retired) -> Page:
    said = desk.words["page"]["withdrawn"]
    return desk.page(
        "withdrawn",
        gone.address,
        title=f"{said['title']}: {desk.words['entity'][gone.entity]} {gone.id}",
        description=gone.redirect.why,
        edit=desk.catalog.path(gone.redirect.key),
        boost=0,
        listed=False,
        gone=gone,
        to=desk.addresses.end(gone.address),
        lead=said["lead"],
    )
