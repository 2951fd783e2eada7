"""A package, so that two folders may have a test file of one name."""
