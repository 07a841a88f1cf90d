"""What a change of the project changes on its site: two built sites and two catalogs compared, told in one Markdown text.

Built sites are compared, each by the code of its own revision, and not the Markdown trees: what readers get is what
counts, and addresses, anchors and sizes are known only there.
"""
