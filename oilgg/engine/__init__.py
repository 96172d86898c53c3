"""Places that run thunks, behind one protocol."""
