#!/bin/bash
# Messages, help and --lang go through gettext. Usage: translation_test.sh TASMA MSGFMT
set -e
tasma=$1 msgfmt=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/ky/LC_MESSAGES"
cat > "$folder/tasma.po" <<'PO'
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"
msgid "{1} is no command of tasma; see tasma --help"
msgstr "tasma мындай буйрукту билбейт: {1}"
msgid "usage:"
msgstr "колдонуу:"
PO
"$msgfmt" -o "$folder/ky/LC_MESSAGES/tasma.mo" "$folder/tasma.po"

said=$(env -u LANGUAGE -u TASMA_LANG LC_ALL=C TASMA_LOCALE_DIR="$folder" "$tasma" frobnicate --lang ky 2>&1) || true
[ "$said" = "tasma: T1070: tasma мындай буйрукту билбейт: frobnicate" ] || { echo "--lang: $said"; exit 1; }
said=$(env -u LANGUAGE LC_ALL=C TASMA_LANG=ky TASMA_LOCALE_DIR="$folder" "$tasma" --help | head -1)
[ "$said" = "колдонуу: tasma COMMAND ..." ] || { echo "TASMA_LANG: $said"; exit 1; }
said=$(env -u LANGUAGE -u TASMA_LANG LC_ALL=C TASMA_LOCALE_DIR="$folder" "$tasma" frobnicate 2>&1) || true
[ "$said" = "tasma: T1070: frobnicate is no command of tasma; see tasma --help" ] || { echo "without: $said"; exit 1; }
