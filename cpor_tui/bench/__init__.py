"""Makes stores large enough to measure, of lives that the real rules have decided."""
