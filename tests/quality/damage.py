"""Damage to film: every function takes true frames, floats from 0 to 1, and gives damaged ones and, of dirt, masks."""

import glob

import cv2
import numpy as np

DUST, SCRATCH = 1, 2  # bits of masks
MARGIN = 32  # pixels that a picture to be moved has in reserve at each edge
KINDS = ("dirt", "hair-short", "lint", "spots")  # of stamps that are particles


def outlines(stamps):
    """Real dirt: the opacities of single particles, cut out of the stamps in a folder."""
    found = []
    for path in sorted(path for kind in KINDS for path in glob.glob(f"{stamps}/{kind}/*.png")):
        alpha = cv2.imread(path, cv2.IMREAD_UNCHANGED)[..., 3].astype(np.float32) / 255
        stats = cv2.connectedComponentsWithStats((alpha > 0.3).astype(np.uint8))[2]
        for x, y, w, h, area in stats[1:]:
            if area >= 12:
                found.append(np.pad(alpha[y : y + h, x : x + w], 2))
    return found


def _speck(shapes, rng):
    """The opacity of a particle: an outline at a size as dirt has them, turned; None if nothing is left of it."""
    side = rng.choice([rng.uniform(2, 6), rng.uniform(6, 20), rng.uniform(20, 60)], p=[0.55, 0.33, 0.12])
    shape = shapes[rng.integers(len(shapes))]
    zoom = side / max(shape.shape)
    if min(shape.shape) * zoom <= 0.5:
        return None
    shape = cv2.resize(shape, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    shape = np.rot90(shape, rng.integers(4))[:: rng.choice([-1, 1])]
    shape = cv2.GaussianBlur(np.pad(shape, 2), (0, 0), 0.6)
    peak = shape.max()
    return shape / peak * rng.uniform(0.65, 1) if peak >= 0.05 else None


def dust(frames, rng, shapes, a_frame=22, tint=False):
    """Dark and bright particles, others in every frame; `tint` gives them colours, as dye that is left."""
    damaged, masks = [], []
    for frame in frames:
        picture, mask = frame.copy(), np.zeros(frame.shape[:2], np.uint8)
        for _ in range(rng.poisson(a_frame)):
            shape = _speck(shapes, rng)
            if shape is None or shape.shape[0] >= frame.shape[0] or shape.shape[1] >= frame.shape[1]:
                continue
            h, w = shape.shape
            y, x = rng.integers(frame.shape[0] - h), rng.integers(frame.shape[1] - w)
            dark = rng.random() < 0.6
            colour = np.full(3, rng.uniform(0.01, 0.15) if dark else rng.uniform(0.85, 0.99), np.float32)
            if tint:
                colour[rng.integers(3)] = rng.uniform(0.2, 0.8)
            part = picture[y : y + h, x : x + w]
            part += shape[..., None] * (colour - part)
            mask[y : y + h, x : x + w] |= np.where(shape > 0.08, DUST, 0).astype(np.uint8)
        damaged.append(picture)
        masks.append(mask)
    return damaged, masks


class _Scratch:
    """A line along the film: bright or dark, leaning, wandering from frame to frame; some are lined by its contrary."""

    def __init__(self, size, frames, rng):
        self.size, self.rng, self.at = size, rng, 0.0
        self.x, self.width = rng.uniform(0.05, 0.95) * size[1], rng.uniform(0.6, 1.6)
        self.strength = rng.uniform(0.08, 0.3) * (-1 if rng.random() < 0.5 else 1)
        self.lean, self.lobes = rng.uniform(-0.01, 0.01), rng.random() < 0.5
        self.first = 0 if rng.random() < 0.6 else rng.integers(frames // 2)
        along = cv2.GaussianBlur(rng.standard_normal((size[0], 1)).astype(np.float32), (1, 0), 0, sigmaY=40)
        self.along = np.clip(1 + 0.25 * along / max(along.std(), 1e-6), 0.3, 1.6)

    def profile(self, position):
        """What it adds to every pixel of a frame."""
        self.at += self.rng.normal(0, 0.35)
        h, w = self.size
        rows = np.arange(h)
        line = self.x + self.at + self.lean * (rows - h / 2) + 1.5 * np.sin(rows / 90 + position * 0.21)
        across = (np.arange(w)[None, :] - line[:, None]) / self.width
        profile = np.exp(-0.5 * across**2)
        if self.lobes:
            profile -= 0.35 * np.exp(-0.5 * (np.abs(across) - 2.6) ** 2)
        return (self.strength * self.rng.uniform(0.85, 1.15) * self.along * profile).astype(np.float32)


def scratches(frames, rng, count=4):
    size = frames[0].shape[:2]
    damaged, masks = [frame.copy() for frame in frames], [np.zeros(size, np.uint8) for _ in frames]
    for _ in range(count):
        scratch = _Scratch(size, len(frames), rng)
        for i in range(scratch.first, len(frames)):
            profile = scratch.profile(i)
            damaged[i] = np.clip(damaged[i] + profile[..., None], 0, 1)
            masks[i] |= np.where(np.abs(profile) > 0.012, SCRATCH, 0).astype(np.uint8)
    return damaged, masks


def flicker(frames, rng, local=0.05):
    """Light that differs by a gain, a gamma and, by `local`, from field to field."""
    damaged = []
    for frame in frames:
        gamma = np.exp(rng.normal(0, 0.04))
        field = rng.standard_normal((4, 5)).astype(np.float32)
        field = cv2.resize(field, frame.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        gain = np.exp(rng.normal(0, 0.06) + local * field)[..., None]
        damaged.append(np.clip(frame**gamma * gain, 0, 1).astype(np.float32))
    return damaged


def weave(frames, rng, size_px=0.9):
    """Moves frames that have a margin; gives the true and the damaged ones without it."""
    true, damaged = [], []
    for frame in frames:
        h, w = frame.shape[:2]
        dx, dy = rng.normal(0, size_px, 2)
        move = cv2.getRotationMatrix2D((w / 2, h / 2), np.degrees(rng.normal(0, 0.0004)), 1)
        move[:, 2] += dx, dy
        moved = cv2.warpAffine(frame, move, (w, h), flags=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REFLECT)
        inner = np.s_[MARGIN:-MARGIN, MARGIN:-MARGIN]
        true.append(frame[inner])
        damaged.append(np.clip(moved[inner], 0, 1))
    return true, damaged
