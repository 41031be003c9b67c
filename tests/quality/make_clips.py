#!/usr/bin/python3 -B
"""Makes damaged clips whose truth is known.

    make_clips.py --reel-maker PROGRAM --shared FOLDER --output FOLDER [CLIP...]

Every clip is a folder: gt (the truth), degraded, mask (bits: 1 dust, 2 scratch; 00000.png on), meta.json (clip, kind,
variant, width, height, cuts). The pictures are camera clips of SHARED/testdata/camera with grain added, or drawn, some
of them by tasma-make-reel; dirt has the outlines of SHARED/testdata/film/filmdamage_stamps. Without the shared material
only what is drawn is made. Nothing hangs on the clock: seeds are the clips' names.
"""

import argparse
import json
import os
import shutil
import subprocess
import zlib
from typing import NamedTuple

import cv2
import numpy as np

import frames as files
import pictures
from damage import dust, flicker, outlines, scratches, weave


class Clip(NamedTuple):
    kind: str
    true: list
    degraded: list
    masks: list = None
    variant: str = ""  # where other bars hold, see table.py


# Clips that tasma-make-reel draws, 10-bit DPX with logarithmic code values unless they say otherwise: kind, options.
REELS = {
    "reel-dust": ("dust", "--dust 14"),
    "reel-dust-video": ("dust", "--dust 14 --format tiff --transfer video --seed 5"),
    "reel-scratch": ("scratch", "--scratches 3"),
    "reel-flicker": ("flicker", "--flicker 6"),
    "reel-weave": ("weave", "--weave 1.2"),
    "reel-clean": ("clean", ""),
    "reel-clean-video": ("clean", "--format tiff --transfer video --seed 5"),
    "reel-combined": ("combined", "--dust 10 --flicker 5 --weave 1 --seed 3"),
}

# Functions that make a clip of a source of pictures. A source is a function of a random generator.


def grained(source, rng):
    return [pictures.grainy(frame, rng) for frame in source(rng)]


def clean(source, variant=""):
    def make(rng):
        true = grained(source, rng)
        return Clip("clean", true, true, variant=variant)
    return make


def scratched(source):
    def make(rng):
        true = grained(source, rng)
        return Clip("scratch", true, *scratches(true, rng))
    return make


def flickering(source, local=0.05):
    def make(rng):
        true = grained(source, rng)
        return Clip("flicker", true, flicker(true, rng, local))
    return make


def weaving(source, variant=""):
    return lambda rng: Clip("weave", *weave(grained(source, rng), rng), variant=variant)


def dusty(source, shapes, **how):
    def make(rng):
        true = grained(source, rng)
        return Clip("dust", true, *dust(true, rng, shapes(), **how))
    return make


def dusty_mono(source, shapes):
    def make(rng):
        true = [pictures.mono(frame) for frame in grained(source, rng)]
        return Clip("dust", true, *dust(true, rng, shapes()))
    return make


def everything(source, shapes):
    def make(rng):
        true, moved = weave(grained(source, rng), rng)
        dirty, dirt = dust(moved, rng, shapes())
        lined, lines = scratches(dirty, rng, 2)
        return Clip("combined", true, flicker(lined, rng, 0.03), [a | b for a, b in zip(dirt, lines)])
    return make


def changed(source, change):
    return lambda rng: change(source(rng))


def lit(source, change):
    return lambda rng: change(source(rng), rng)


def drawn():
    """Clips that need no material."""
    return {
        "clean-fence": clean(lambda rng: pictures.fence(24, 3.3, rng)),
        "clean-fence-locked": clean(lambda rng: pictures.fence(24, 0, rng)),
    }


