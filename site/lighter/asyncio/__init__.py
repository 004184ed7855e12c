"""Nothing: Pyodide imports it for an event loop, and no page waits for anything."""
