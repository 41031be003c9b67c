"""Pictures without damage: camera clips, and what is drawn. Frames are floats from 0 to 1; red, green, blue."""

import subprocess

import cv2
import numpy as np

from damage import MARGIN

GRAIN = 0.011  # standard deviation, of the code range


def camera(path, first, count, width):
    """Frames first .. first + count of a movie, made `width` pixels wide."""
    size = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height",
                           "-of", "csv=p=0", path], capture_output=True, text=True, check=True).stdout.split(",")
    height = int(int(size[1]) * width / int(size[0])) // 2 * 2
    wanted = f"trim=start_frame={first}:end_frame={first + count},setpts=PTS-STARTPTS,scale={width}:{height}:flags=area"
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-vf", wanted, "-fps_mode", "passthrough",
                          "-f", "rawvideo", "-pix_fmt", "rgb48le", "-"], capture_output=True, check=True).stdout
    frames = np.frombuffer(raw, np.uint16).reshape(-1, height, width, 3)
    return [frame.astype(np.float32) / 65535 for frame in frames[:count]]


def grainy(frame, rng):
    """Film grain: most of it alike in all colours, strongest in the middle tones."""
    h, w = frame.shape[:2]
    noise = 0.8 * rng.standard_normal((h, w, 1)) + 0.6 * rng.standard_normal((h, w, 3))
    noise = cv2.GaussianBlur(noise.astype(np.float32), (0, 0), 0.7)
    noise *= GRAIN / noise.std()
    level = frame.mean(2, keepdims=True)
    return np.clip(frame + noise * (0.5 + 2 * level * (1 - level)), 0.004, 0.996)


def mono(frame):
    """Black and white, scanned in colour."""
    return np.repeat(frame.mean(2, keepdims=True), 3, 2)


def faded(frames):
    """From a quarter of the light to all of it, over the first two thirds."""
    length = len(frames) * 2 // 3
    return [frame * np.float32(min(1, 0.25 + 0.75 * i / length)) for i, frame in enumerate(frames)]


def gliding(still, count, step, width, height):
    """A camera that glides over a still."""
    frames = []
    for i in range(count):
        move = np.float32([[1, 0, 20 + step * i], [0, 1, 12]])
        frames.append(cv2.warpAffine(still, move, (width, height), flags=cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP,
                                     borderMode=cv2.BORDER_REFLECT))
    return [np.clip(frame, 0, 1) for frame in frames]


def _add_light(picture, begin, end, strength, colour):
    """A soft line of light."""
    h, w = picture.shape[:2]
    light = np.zeros((h, w), np.float32)
    cv2.line(light, *[(int(x * 16), int(y * 16)) for x, y in (begin, end)], strength, 1, cv2.LINE_AA, 4)
    left, right = sorted((int(begin[0]), int(end[0])))
    top, bottom = sorted((int(begin[1]), int(end[1])))
    box = np.s_[max(0, top - 3) : max(0, bottom + 4), max(0, left - 3) : max(0, right + 4)]
    if light[box].size:
        picture[box] += cv2.GaussianBlur(light[box], (0, 0), 0.7)[..., None] * colour


def sparks(frames, rng):
    """Lights that live for a frame, in a swarm that moves."""
    lit = []
    h, w = frames[0].shape[:2]
    for i, frame in enumerate(frames):
        picture = frame.copy()
        swarm = np.array([w * (0.35 + 0.2 * np.sin(i / 9)), h * 0.6])
        for _ in range(45):
            at = swarm + rng.normal(0, 1, 2) * (w * 0.06, h * 0.08)
            _add_light(picture, at, at + rng.normal(0, 4, 2), rng.uniform(0.4, 1), (1, 0.9, 0.6))
        lit.append(np.clip(picture, 0, 1))
    return lit


