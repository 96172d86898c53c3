"""Where a thunk runs: views, and the processes that set them up."""
