"""No packages: all that is needed is beside the page."""

from pathlib import PurePosixPath

SITE_PACKAGES = DSO_DIR = PurePosixPath("/lib/python3.14/site-packages")


def init_loaded_packages() -> None:
    pass
