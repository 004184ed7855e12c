"""No event loop: pages are computed at once."""


def _initialize_event_loop() -> None:
    pass
