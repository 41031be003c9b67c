"""What changes fast and what changes slowly in figures that go along a reel."""

import numpy as np

SPAN = 9  # frames of the moving average


def shots(length, cuts):
    """The shots between cuts, as slices."""
    return [slice(begin, end) for begin, end in zip([0, *cuts], [*cuts, length])]


def split(values, cuts):
    """Fast and slow part of every shot: what its moving average leaves, and that average about its own mean."""
    values = np.asarray(values, float)
    fast, slow = np.zeros_like(values), np.zeros_like(values)
    for shot in shots(len(values), cuts):
        part = values[shot]
        reach = min(SPAN // 2, (len(part) - 1) // 2)
        around = [(reach, reach)] + [(0, 0)] * (values.ndim - 1)
        longer = np.pad(part, around, mode="reflect", reflect_type="odd")
        average = np.mean([longer[i : i + len(part)] for i in range(2 * reach + 1)], 0)
        fast[shot], slow[shot] = part - average, average - average.mean(0)
    return fast, slow


def medians(values, cuts):
    """Every value replaced by the median of its shot."""
    values = np.asarray(values, float)
    result = np.zeros_like(values)
    for shot in shots(len(values), cuts):
        result[shot] = np.median(values[shot], 0)
    return result
