"""Sets of entries as bits: stored as little-endian bytes, worked on as whole numbers."""

from collections.abc import Iterable

from mentorat_cli.base.records import Bits


def to_bits(numbers: Iterable[int], size: int) -> Bits:
    """Return the bit set of `numbers`, all below `size`."""
    bits = bytearray((size + 7) // 8)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)


def to_int(bits: Bits) -> int:
    """Return a bit set as a whole number."""
    return int.from_bytes(bits, "little")


def members(bits: int) -> list[int]:
    """Return the numbers that a bit set holds, the smallest first."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
