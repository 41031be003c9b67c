"""Frames of a folder, read and written: 16-bit samples, red, green, blue."""

import glob
import os

import cv2
import numpy as np

cv2.setNumThreads(1)  # clips run side by side
FULL = 65535  # the code value that is 1


def dpx(path):
    """A DPX file of 10 bits a sample, three in a word of 32, as SMPTE ST 268 lays them out; in the upper bits of 16."""
    with open(path, "rb") as file:
        data = file.read()
    order = ">" if data[:4] == b"SDPX" else "<"
    begin = np.frombuffer(data, order + "u4", 1, 4)[0]
    width, height = np.frombuffer(data, order + "u4", 2, 772)
    if (data[800], data[803]) != (50, 10) or np.frombuffer(data, order + "u2", 1, 804)[0] != 1:
        raise ValueError(f"{path}: not 10-bit RGB filled to words")
    words = np.frombuffer(data, order + "u4", width * height, begin).reshape(height, width)
    return np.stack([words >> shift & 1023 for shift in (22, 12, 2)], 2).astype(np.uint16) << 6


def tiff(path):
    """A TIFF or PNG file of 8 or 16 bits; grey as three colours that are alike. None if it cannot be read."""
    samples = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if samples is None:
        return None
    if samples.dtype == np.uint8:
        samples = samples.astype(np.uint16) * 257
    if samples.ndim == 2:
        return np.repeat(samples[..., None], 3, 2)
    return samples[..., 2::-1]  # OpenCV has blue first


class Frames:
    """The frames of a folder in the order of their names."""

    def __init__(self, folder):
        self.paths = sorted(path for path in glob.glob(glob.escape(folder) + "/*")
                            if path.lower().endswith((".dpx", ".tif", ".tiff", ".png")))

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, position):
        path = self.paths[position]
        return dpx(path) if path.lower().endswith(".dpx") else tiff(path)


def unit(samples):
    """Samples as floats from 0 to 1."""
    return samples.astype(np.float32) / FULL


def write(folder, frames):
    """Frames of floats from 0 to 1 as TIFF files 00000.tif on."""
    os.makedirs(folder)
    for position, frame in enumerate(frames):
        samples = np.round(frame[..., ::-1] * FULL).astype(np.uint16)
        cv2.imwrite(f"{folder}/{position:05d}.tif", samples, [cv2.IMWRITE_TIFF_COMPRESSION, 1])
