#!/usr/bin/python3
"""Makes damaged clips whose truth is known: make_clips.py SHARED OUTPUT [CLIP...]

Every clip is a folder: gt (the truth), degraded, mask (bits: 1 dust, 2 scratch; 00000.png on), meta.json (clip, kind,
width, height, cuts). The pictures are camera clips of SHARED/testdata/camera with grain added, or drawn; dirt has the
outlines of SHARED/testdata/film/filmdamage_stamps. Nothing hangs on the clock: seeds are the clips' names.
"""
import glob
import json
import os
import subprocess
import sys
import zlib

import cv2
import numpy as np

cv2.setNumThreads(1)
GRAIN = 0.011  # standard deviation, of the code range
MARGIN = 32  # pixels that a weaving picture has in reserve


def camera(shared, name, first, count, width):
    """Frames first .. first + count of a camera clip, floats 0..1, RGB."""
    path = os.path.join(shared, "testdata/camera", name)
    size = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0", path],
        capture_output=True, text=True, check=True).stdout.split(",")
    height = int(int(size[1]) * width / int(size[0])) // 2 * 2
    wanted = f"trim=start_frame={first}:end_frame={first + count},setpts=PTS-STARTPTS,scale={width}:{height}:flags=area"
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-vf", wanted, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb48le", "-"],
        capture_output=True, check=True).stdout
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


# Damage. Each takes the true frames and gives damaged ones and masks.


def outlines(shared):
    """Real dirt: the opacities of single particles, cut out of the stamps."""
    found = []
    for path in sorted(glob.glob(os.path.join(shared, "testdata/film/filmdamage_stamps/*/*.png"))):
        if "/scratches/" in path:
            continue
        alpha = cv2.imread(path, cv2.IMREAD_UNCHANGED)[..., 3].astype(np.float32) / 255
        _, _, stats, _ = cv2.connectedComponentsWithStats((alpha > 0.3).astype(np.uint8))
        for x, y, w, h, area in stats[1:]:
            if area >= 12:
                found.append(np.pad(alpha[y : y + h, x : x + w], 2))
    return found


