"""How light restored frames are against the true ones."""

import cv2
import numpy as np

import series

GRID = (6, 8)  # rows and columns of fields in which light is compared by itself
TRUE_RANGE, RESTORED_RANGE = (0.04, 0.93), (0.01, 0.99)  # lumas that tell a gain: neither black nor white
FEWEST = 50  # pixels that tell one


def log_gain(true, restored):
    """Natural logarithm of the median gain, not a number if too few pixels tell it."""
    telling = (TRUE_RANGE[0] < true) & (true < TRUE_RANGE[1])
    telling &= (RESTORED_RANGE[0] < restored) & (restored < RESTORED_RANGE[1])
    if np.count_nonzero(telling) < FEWEST:
        return np.nan
    return float(np.median(np.log(restored[telling] / true[telling])))


def _fields(picture):
    """The picture cut into the fields of the grid."""
    rows, columns = (np.linspace(0, size, count + 1).astype(int) for size, count in zip(picture.shape, GRID))
    return [picture[top:bottom, left:right]
            for top, bottom in zip(rows, rows[1:]) for left, right in zip(columns, columns[1:])]


def _tones(true, restored):
    """Pixels of the dark, middle and light third of the true picture."""
    dark, light = np.quantile(true, [0.33, 0.66])
    for third in (true < dark, (true >= dark) & (true < light), true >= light):
        yield true[third], restored[third]


class Tones:
    """The gains of a reel's frames."""

    def __init__(self):
        self.whole, self.fields, self.thirds, self.clipped = [], [], [], []

    def add(self, true, restored, in_place):
        """`in_place` is the restored frame where the true one stands."""
        self.clipped.append(np.mean((restored > 0.995) & (true < 0.95)))
        true, in_place = (cv2.GaussianBlur(picture, (0, 0), 2) for picture in (true, in_place))
        gain = log_gain(true, in_place)
        self.whole.append(0.0 if np.isnan(gain) else gain)
        self.fields.append([log_gain(*pair) for pair in zip(_fields(true), _fields(in_place))])
        self.thirds.append([log_gain(*pair) for pair in _tones(true, in_place)])

    def levels(self, cuts):
        """The gain of a frame's shot."""
        return series.medians(self.whole, cuts)

    def figures(self, cuts):
        fast, slow = series.split(self.whole, cuts)
        result = {"flick": float(fast.std()), "tone_drift": float(slow.std()),
                  "clip_frac": float(np.mean(self.clipped))}
        for name, gains in (("flick_local", self.fields), ("flick_tone", self.thirds)):
            gains = np.array(gains)
            gains = gains[:, ~np.isnan(gains).any(0)]  # those that every frame tells
            if gains.size:
                result[name] = float(np.sqrt((series.split(gains, cuts)[0] ** 2).mean()))
        return result
