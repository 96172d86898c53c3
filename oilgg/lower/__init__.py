"""From an expanded invocation to a thunk, or to the reason why not."""
