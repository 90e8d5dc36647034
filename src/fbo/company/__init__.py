"""The application: the engine and the company that runs it."""
