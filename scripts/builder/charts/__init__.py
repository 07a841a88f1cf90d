"""Values to accessible inline SVG: small drawing code, no layout engine. One function a chart; all text is escaped."""
