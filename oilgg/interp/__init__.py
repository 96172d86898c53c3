"""The shell: its state, the nodes that run, processes, jobs and traps."""
