"""The JSON of the contract (DESIGN §6) as plain values: keys may be added, never renamed. Each
module mirrors a page.
"""

VERSION = 1