def dust(frames, rng, shapes, a_frame=22, tint=False):
    damaged, masks = [], []
    for frame in frames:
        picture, mask = frame.copy(), np.zeros(frame.shape[:2], np.uint8)
        for _ in range(rng.poisson(a_frame)):
            side = rng.choice([rng.uniform(2, 6), rng.uniform(6, 20), rng.uniform(20, 60)], p=[0.55, 0.33, 0.12])
            shape = shapes[rng.integers(len(shapes))]
            zoom = side / max(shape.shape)
            shape = cv2.resize(shape, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
            shape = np.rot90(shape, rng.integers(4))[:: rng.choice([-1, 1])]
            shape = cv2.GaussianBlur(np.pad(shape, 2), (0, 0), 0.6)
            peak = shape.max()
            if peak < 0.05:
                continue
            shape = shape / peak * rng.uniform(0.65, 1)
            h, w = shape.shape
            if h >= frame.shape[0] or w >= frame.shape[1]:
                continue
            y, x = rng.integers(frame.shape[0] - h), rng.integers(frame.shape[1] - w)
            dark = rng.random() < 0.6
            colour = np.full(3, rng.uniform(0.01, 0.15) if dark else rng.uniform(0.85, 0.99), np.float32)
            if tint:
                colour[rng.integers(3)] = rng.uniform(0.2, 0.8)
            part = picture[y : y + h, x : x + w]
            part += shape[..., None] * (colour - part)
            mask[y : y + h, x : x + w] |= (shape > 0.08).astype(np.uint8)
        damaged.append(picture)
        masks.append(mask)
    return damaged, masks


def scratches(frames, rng, count=4):
    h, w = frames[0].shape[:2]
    rows = np.arange(h)
    damaged, masks = [frame.copy() for frame in frames], [np.zeros((h, w), np.uint8) for _ in frames]
    for _ in range(count):
        x0, width, strength = rng.uniform(0.05, 0.95) * w, rng.uniform(0.6, 1.6), rng.uniform(0.08, 0.3)
        if rng.random() < 0.5:
            strength = -strength
        lean, wander, lobes = rng.uniform(-0.01, 0.01), 0.0, rng.random() < 0.5
        first = 0 if rng.random() < 0.6 else rng.integers(len(frames) // 2)
        fade = cv2.GaussianBlur(rng.standard_normal((h, 1)).astype(np.float32), (1, 0 | 1), 0, sigmaY=40)[:, 0]
        fade = np.clip(1 + 0.25 * fade / max(fade.std(), 1e-6), 0.3, 1.6)
        for i in range(first, len(frames)):
            wander += rng.normal(0, 0.35)
            line = x0 + wander + lean * (rows - h / 2) + 1.5 * np.sin(rows / 90 + i * 0.21)
            across = np.arange(w)[None, :] - line[:, None]
            profile = np.exp(-0.5 * (across / width) ** 2)
            if lobes:
                profile = profile - 0.35 * np.exp(-0.5 * ((np.abs(across) - 2.6 * width) / width) ** 2)
            profile = (strength * rng.uniform(0.85, 1.15) * fade[:, None] * profile).astype(np.float32)
            damaged[i] = np.clip(damaged[i] + profile[..., None], 0, 1)
            masks[i] |= np.where(np.abs(profile) > 0.012, 2, 0).astype(np.uint8)
    return damaged, masks


def flicker(frames, rng, local=0.05):
    damaged = []
    h, w = frames[0].shape[:2]
    for frame in frames:
        gamma = np.exp(rng.normal(0, 0.04))
        field = cv2.resize(rng.standard_normal((4, 5)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        gain = np.exp(rng.normal(0, 0.06) + local * field)[..., None]
        damaged.append(np.clip(frame**gamma * gain, 0, 1).astype(np.float32))
    return damaged


def weave(frames, rng, size_px=0.9):
    """Moves frames that have a margin; gives the true and the damaged ones without it."""
    true, damaged = [], []
    for frame in frames:
        h, w = frame.shape[:2]
        dx, dy = rng.normal(0, size_px, 2)
        turn = rng.normal(0, 0.0004)
        move = cv2.getRotationMatrix2D((w / 2, h / 2), np.degrees(turn), 1)
        move[:, 2] += dx, dy
        moved = cv2.warpAffine(frame, move, (w, h), flags=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REFLECT)
        inner = np.s_[MARGIN:-MARGIN, MARGIN:-MARGIN]
        true.append(frame[inner])
        damaged.append(np.clip(moved[inner], 0, 1))
    return true, damaged


# Pictures that are drawn.


def gliding(still, count, step, width, height):
    """A camera that glides over a still."""
    frames = []
    for i in range(count):
        x = 20 + step * i
        move = np.float32([[1, 0, x], [0, 1, 12]])
        frames.append(cv2.warpAffine(still, move, (width, height), flags=cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP,
                                     borderMode=cv2.BORDER_REFLECT))
    return [np.clip(frame, 0, 1) for frame in frames]


def sparks(frames, rng, rain=False):
    """Lights that live for a frame, in swarms; or streaks of rain all over."""
    lit = []
    h, w = frames[0].shape[:2]
    for i, frame in enumerate(frames):
        picture = frame.copy()
        swarm = np.array([w * (0.35 + 0.2 * np.sin(i / 9)), h * 0.6])
        for _ in range(45 if not rain else 60):
            x, y = rng.uniform((0, 0), (w, h)) if rain else swarm + rng.normal(0, 1, 2) * (w * 0.06, h * 0.08)
            dx, dy = (rng.normal(1, 0.4), rng.uniform(10, 26)) if rain else rng.normal(0, 4, 2)
            ends = [(int(x * 16), int(y * 16)), (int((x + dx) * 16), int((y + dy) * 16))]
            light = np.zeros((h, w), np.float32)
            cv2.line(light, *ends, 0.35 if rain else rng.uniform(0.4, 1), 1, cv2.LINE_AA, 4)
            x0, x1 = sorted((int(x), int(x + dx)))
            y0, y1 = sorted((int(y), int(y + dy)))
            box = np.s_[max(0, y0 - 3) : y1 + 4, max(0, x0 - 3) : x1 + 4]
            soft = cv2.GaussianBlur(light[box], (0, 0), 0.7) if light[box].size else light[box]
            picture[box] += soft[..., None] * ((1, 0.9, 0.6) if not rain else (1, 1, 1))
        lit.append(np.clip(picture, 0, 1))
    return lit


def fence(count, step, rng):
    """Poles, blinds and wires that a camera glides along: the lines of a scene."""
    h, w = 480, 1000
    wall = cv2.resize(rng.random((12, 25)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC) * 0.5 + 0.25
    still = np.repeat(wall[..., None], 3, 2)
    for x in range(60, w, 90):
        cv2.line(still, (x, 0), (x + int(rng.integers(-3, 4)), h), [float(rng.choice([0.08, 0.85]))] * 3, int(rng.integers(1, 4)), cv2.LINE_AA)
    for x in range(300, 420, 8):
        cv2.line(still, (x, 100), (x, 330), (0.2, 0.2, 0.2), 2, cv2.LINE_AA)
    return gliding(still, count, step, 640, 448)


def clips(shared):
    """Name: how it is made, from a random generator to kind, true frames, damaged frames, masks, cuts."""
    shapes = outlines(shared)

    def grained(source, rng):
        return [grainy(frame, rng) for frame in source]

    def dusty(*source, **how):
        return lambda rng: ("dust", true := grained(camera(shared, *source), rng), *dust(true, rng, shapes, **how), [])

    def scratched(*source):
        return lambda rng: ("scratch", true := grained(camera(shared, *source), rng), *scratches(true, rng), [])

    def flickering(*source, local=0.05):
        return lambda rng: ("flicker", true := grained(camera(shared, *source), rng), flicker(true, rng, local), None, [])

    def weaving(source):
        return lambda rng: ("weave", *weave(grained(source(rng), rng), rng), None, [])

    def clean(source, cuts=()):
        return lambda rng: ("clean", true := grained(source(rng), rng), true, None, list(cuts))

    def everything(*source):
        def make(rng):
            true, moved = weave(grained(camera(shared, *source), rng), rng)
            dirty, dirt = dust(moved, rng, shapes)
            lined, lines = scratches(dirty, rng, 2)
            return "combined", true, flicker(lined, rng, 0.03), [a | b for a, b in zip(dirt, lines)], []
        return make

    still = lambda: camera(shared, "01_dog.mp4", 0, 1, 1280)[0]
    return {
        "dust-again": dusty("again.mkv", 20, 24, 640),
        "dust-dog": dusty("01_dog.mp4", 30, 24, 960),
        "dust-coffee": dusty("04_coffee.mp4", 60, 24, 960),
        "dust-cockatoo": dusty("cockatoo.mp4", 40, 24, 960, tint=True),
        "dust-foreman": dusty("HPCV_BRCM_A.264", 20, 24, 352, a_frame=8),
        "dust-paraglider": dusty("paragliding-launch.mp4", 10, 24, 854),
        "clean-bikes": clean(lambda _: camera(shared, "bikes.mp4", 60, 32, 640)),
        "clean-bikes-pan": clean(lambda _: camera(shared, "bikes.mp4", 0, 32, 640)),
        "clean-whip": clean(lambda _: camera(shared, "HPCV_BRCM_A.264", 170, 40, 352)),
        "clean-dog": clean(lambda _: camera(shared, "01_dog.mp4", 110, 32, 960)),
        "clean-paraglider": clean(lambda _: camera(shared, "paragliding-launch.mp4", 40, 32, 854)),
        "clean-walk": clean(lambda _: camera(shared, "walk.mkv", 20, 32, 640)),
        "clean-cockatoo": clean(lambda _: camera(shared, "cockatoo.mp4", 180, 32, 960)),
        "clean-sparks": clean(lambda rng: sparks(camera(shared, "04_coffee.mp4", 20, 24, 640), rng)),
        "clean-rain": clean(lambda rng: sparks(camera(shared, "01_dog.mp4", 30, 24, 640), rng, rain=True)),
        "clean-fence": clean(lambda rng: fence(24, 3.3, rng)),
        "clean-fence-locked": clean(lambda rng: fence(24, 0, rng)),
        "clean-blinds": clean(lambda _: camera(shared, "carphone_pristine.mp4", 10, 32, 352)),
        "scratch-again": scratched("again.mkv", 30, 24, 640),
        "scratch-dog": scratched("01_dog.mp4", 60, 24, 960),
        "scratch-paraglider": scratched("paragliding-launch.mp4", 20, 24, 854),
        "scratch-cockatoo": scratched("cockatoo.mp4", 80, 24, 960),
        "flicker-again": flickering("again.mkv", 10, 40, 640),
        "flicker-cockatoo": flickering("cockatoo.mp4", 40, 40, 640),
        "flicker-paraglider": flickering("paragliding-launch.mp4", 10, 40, 854, local=0.0),
        "weave-coffee": weaving(lambda _: camera(shared, "04_coffee.mp4", 30, 40, 960)),
        "weave-walk": weaving(lambda _: camera(shared, "walk.mkv", 20, 40, 640)),
        "weave-pan": weaving(lambda _: gliding(still(), 40, 4.6, 900, 600)),
        "combined-again": everything("again.mkv", 30, 32, 640),
        "combined-dog": everything("01_dog.mp4", 40, 32, 960),
    }


def write(folder, frames):
    os.makedirs(folder)
    for i, frame in enumerate(frames):
        samples = np.round(frame[..., ::-1] * 65535).astype(np.uint16)
        cv2.imwrite(f"{folder}/{i:05d}.tif", samples, [cv2.IMWRITE_TIFF_COMPRESSION, 1])


def main(shared, output, *wanted):
    for name, make in clips(shared).items():
        folder = os.path.join(output, name)
        if (wanted and name not in wanted) or os.path.exists(folder + "/meta.json"):
            continue
        kind, true, damaged, masks, cuts = make(np.random.default_rng(zlib.crc32(name.encode())))
        write(folder + "/gt", true)
        write(folder + "/degraded", damaged)
        os.makedirs(folder + "/mask")
        for i, mask in enumerate(masks or [np.zeros(true[0].shape[:2], np.uint8)] * len(true)):
            cv2.imwrite(f"{folder}/mask/{i:05d}.png", mask)
        height, width = true[0].shape[:2]
        with open(folder + "/meta.json", "w", encoding="utf-8") as meta:
            json.dump({"clip": name, "kind": kind, "width": width, "height": height, "cuts": cuts}, meta)
        print(name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
