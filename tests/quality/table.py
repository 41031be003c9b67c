#!/usr/bin/python3 -B
"""Prints scores beside their bars: table.py [--far] SCORES; a table a kind, as Markdown.

SCORES is a folder of NAME.json as score.py prints them; NAME.before.json, where there is one, is the score of the
damaged clip. Figures that miss their bar are bold. With --far the exit code is 1 if one misses its bar by far.
"""

import glob
import json
import os
import sys
from typing import NamedTuple


class Figure(NamedTuple):
    """A column; figures between `least` and `most` are good. `far` is how much further off is far off."""

    heading: str
    key: str
    least: float = None
    most: float = None
    far: float = None
    style: str = "{:.3f}"

    def missed(self, value, by=0):
        low = self.least is not None and value < self.least - by
        return low or (self.most is not None and value > self.most + by)

    def far_off(self, value):
        return self.far is not None and self.missed(value, self.far)

    def bar(self):
        least, most = (self.style.format(bar) if bar is not None else "" for bar in (self.least, self.most))
        return f"{least}–{most}" if least and most else f"≥ {least}" if least else f"≤ {most}" if most else ""


REMOVED = [Figure(f"removed {size}", "removed_" + key, least=least, far=0.15, style="{:.1%}")
           for size, key, least in (("< 6 px", "small", 0.88), ("6–20 px", "mid", 0.88), ("> 20 px", "large", 0.75))]
HARM = Figure("harm", "harm_frac", most=0.001, far=0.004, style="{:.3%}")
LIGHTS_HARM = HARM._replace(most=0.003)
IDENTICAL = Figure("identical", "identical_out", least=0.998, far=0.01, style="{:.2%}")
GRAIN = Figure("grain", "grain_in", 0.9, 1.1, style="{:.2f}")
LEFT = Figure("error left", "err_left", most=0.3, style="{:.2f}")
JITTER = Figure("jitter px", "jitter_px", most=0.15, far=0.3)
DRIFT = Figure("drift px", "drift_px", most=0.3, far=0.5)
FLICK = [Figure("flicker", "flick", most=0.008, far=0.016, style="{:.4f}"),
         Figure("local", "flick_local", most=0.015, far=0.015, style="{:.4f}")]
PSNR = Figure("PSNR dB", "psnr", style="{:.1f}")


def regions(most):
    return Figure("harmed areas", "harm_regions", most=most, far=most, style="{:.2f}")


COLUMNS = {
    "dust": [*REMOVED, HARM, regions(4), IDENTICAL, GRAIN, LEFT._replace(most=None)],
    "clean": [HARM, regions(2), IDENTICAL._replace(least=None)],
    "clean, lights": [LIGHTS_HARM, regions(2), IDENTICAL._replace(least=None)],
    "scratch": [LEFT, HARM, regions(None)._replace(far=None), IDENTICAL._replace(least=None)],
    "flicker": [*FLICK, Figure("tones", "flick_tone", style="{:.4f}"),
                Figure("tone drift", "tone_drift", most=0.02, far=0.03, style="{:.4f}")],
    "weave": [JITTER, DRIFT, PSNR],
    "weave, perforations": [JITTER._replace(most=0.1), DRIFT._replace(most=0.1), PSNR],
    "combined": [PSNR._replace(heading="PSNR before", key="before"), PSNR,
                 Figure("better by dB", "better", least=5, far=3, style="{:.1f}"),
                 *(figure._replace(least=None, most=None) for figure in (*REMOVED, LEFT, JITTER, DRIFT, *FLICK))],
}


def read(folder):
    """Scores by the table they belong into."""
    tables = {kind: [] for kind in COLUMNS}
    for path in glob.glob(glob.escape(folder) + "/*.json"):
        if path.endswith(".before.json"):
            continue
        with open(path, encoding="utf-8") as file:
            score = json.load(file)
        before = path[: -len("json")] + "before.json"
        if os.path.exists(before):
            with open(before, encoding="utf-8") as file:
                score["before"] = json.load(file)["psnr"]
            score["better"] = score["psnr"] - score["before"]
        tables[", ".join(filter(None, (score["kind"], score["variant"])))].append(score)
    return {kind: sorted(scores, key=lambda score: score["clip"]) for kind, scores in tables.items()}


def cell(figure, score):
    if figure.key not in score:
        return "–"
    text = figure.style.format(score[figure.key])
    return f"**{text}**" if figure.missed(score[figure.key]) else text


def show(kind, scores):
    columns = COLUMNS[kind]
    rows = [["clip", *(figure.heading for figure in columns)], ["*bar*", *(figure.bar() for figure in columns)]]
    for score in scores:
        name = score["clip"] + (f" (**{score['bad_frames']} bad frames**)" if score["bad_frames"] else "")
        rows.append([name, *(cell(figure, score) for figure in columns)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [[text.rjust(width) if i else text.ljust(width) for i, (text, width) in enumerate(zip(row, widths))]
             for row in rows]
    lines.insert(1, ["-" * (width - 1) + (":" if i else "-") for i, width in enumerate(widths)])
    print(f"### {kind.capitalize()}\n")
    print("\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n")


def main(folder, far=False):
    tables = read(folder)
    for kind, scores in tables.items():
        if scores:
            show(kind, scores)
    figures = [(figure, score) for kind, scores in tables.items() for score in scores
               for figure in COLUMNS[kind] if figure.key in score and figure.bar()]
    missed = [figure.missed(score[figure.key]) for figure, score in figures]
    print(f"{len(missed) - sum(missed)} of {len(missed)} figures keep their bars.")
    bad = [f"{score['clip']}: {figure.heading} {score[figure.key]}" for figure, score in figures
           if score["bad_frames"] or figure.far_off(score[figure.key])]
    if far and bad:
        sys.exit("far off: " + "; ".join(bad))


if __name__ == "__main__":
    main(sys.argv[-1], "--far" in sys.argv[1:-1])
