"""What a file may say: one module a family of entities. Knows meaning and no YAML."""
