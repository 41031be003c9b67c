#!/usr/bin/env python3
"""Gives back the files of a scan from its preservation master, without tasma: ffmpeg, ffprobe and this script.

    restore.py MASTER.mkv OUTPUT

Exits 0 only if every file came back with the MD5 and the SHA-256 that the master has of it. What did not is named, and
the rest is given back all the same. OUTPUT is made, or is an empty folder. README.md says what it restores.

A master is a Matroska file (RFC 9559): FFV1 pictures, sound, and attachments. `tasma.json` lists the files of the scan.
"RAWcooked reversibility data", an attachment or one element behind the Segment, keeps what of them is no sample:

    whole file (ra)  name, content (or an attachment of that name holds it), MD5, size
    track (rt)       of pictures: masks, then a block (rb) a frame, in the order of the frames; of sound: one file
    of each file     name, bytes before the samples, bits between them, bytes behind them, MD5, size

Contents begin with their size, then a zlib stream; size 0: then the bytes as they are. A part whose id is that of a
mask is the difference to the mask in the track, byte by byte, modulo 256.
"""

import hashlib
import itertools
import json
import mmap
import os
import re
import subprocess
import sys
import zlib
from array import array
from contextlib import contextmanager

SEGMENT, CLUSTER, ATTACHMENTS, ATTACHED_FILE = 0x18538067, 0x1F43B675, 0x1941A469, 0x61A7
FILE_NAME, FILE_DATA = 0x466E, 0x465C
ROOT, WHOLE, TRACK, BLOCK = 0x207263, 0x207261, 0x207274, 0x207262
NAME, BEFORE, INSIDE, AFTER, MD5, SIZE = 0x90, 0x81, 0x85, 0x82, 0xA0, 0xB0
MASK_OF = {NAME: 0x91, BEFORE: 0x83, INSIDE: 0x86, AFTER: 0x84}
PIECE = 1 << 20  # bytes handled at a time


class Damaged(Exception):
    """The master is not what it should be."""


# What damage leads to.
MISFIT = (Damaged, LookupError, ValueError, ArithmeticError, TypeError, AttributeError, zlib.error)


# EBML (RFC 8794).


def number(data, at):
    """A number of variable length, with the marker of its length, and that length."""
    length = 9 - data[at].bit_length()
    if length > 8 or at + length > len(data):
        raise Damaged(f"no EBML at byte {at}")
    return int.from_bytes(data[at : at + length], "big"), length


def size_at(data, at):
    value, length = number(data, at)
    return value ^ 1 << 7 * length, length


def elements(data, at, end):
    """The elements between two bytes: id, begin and end of what they hold."""
    while at < end:
        ident, length = number(data, at)
        size, more = size_at(data, at + length)
        begin = at + length + more
        at = begin + size
        if at > end:
            raise Damaged(f"the element at byte {begin} ends beyond what it is in")
        yield ident, begin, at


def places(data, at, end):
    """Where the elements between two bytes stand, by their ids."""
    return {ident: place for ident, *place in elements(data, at, end)}


def content(data, at, end):
    """What is stored between two bytes, piece by piece."""
    if at == end:
        return
    size, length = size_at(data, at)
    stream = zlib.decompressobj() if size else None
    for begin in range(at + length, end, PIECE):
        coded = data[begin : min(begin + PIECE, end)]
        while stream and coded:
            piece = stream.decompress(coded, PIECE)
            coded = stream.unconsumed_tail
            size -= len(piece)
            if size < 0 or stream.unused_data:
                raise Damaged("more is stored than its size says")
            yield piece
        if not stream:
            yield coded
    if stream and (not stream.eof or size):
        raise Damaged("less is stored than its size says")


class Kept:
    """What is kept of a file, or the masks of a track."""

    def __init__(self, data, begin, end, masks=None):
        self.data, self.masks = data, masks
        self.places = places(data, begin, end)

    def part(self, ident):
        if ident in self.places:
            return b"".join(content(self.data, *self.places[ident]))
        if MASK_OF[ident] not in self.places:
            return b""
        part = b"".join(content(self.data, *self.places[MASK_OF[ident]]))
        mask = self.masks.part(ident) if self.masks else b""
        return bytes((a + b) & 255 for a, b in zip(part, mask)) + part[len(mask) :]

    @property
    def name(self):
        """Below the scan's own folder, with which names begin; of a scan that is one file, as it is."""
        return self.part(NAME).split(b"/", 1)[-1]

    @property
    def md5(self):
        begin, end = self.places[MD5]
        return self.data[begin + 1 : end].hex()  # behind the kind of digest, of which there is one

    @property
    def size(self):
        begin, end = self.places[SIZE]
        return int.from_bytes(self.data[begin:end], "big")


