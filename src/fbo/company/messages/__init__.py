"""Messages: who is told, in which words and language, and how the outbox is emptied."""
