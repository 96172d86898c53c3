"""What a person types at: the prompt, its line editor, history and completion. Loaded only then."""