def rain(frames, rng):
    """Streaks all over, in every frame elsewhere."""
    wet = []
    h, w = frames[0].shape[:2]
    for frame in frames:
        picture = frame.copy()
        for _ in range(60):
            at = rng.uniform((0, 0), (w, h))
            _add_light(picture, at, at + (rng.normal(1, 0.4), rng.uniform(10, 26)), 0.35, (1, 1, 1))
        wet.append(np.clip(picture, 0, 1))
    return wet


def glints(frames, rng):
    """Water in the lower half: waves that run, and points of light that come and go on them."""
    lit = []
    h, w = frames[0].shape[:2]
    y, x = np.mgrid[0 : h - h // 2, 0:w].astype(np.float32)
    for i, frame in enumerate(frames):
        picture = frame.copy()
        depth = 0.3 + y / h
        waves = np.sin(y / (3 * depth) - i * 0.9 + 2 * np.sin(x / 60 + i * 0.1)) * np.sin(x / (16 * depth) + i * 0.4)
        picture[h // 2 :] = (0.3 + 0.08 * waves)[..., None] * np.float32([0.8, 1, 1.2])
        for _ in range(80):
            at = rng.uniform((0, h // 2), (w, h))
            _add_light(picture, at, at + (rng.uniform(0, 4), 0), rng.uniform(0.4, 1), (1, 1, 1))
        lit.append(np.clip(picture, 0, 1))
    return lit


def fence(count, step, rng):
    """Poles, blinds and wires that a camera glides along: the lines of a scene."""
    h, w = 480, 1000
    wall = cv2.resize(rng.random((12, 25)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC) * 0.5 + 0.25
    still = np.repeat(wall[..., None], 3, 2)
    for x in range(60, w, 90):
        foot = (x + int(rng.integers(-3, 4)), h)
        tone, width = float(rng.choice([0.08, 0.85])), int(rng.integers(1, 4))
        cv2.line(still, (x, 0), foot, [tone] * 3, width, cv2.LINE_AA)
    for x in range(300, 420, 8):
        cv2.line(still, (x, 100), (x, 330), (0.2, 0.2, 0.2), 2, cv2.LINE_AA)
    return gliding(still, count, step, 640, 448)


def _rounded(size, left, top, width, height, radius):
    """A soft mask of a rectangle with rounded corners."""
    y, x = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32)
    beyond_x = np.abs(x - left - width / 2) - width / 2 + radius
    beyond_y = np.abs(y - top - height / 2) - height / 2 + radius
    outside = np.hypot(np.maximum(beyond_x, 0), np.maximum(beyond_y, 0)) + np.minimum(np.maximum(beyond_x, beyond_y), 0)
    return np.clip(radius - outside + 0.5, 0, 1)[..., None]


def film(frames):
    """Pictures of 480x360 as frames of Super 8 (ISO 3645: a picture of 5.7 mm by 4.0 mm every 4.23 mm, a perforation of
    0.91 mm by 1.14 mm beside its middle), scanned with what is around them: 640x448 and a margin."""
    scale = 90  # pixels a millimetre
    size = (448 + 2 * MARGIN, 640 + 2 * MARGIN)
    left, middle = MARGIN + 132, size[0] // 2
    hole = _rounded(size, MARGIN + 40, middle - 51, 82, 103, 12)
    scans = []
    for i, frame in enumerate(frames):
        scan = np.full((*size, 3), 0.03, np.float32)
        for j in (i - 1, i, i + 1):  # the frame line and a strip of the neighbours are in the scan
            top = middle - 180 + round((j - i) * 4.234 * scale)
            picture = frames[min(max(j, 0), len(frames) - 1)]
            begin, end = max(top, 0), min(top + 360, size[0])
            shown = np.zeros_like(scan)
            shown[begin:end, left : left + 480] = picture[begin - top : end - top]
            scan += _rounded(size, left, top, 480, 360, 8) * (shown - scan)
        scans.append(scan + hole * (np.float32(0.97) - scan))
    return scans
