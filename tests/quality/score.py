#!/usr/bin/python3 -B
"""Scores restored frames by the truth: score.py CLIP RESTORED [KIND]; prints one JSON object.

CLIP is a folder of make_clips.py; the kind is that of its meta.json unless another is given. Differences are of code
values from 0 to 1, of the worst of the three colours; luma is their mean; damage is what the clip's mask marks, and a
pixel is undamaged if no damage is within 2 pixels. docs/quality.md defines the figures.
"""

import json
import sys
from collections import defaultdict

import cv2
import numpy as np

import position
import tone
from frames import Frames, unit

HARMED, HARMED_AREA = 0.02, 0.05  # differences that count as harm: of a pixel, of one in a connected area
AREA = 12  # pixels of a connected area that counts
REPAIRED = 0.03  # difference without grain, below which a damaged pixel counts as repaired
REMOVED = 0.7  # the part of a defect's pixels that are repaired, from which it counts as removed
SIZES = (("small", 0, 6), ("mid", 6, 21), ("large", 21, np.inf))  # longer side of a defect, pixels, half open
DUST = 1  # the bit of dust in masks
PATCH = ("dust", "scratch", "clean")  # kinds where every undamaged pixel is to stay as it is
CROP = 12  # pixels at each edge that are not compared where frames were moved


def luma(frame):
    return np.ascontiguousarray(frame.mean(2))


def soft(picture):
    return cv2.GaussianBlur(picture, (0, 0), 1.0)


def psnr(error):
    """Decibels of a mean square error, at most 99."""
    return 99.0 if error <= 0 else min(99.0, float(-10 * np.log10(error)))


def ssim(one, other):
    """Structural similarity (Wang et al. 2004): Gaussian windows of 11 pixels, standard deviation 1.5."""
    def mean(picture):
        return cv2.GaussianBlur(picture, (11, 11), 1.5)

    mean_one, mean_other = mean(one), mean(other)
    square_one, square_other, product = mean_one**2, mean_other**2, mean_one * mean_other
    covariance = mean(one * other) - product
    variances = mean(one * one) - square_one + mean(other * other) - square_other
    light = (2 * product + 0.01**2) / (square_one + square_other + 0.01**2)
    return float((light * (2 * covariance + 0.03**2) / (variances + 0.03**2)).mean())


class Pictures:
    """Adds up, frame by frame, how far restored pictures are from the truth."""

    def __init__(self, patched):
        self.patched = patched  # whether undamaged pixels are to stay as they are
        self.sums = defaultdict(float)
        self.frames, self.harmed_areas = 0, 0
        self.psnr, self.ssim = [], []
        self.found = {size: [0, 0] for size, *_ in SIZES}  # removed, all

    def add(self, true, restored, degraded, mask, unchanged):
        """`unchanged` marks pixels whose samples are those of the truth to the bit."""
        square = ((true - restored) ** 2).mean(2)
        self.psnr.append(psnr(float(square.mean())))
        if self.frames % 4 == 0:
            self.ssim.append(ssim(luma(true), luma(restored)))
        self.frames += 1
        undamaged = cv2.dilate(mask, np.ones((5, 5), np.uint8)) == 0
        self._add("all", square)
        self._add("out", square[undamaged])
        if mask.any():
            self._add_damage(true, restored, degraded, mask, square)
        if self.patched:
            self._add_harm(np.abs(restored - true).max(2), undamaged, unchanged)

    def _add(self, name, values):
        self.sums[name] += values.sum()
        self.sums[name + " n"] += values.size

    def _mean(self, name):
        return float(self.sums[name] / self.sums[name + " n"])

    def _add_damage(self, true, restored, degraded, mask, square):
        hit = mask > 0
        left = np.abs(soft(restored - true)).max(2)
        repaired = left < REPAIRED
        self._add("in", square[hit])
        self._add("repaired", repaired[hit])
        self._add("left", left[hit])
        self._add("left before", np.abs(soft(degraded - true)).max(2)[hit])
        core = cv2.erode(mask, np.ones((3, 3), np.uint8)) > 0
        if core.sum() > 100:
            for name, frame in (("grain", restored), ("true grain", true)):
                light = luma(frame)
                self._add(name, (light - soft(light))[core] ** 2)
        self._add_defects(mask & DUST, repaired)

    def _add_defects(self, dust, repaired):
        count, label, stats, _ = cv2.connectedComponentsWithStats(dust, connectivity=8)
        area = stats[:, cv2.CC_STAT_AREA]
        side = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1)
        removed = np.bincount(label.ravel(), weights=repaired.ravel(), minlength=count) >= REMOVED * area
        defect = (area >= 3) & (np.arange(count) > 0)
        for size, least, end in SIZES:
            wanted = defect & (side >= least) & (side < end)
            self.found[size][0] += int(removed[wanted].sum())
            self.found[size][1] += int(wanted.sum())

    def _add_harm(self, change, undamaged, unchanged):
        self._add("harm", (change > HARMED)[undamaged])
        self._add("identical", unchanged[undamaged])
        area = ((change > HARMED_AREA) & undamaged).astype(np.uint8)
        stats = cv2.connectedComponentsWithStats(area, connectivity=8)[2]
        self.harmed_areas += int((stats[1:, cv2.CC_STAT_AREA] >= AREA).sum())

    def figures(self):
        result = {"psnr": psnr(self._mean("all")), "psnr_worst_frame": min(self.psnr),
                  "ssim": float(np.mean(self.ssim)), "psnr_out": psnr(self._mean("out"))}
        if self.sums["in n"]:
            result |= {"psnr_in": psnr(self._mean("in")), "repaired_frac": self._mean("repaired"),
                       "err_left": float(self.sums["left"] / self.sums["left before"])}
        if self.sums["true grain"]:
            result["grain_in"] = float(np.sqrt(self.sums["grain"] / self.sums["true grain"]))
        result |= {"removed_" + size: removed / count for size, (removed, count) in self.found.items() if count}
        if self.patched:
            result |= {"harm_frac": self._mean("harm"), "identical_out": self._mean("identical"),
                       "harm_regions": self.harmed_areas / self.frames}
        return result


