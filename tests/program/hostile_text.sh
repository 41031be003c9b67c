#!/usr/bin/env bash
# Text that means something to pages, XML, shells and spreadsheets stays text, wherever tasma writes it.
source "$(dirname "$0")/common.sh"

evil='<script>alert(1)</script>]]>&"'"'"'=cmd|calc $(touch x)'
draw_clean_reel "$work/R1" 4 64x48
mkdir "$work/scans"
cp -rp "$work/R1" "$work/scans/B"
find "$work/scans" -exec touch -d '2 hours ago' {} +

# The page of a batch, which has to speak of a scan that is not there, and what machines read.
python3 - "$work" "$evil" << 'PY'
import csv, sys
work, evil = sys.argv[1:]
with open(work + "/reels.csv", "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["scan", "reel", "title", "=1+1"])
    rows.writerow(["scans/" + evil.replace("/", ":"), "A", evil, evil])
    rows.writerow(["scans/B", "B", evil + "\r\nline\u202e", evil])
PY
expect 4 env TASMA_BATCH_PACE=3 "$tasma" batch "$work/reels.csv" --output "$work/out" --make preservation --quiet --json
xmllint --html --noout "$work/out/batch.html" || fail "the page is not well formed"
python3 - "$work/out" "$evil" << 'PY' || fail "text has become something else"
import html.parser, json, sys
out, evil = sys.argv[1:]
page = open(out + "/batch.html", encoding="utf-8").read()
tags = set()
class Look(html.parser.HTMLParser):
    text = ""
    def handle_starttag(self, tag, attributes): tags.add(tag)
    def handle_data(self, data): self.text += data
look = Look(convert_charrefs=True)
look.feed(page)
assert "script" not in tags and "img" not in tags, tags
assert "alert(1)" in look.text, "the fault is not told"
assert "default-src 'none'" in page and "http:" not in page and "https:" not in page
films = json.load(open(out + "/batch.json"))["films"]
assert [film["state"] for film in films] == ["failed", "done"], films
kept = json.dumps(json.load(open(out + "/B/preservation/data/metadata/process.json")), ensure_ascii=False)
assert json.dumps(evil, ensure_ascii=False)[1:-1] in kept and "\u202e" in kept, kept
PY
expect 0 "$tasma" verify "$work/out/B/preservation"
(cd "$work/out/B/preservation" && sha256sum --quiet -c manifest-sha256.txt) || fail "the package does not hold"
expect 0 "$tasma" status "$work/out"
[ "$(grep -c '^A: failed' "$work/stdout")" = 1 ] || fail "status: $(cat "$work/stdout")"

# A DCP's XML and its subtitles, a movie's text track and the file beside it.
printf '1\n00:00:00,000 --> 00:00:00,080\n%s\n' 'A <b>bold</b> & ]]> "=cmd" $(touch x) <script>x</script>' > "$work/en.srt"
expect 3 "$tasma" screen "$work/R1" --output "$work/copies" --as h264,dcp --subtitles "$work/en.srt" --subtitle-language en --quiet
for xml in "$work"/copies/*/*.xml "$work"/copies/*/*/*.xml; do
  [ ! -e "$xml" ] || xmllint --noout "$xml" || fail "$xml is not well formed"
done
code=0
"$tasma" verify "$work/copies/R1_dcp" > "$work/stdout" || code=$?
[[ " 0 3 " = *" $code "* ]] || fail "the DCP: $(cat "$work/stdout")"
! grep -q '<script' "$work"/copies/*.vtt || fail "a script beside the copy"
grep -q '&amp;' "$work"/copies/*.vtt || fail "WebVTT: $(cat "$work"/copies/*.vtt)"

# What a terminal would take for a command is written out.
mkdir "$work/scans/$(printf 'C\033[2J\rdone')"
code=0
"$tasma" inspect "$work/scans/$(printf 'C\033[2J\rdone')" > "$work/stdout" 2>&1 || code=$?
[ $code = 65 ] || fail "exit $code for a folder without frames"
! grep -q $'[\033\r]' "$work/stdout" || fail "a name steers the terminal"
[ ! -e x ] && [ ! -e "$work/x" ] || fail "a text was executed"
