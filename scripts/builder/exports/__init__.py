"""From the catalog or the models to other formats: one module a format."""