class Clip:
    """A clip, and frames that are to be like its truth."""

    def __init__(self, folder, restored, kind=None):
        with open(f"{folder}/meta.json", encoding="utf-8") as meta:
            self.meta = json.load(meta)
        self.folder, self.kind = folder, kind or self.meta["kind"]
        self.true, self.degraded, self.restored = Frames(folder + "/gt"), Frames(folder + "/degraded"), Frames(restored)
        self.moved, self.toned = self.kind in ("weave", "combined"), self.kind in ("flicker", "combined")

    def _pairs(self):
        """Positions, true and restored samples of all frames that can be compared."""
        for at in range(min(len(self.true), len(self.restored))):
            true, restored = self.true[at], self.restored[at]
            if restored is not None and restored.shape == true.shape:
                yield at, true, restored

    def _mask(self, at):
        mask = cv2.imread(f"{self.folder}/mask/{at:05d}.png", cv2.IMREAD_UNCHANGED)
        return np.zeros((self.meta["height"], self.meta["width"]), np.uint8) if mask is None else mask

    def _measure(self):
        """Place and tone of every restored frame; the positions of those that can be compared."""
        places, tones, good = position.Places(), tone.Tones(), []
        for at, true, restored in self._pairs():
            good.append(at)
            true, restored = luma(unit(true)), luma(unit(restored))
            in_place = places.add(true, restored) if self.moved else restored
            if self.toned:
                tones.add(true, restored, in_place)
        return places, tones, good

    def figures(self):
        places, tones, good = self._measure()
        result = {"clip": self.meta["clip"], "kind": self.kind, "variant": self.meta.get("variant", ""),
                  "frames": len(self.true), "restored": len(self.restored),
                  "bad_frames": max(len(self.true), len(self.restored)) - len(good)}
        if not good:
            return result
        cuts = [cut for cut in self.meta.get("cuts", []) if cut < len(good)]
        anchors, levels = np.zeros((len(good), 2)), np.zeros(len(good))
        if self.moved:
            result |= places.figures(cuts)
            anchors = places.anchors(cuts)
        if self.toned:
            result |= tones.figures(cuts)
            levels = tones.levels(cuts)
        return result | self._pictures(anchors, levels)

    def _pictures(self, anchors, levels):
        """Compares pictures, apart from the place and level that a whole shot has: a restorer may choose those."""
        pictures = Pictures(self.kind in PATCH)
        inner = np.s_[CROP:-CROP, CROP:-CROP] if self.moved else np.s_[:, :]
        for (at, true, restored), anchor, level in zip(self._pairs(), anchors, levels):
            picture = unit(restored)
            if self.moved:
                picture = position.shifted(picture, *anchor)
            if level:
                picture = picture * np.float32(np.exp(-level))
            frames = (unit(true), picture, unit(self.degraded[at]), self._mask(at), (restored == true).all(2))
            pictures.add(*(np.ascontiguousarray(frame[inner]) for frame in frames))
        return pictures.figures()


if __name__ == "__main__":
    print(json.dumps({name: round(value, 5) if isinstance(value, float) else value
                      for name, value in Clip(*sys.argv[1:]).figures().items()}))