# Samples, by ffmpeg: in the very format they are stored in, so that nothing converts them.

PIXELS = {"bgr0": (3, 8), "bgra": (4, 8), "gray": (1, 8)}  # planes, bits
for bits in (10, 12, 16):
    PIXELS |= {f"gray{bits}le": (1, bits), f"gbrp{bits}le": (3, bits), f"gbrap{bits}le": (4, bits)}


class Picture:
    """Decoded samples: R, G, B, A or grey, a plane each."""

    def __init__(self, raw, width, height, pixel_format):
        self.shape, self.bits = (width, height), PIXELS[pixel_format][1]
        samples = array("B" if self.bits == 8 else "H", raw)  # little-endian, whatever the machine: moved, not read
        area = width * height
        if pixel_format in ("bgr0", "bgra"):
            self.planes = [samples[byte::4] for byte in (2, 1, 0, 3)]
        else:
            self.planes = [samples[at : at + area] for at in range(0, len(samples), area)]
            if len(self.planes) > 1:
                self.planes[:3] = self.planes[2], self.planes[0], self.planes[1]  # ffmpeg's order is G, B, R
        del self.planes[PIXELS[pixel_format][0] :]

    def in_order(self, order):
        """All samples as most files have them: those of a pixel together."""
        if len(order) != len(self.planes):
            raise Damaged("the picture has not the planes of the file")
        samples = array(self.planes[0].typecode, bytes(self.planes[0].itemsize * len(order) * len(self.planes[0])))
        for place, plane in enumerate(order):
            samples[place :: len(order)] = self.planes[plane]
        return samples


def streams(master, kind):
    shown = ["-show_entries", "stream=codec_type,codec_name,pix_fmt,width,height,bits_per_raw_sample", "-of", "json"]
    run = subprocess.run(["ffprobe", "-v", "error", *shown, "file:" + master], stdout=subprocess.PIPE, check=False)
    return [stream for stream in json.loads(run.stdout or "{}").get("streams", []) if stream["codec_type"] == kind]


