"""Where restored frames stand against the true ones."""

import cv2
import numpy as np

import series

EDGE = 40  # pixels at each edge that are not looked at; no shift is larger
RIM, BLACK = 6, 0.004  # pixels at each edge that may be black; the luma that counts as black
STEPS, ENOUGH = 6, 2e-3  # of the refinement: how many at most, the length in pixels that ends it
OUTLIER = 0.03  # difference at which a pixel has half its weight


def shifted(picture, x, y):
    """The picture moved back by a shift in pixels."""
    back = np.float32([[1, 0, x], [0, 1, y]])
    return cv2.warpAffine(picture, back, picture.shape[1::-1], flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
                          borderMode=cv2.BORDER_REFLECT)


def _detail(picture):
    return (cv2.GaussianBlur(picture, (0, 0), 1.2) - cv2.GaussianBlur(picture, (0, 0), 12)).astype(np.float64)


def coarse_shift(true, moved):
    """By phase correlation; nothing if it is too far to be believed."""
    window = cv2.createHanningWindow(true.shape[::-1], cv2.CV_64F)
    (x, y), _ = cv2.phaseCorrelate(_detail(true), _detail(moved), window)
    return np.array([x, y]) if max(abs(x), abs(y)) <= EDGE else np.zeros(2)


def shift(true, moved):
    """Pixels that `moved` stands to the right of and below `true`: phase correlation, then Gauss-Newton steps.

    Differences of level are a gain; damage and what moves by itself weigh little. Good to about 0.02 pixels.
    """
    at = coarse_shift(true, moved)
    true, moved = cv2.GaussianBlur(true, (0, 0), 1.0), cv2.GaussianBlur(moved, (0, 0), 1.0)
    slope = [cv2.Sobel(true, cv2.CV_32F, *axis, scale=0.125)[EDGE:-EDGE, EDGE:-EDGE] for axis in ((1, 0), (0, 1))]
    target = true[EDGE:-EDGE, EDGE:-EDGE]
    for _ in range(STEPS):
        back = np.float32([[1, 0, at[0]], [0, 1, at[1]]])
        found = cv2.warpAffine(moved, back, moved.shape[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                               borderMode=cv2.BORDER_REFLECT)[EDGE:-EDGE, EDGE:-EDGE]
        error = target - found * (target * found).sum() / max((found * found).sum(), 1e-9)
        weight = 1 / (1 + (error / OUTLIER) ** 2)
        normal = np.array([[(weight * one * other).sum() for other in slope] for one in slope], float)
        if abs(np.linalg.det(normal)) < 1e-12:
            break
        step = np.linalg.solve(normal, np.array([(weight * one * error).sum() for one in slope], float))
        at = at + step
        if np.abs(step).sum() < ENOUGH:
            break
    return at


class Places:
    """The places of a reel's frames."""

    def __init__(self):
        self.shifts, self.black = [], []

    def add(self, true, restored):
        """Measures the shift of a frame and returns it without."""
        self.shifts.append(shift(true, restored))
        rim = (restored[:RIM], restored[-RIM:], restored[:, :RIM], restored[:, -RIM:])
        self.black.append(np.mean(np.concatenate([edge.ravel() for edge in rim]) < BLACK))
        return shifted(restored, *self.shifts[-1])

    def anchors(self, cuts):
        """The shift of a frame's shot."""
        return series.medians(self.shifts, cuts)

    def figures(self, cuts):
        fast, slow = series.split(self.shifts, cuts)
        return {"jitter_px": float(np.sqrt((fast**2).sum(1).mean())),
                "drift_px": float(np.sqrt((slow**2).sum(1).mean())), "border_frac": float(np.mean(self.black))}