def filmed(shared):
    """Clips of camera material."""
    def of(name, *part):
        return lambda _: pictures.camera(f"{shared}/testdata/camera/{name}", *part)

    def shapes():
        return outlines(f"{shared}/testdata/film/filmdamage_stamps")

    again, dog, coffee, cockatoo = "again.mkv", "01_dog.mp4", "04_coffee.mp4", "cockatoo.mp4"
    foreman, paraglider, walk, bikes = "HPCV_BRCM_A.264", "paragliding-launch.mp4", "walk.mkv", "bikes.mp4"
    pan = changed(of(dog, 0, 1, 1280), lambda still: pictures.gliding(still[0], 40, 4.6, 900, 600))
    headroom = changed(of(dog, 60, 40, 640), lambda frames: [np.float32(0.75) * frame for frame in frames])
    return {
        "dust-again": dusty(of(again, 20, 24, 640), shapes),
        "dust-dog": dusty(of(dog, 30, 24, 960), shapes),
        "dust-coffee": dusty(of(coffee, 60, 24, 960), shapes),
        "dust-cockatoo": dusty(of(cockatoo, 40, 24, 960), shapes, tint=True),
        "dust-foreman": dusty(of(foreman, 20, 24, 352), shapes, a_frame=8),
        "dust-paraglider": dusty(of(paraglider, 10, 24, 854), shapes),
        "dust-mono": dusty_mono(of(walk, 40, 24, 640), shapes),
        "clean-bikes": clean(of(bikes, 60, 32, 640)),
        "clean-bikes-pan": clean(of(bikes, 0, 32, 640)),
        "clean-whip": clean(of(foreman, 170, 40, 352)),
        "clean-dog": clean(of(dog, 110, 32, 960)),
        "clean-paraglider": clean(of(paraglider, 40, 32, 854)),
        "clean-walk": clean(of(walk, 20, 32, 640)),
        "clean-cockatoo": clean(of(cockatoo, 180, 32, 960)),
        "clean-blinds": clean(of("carphone_pristine.mp4", 10, 32, 352)),
        "clean-sparks": clean(lit(of(coffee, 20, 24, 640), pictures.sparks), "lights"),
        "clean-rain": clean(lit(of(dog, 30, 24, 640), pictures.rain), "lights"),
        "clean-glints": clean(lit(of(paraglider, 10, 24, 640), pictures.glints), "lights"),
        "scratch-again": scratched(of(again, 30, 24, 640)),
        "scratch-dog": scratched(of(dog, 60, 24, 960)),
        "scratch-paraglider": scratched(of(paraglider, 20, 24, 854)),
        "scratch-cockatoo": scratched(of(cockatoo, 80, 24, 960)),
        "flicker-again": flickering(of(again, 10, 40, 640)),
        "flicker-dog": flickering(headroom),
        "flicker-paraglider": flickering(of(paraglider, 10, 40, 854), local=0.0),
        "flicker-fade": flickering(changed(of(walk, 10, 48, 640), pictures.faded)),
        "weave-coffee": weaving(of(coffee, 30, 40, 960)),
        "weave-walk": weaving(of(walk, 20, 40, 640)),
        "weave-pan": weaving(pan),
        "weave-perforations": weaving(changed(of(walk, 20, 40, 480), pictures.film), "perforations"),
        "combined-again": everything(of(again, 30, 32, 640), shapes),
        "combined-dog": everything(of(dog, 40, 32, 960), shapes),
    }


def write_meta(folder, kind, size, cuts=(), variant=""):
    meta = {"clip": os.path.basename(folder), "kind": kind, "variant": variant,
            "width": size[1], "height": size[0], "cuts": list(cuts)}
    with open(folder + "/meta.json", "w", encoding="utf-8") as file:
        json.dump(meta, file)


def write_clip(folder, clip):
    files.write(folder + "/gt", clip.true)
    files.write(folder + "/degraded", clip.degraded)
    size = clip.true[0].shape[:2]
    os.makedirs(folder + "/mask")
    for position, mask in enumerate(clip.masks or [np.zeros(size, np.uint8)] * len(clip.true)):
        cv2.imwrite(f"{folder}/mask/{position:05d}.png", mask)
    write_meta(folder, clip.kind, size, variant=clip.variant)


def draw_reel(folder, program, kind, options):
    """A clip by tasma-make-reel, whose truth lies in other folders."""
    truth = folder + "/truth"
    subprocess.run([program, "--output", folder + "/degraded", "--truth", truth, "--frames", "48", "--size", "640x486",
                    *options.split()], check=True, stdout=subprocess.DEVNULL)
    os.rename(truth + "/frames", folder + "/gt")
    os.rename(truth + "/mask", folder + "/mask")
    with open(truth + "/meta.json", encoding="utf-8") as file:
        meta = json.load(file)
    shutil.rmtree(truth)
    write_meta(folder, kind, (meta["height"], meta["width"]), meta["cuts"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reel-maker", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--list", action="store_true", help="only names those that can be made")
    parser.add_argument("clips", nargs="*")
    given = parser.parse_args()
    makers = drawn() | (filmed(given.shared) if os.path.isdir(given.shared + "/testdata/camera") else {})
    unknown = set(given.clips) - set(REELS) - set(makers)
    if unknown:
        parser.error("no such clip, or no material for it: " + ", ".join(sorted(unknown)))
    for name in given.clips or [*REELS, *makers]:
        folder = os.path.join(given.output, name)
        if given.list:
            print(name)
        elif not os.path.exists(folder + "/meta.json"):
            shutil.rmtree(folder, ignore_errors=True)
            if name in REELS:
                draw_reel(folder, given.reel_maker, *REELS[name])
            else:
                write_clip(folder, makers[name](np.random.default_rng(zlib.crc32(name.encode()))))


if __name__ == "__main__":
    main()