@contextmanager
def decoded(master, *wanted):
    command = ["ffmpeg", "-nostdin", "-v", "error", "-noautorotate", "-i", "file:" + master, *wanted, "pipe:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        yield process.stdout
        if process.stdout.read(1):
            raise Damaged("ffmpeg decodes more than the record knows of")


def pictures(master, frames):
    """The frames that files come back from, each with its entry in the record."""
    if not any(from_samples(entry) for entry in frames):
        return
    track = streams(master, "video")[0]
    pixel_format, width, height = track["pix_fmt"], track["width"], track["height"]
    planes, bits = PIXELS[pixel_format]
    size = width * height * (4 if planes > 1 and bits == 8 else planes * (2 if bits > 8 else 1))
    format_as_is = ["-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", pixel_format]
    with decoded(master, *format_as_is) as pipe:
        for entry in frames:
            raw = pipe.read(size)
            if from_samples(entry):
                yield entry, Picture(raw, width, height, pixel_format) if len(raw) == size else None


def sound(master, track):
    """The samples of a sound track as WAV has them, piece by piece."""
    stream = streams(master, "audio")[track]
    as_is, codec = "copy", stream["codec_name"]
    if codec == "flac":
        as_is = codec = f"pcm_s{stream['bits_per_raw_sample']}le"
    wanted = ["-map", f"0:a:{track}", "-c:a", as_is, "-f", codec.removeprefix("pcm_")]
    with decoded(master, *wanted) as pipe:
        while piece := pipe.read(PIECE):
            yield piece


# The files. A line of samples is handled as one large number of equal lanes, which Python shifts and joins fast.


def number_of(samples, lane=2):
    """The samples as lanes of so many bytes, the first in the lowest."""
    wide = array("H", bytes(lane * len(samples)))
    wide[:: lane // 2] = samples
    return int.from_bytes(wide.tobytes(), "little")


def swapped(coded, word):
    words = array(word, coded)
    words.byteswap()
    return words.tobytes()


def packed(samples, bits, packing, low_first, big_endian):
    """Samples in the words of SMPTE ST 268; packing 0 is without filling, 1 is method A, 2 is method B."""
    count, word = len(samples), "H"
    if bits == 8:
        return samples.tobytes()
    if bits == 10:  # three in 32 bits
        word, groups = "I", (count + 2) // 3
        samples = samples + array("H", bytes(2 * (3 * groups - count)))
        low, middle, high = (number_of(samples[i::3], 4) for i in ((0, 1, 2) if low_first else (2, 1, 0)))
        coded = ((low | middle << 10 | high << 20) << (2 if packing == 1 else 0)).to_bytes(4 * groups, "little")
    elif bits == 12 and packing == 0:  # one behind the other: two in three bytes, words filled up at the end
        word, pairs = "I", (count + 1) // 2
        samples = samples + array("H", bytes(2 * (2 * pairs - count)))
        wide = (number_of(samples[0::2], 4) | number_of(samples[1::2], 4) << 12).to_bytes(4 * pairs, "little")
        coded = bytearray(3 * pairs + 3)
        for i in range(3):
            coded[i : 3 * pairs : 3] = wide[i::4]
        coded = bytes(coded[: (12 * count + 31) // 32 * 4])
    else:  # one in 16 bits
        coded = (number_of(samples) << (4 if bits == 12 and packing == 1 else 0)).to_bytes(2 * count, "little")
    return swapped(coded, word) if big_endian else coded


def dpx_areas(header, picture, size):
    """The picture area of a DPX file of this header, if it has `size` bytes. Lines begin at 32-bit words, or they do
    not; no field says so. Where both fit, the digest tells."""
    big_endian = header[:4] == b"SDPX"

    def field(at, length):
        return int.from_bytes(header[at : at + length], "big" if big_endian else "little")

    order = {50: (0, 1, 2), 51: (0, 1, 2, 3), 52: (3, 2, 1, 0)}.get(header[800], (0,))
    bits, packing, line_padding = header[803], field(804, 2), field(812, 4)
    line_padding = 0 if line_padding == 0xFFFFFFFF else line_padding  # undefined
    if (field(772, 4), field(776, 4)) != picture.shape or bits != picture.bits:
        raise Damaged("the picture has not the shape of the file")
    samples, (width, height) = picture.in_order(order), picture.shape
    how = (bits, packing, len(order) == 1, big_endian)
    line = width * len(order)
    if field(768, 2) == 2:  # from bottom to top; the picture stands upright
        upwards = range(len(samples) - line, -1, -line)
        samples = array(samples.typecode, b"".join(samples[at : at + line].tobytes() for at in upwards))
    lines = [packed(samples[at : at + line], *how) for at in range(0, len(samples), line)]
    for behind in dict.fromkeys((-len(lines[0]) % 4 + line_padding, line_padding)):
        if (len(lines[0]) + behind) * height == size:
            yield b"".join(coded + bytes(behind) for coded in lines)
    if bits == 10 or (bits == 12 and packing == 0):  # words that lines share
        yield packed(samples, *how)


def still(kept, picture):
    """The bytes of a DPX or TIFF file."""
    if picture is None:
        raise Damaged("ffmpeg decodes no picture of it")
    before, inside, after = kept.part(BEFORE), kept.part(INSIDE), kept.part(AFTER)
    size = kept.size - len(before) - len(after)
    if before[:4] in (b"SDPX", b"XPDS"):
        areas = dpx_areas(before, picture, size)
    else:  # TIFF, its samples one behind the other
        samples = picture.in_order(range(len(picture.planes))).tobytes()
        areas = [swapped(samples, "H") if before[:2] == b"MM" and picture.bits == 16 else samples]
    file = b""  # no area has the size
    for area in areas:
        if inside:  # the bits that are no samples
            area = (int.from_bytes(area, "big") | int.from_bytes(inside, "big")).to_bytes(len(area), "big")
        file = before + area + after
        if hashlib.md5(file).hexdigest() == kept.md5:
            return file
    return file


# The scan, as tasma.json tells of it.


def raw_name(shown):
    """The bytes of a name; those that could not be shown are written \\xNN."""
    return re.sub(rb"\\x([0-9a-f]{2})", lambda escaped: bytes.fromhex(escaped[1].decode()), shown.encode())


def from_samples(entry):
    """Whether a frame's file comes back from the picture: there is one (a gap has none), and it is not kept whole."""
    return len(entry) > 8 and not entry[9]


class Restoration:
    def __init__(self, master, data, output):
        self.master, self.data, self.output = master, data, os.fsencode(output)
        self.attached, self.good, self.faults = {}, 0, 0
        self.find(places(data, 0, len(data)))
        told = json.loads(data[slice(*self.attached[b"tasma.json"])])
        self.frames = told["frames"]  # number, file, size, time, state, timecode, keycode, header; SHA-256, kept whole
        others = told.get("kept", [])  # name, kind (2: folder), size, time, SHA-256
        self.folders = {raw_name(entry[0]): entry[3] for entry in others if entry[1] == 2}
        self.files = {raw_name(entry[1]): (entry[3], entry[8]) for entry in self.frames if len(entry) > 8}
        self.files |= {raw_name(entry[0]): (entry[3], entry[4]) for entry in others if entry[1] != 2}
        self.missing = set(self.files)
        for name in (*self.files, *self.folders):
            if b"\0" in name or any(part in (b"", b".", b"..") for part in name.split(b"/")):
                raise Damaged(f"a file would be called {name}")

    def find(self, top):
        for ident, *place in elements(self.data, *top[SEGMENT]):
            if ident == CLUSTER:
                break
            for part, *file in elements(self.data, *place) if ident == ATTACHMENTS else ():
                if part == ATTACHED_FILE:
                    fields = places(self.data, *file)
                    self.attached[self.data[slice(*fields[FILE_NAME])]] = fields[FILE_DATA]
        if b"tasma.json" not in self.attached:
            raise Damaged("it has no record of a scan (tasma.json): no preservation master of tasma")
        self.kept = top.get(ROOT) or self.attached[b"RAWcooked reversibility data"]

    def say(self, name, fault):
        self.faults += 1
        print(f"{name.decode(errors='backslashreplace')}: {fault}", file=sys.stderr)

    def give(self, kept, pieces):
        """Writes a file and judges it. One that is not as it was stays, for what it is worth."""
        name = kept.name
        if name not in self.missing:
            return self.say(name, "is not in the record, or is there twice")
        self.missing.remove(name)
        modified_ns, sha256 = self.files[name]
        path = os.path.join(self.output, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        digests = hashlib.md5(), hashlib.sha256()
        with open(path, "xb") as file:
            try:
                for piece in pieces:
                    file.write(piece)
                    for digest in digests:
                        digest.update(piece)
            except MISFIT as fault:
                return self.say(name, f"is damaged: {fault}")
        os.utime(path, ns=(modified_ns, modified_ns))
        found, recorded = [digest.hexdigest() for digest in digests], [kept.md5, sha256]
        if found != recorded:
            return self.say(name, f"is not as it was: MD5 and SHA-256 are {found}, were {recorded}")
        self.good += 1

    def give_whole(self, kept):
        name, size = kept.part(NAME), kept.size
        if INSIDE in kept.places or size == 0:
            return self.give(kept, content(self.data, *kept.places[INSIDE]) if size else ())
        begin, end = self.attached[name]
        if name != b"tasma.json":
            return self.give(kept, (self.data[at : min(at + PIECE, end)] for at in range(begin, end, PIECE)))
        if hashlib.md5(self.data[begin:end]).hexdigest() != kept.md5:
            self.say(name, "the record itself is damaged")

    def give_all(self):
        frames, sounds, masks = pictures(self.master, self.frames), itertools.count(), None
        for ident, begin, end in elements(self.data, *self.kept):
            if ident == WHOLE:
                self.give_whole(Kept(self.data, begin, end))
            elif ident == TRACK:
                masks = Kept(self.data, begin, end)
                if BEFORE in masks.places:  # no masks: it is one file
                    samples = sound(self.master, next(sounds))
                    self.give(masks, itertools.chain([masks.part(BEFORE)], samples, [masks.part(AFTER)]))
            elif ident == BLOCK:
                kept = Kept(self.data, begin, end, masks)
                entry, picture = next(frames, ([0, ""], None))
                if raw_name(entry[1]) != kept.name:
                    raise Damaged(f"what is kept of {kept.name} does not stand in the order of the frames")
                self.give(kept, (still(kept, picture) for _ in "1"))  # made within, so that faults are its own
        if next(frames, None):
            raise Damaged("it has more frames than it keeps files")

    def run(self):
        try:
            self.give_all()
        except MISFIT as fault:
            self.say(os.fsencode(self.master), f"is damaged: {fault}")
        for folder in self.folders:
            os.makedirs(os.path.join(self.output, folder), exist_ok=True)
        for folder in sorted(self.folders, reverse=True):  # the deepest first: what is put into one changes its time
            os.utime(os.path.join(self.output, folder), ns=(self.folders[folder],) * 2)
        for name in sorted(self.missing):
            self.say(name, "did not come back")
        print(f"{self.good} of {len(self.files)} files are back as they were")
        return 1 if self.faults else 0


def main(arguments):
    if len(arguments) != 2:
        print("usage: restore.py MASTER.mkv OUTPUT", file=sys.stderr)
        return 2
    master, output = arguments
    try:
        os.makedirs(output, exist_ok=True)
        if os.listdir(output):
            raise Damaged(f"{output} is not empty; name another folder")
        with open(master, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return Restoration(master, data, output).run()
    except (OSError, *MISFIT) as fault:
        print(f"{master}: {fault}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
