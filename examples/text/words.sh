#!/usr/bin/env bash
# What are the words of these texts, how often do they occur, and which texts share most of them?
set -euo pipefail

out=${1:-out}
mkdir -p "$out"

normal() {
  tr 'A-Z' 'a-z' <"$1" | tr -cs 'a-z' '\n' | grep -v '^$'
}

for text in texts/*.txt; do
  name=$(basename "$text" .txt)
  normal "$text" | sort >"$out/$name.all"
  uniq -c "$out/$name.all" | sort -k1,1nr -k2 >"$out/$name.counts"
  cut -c9- "$out/$name.counts" | sort -u >"$out/$name.words"
  echo "$name: $(wc -l <"$out/$name.all") words, $(wc -l <"$out/$name.words") different"
done

sort -m "$out"/*.all | uniq -c | sort -k1,1nr -k2 >"$out/total"
echo "most frequent:"
head -n 5 "$out/total"

for a in "$out"/*.words; do
  for b in "$out"/*.words; do
    [[ $a < $b ]] || continue
    shared=$(comm -12 "$a" "$b" | wc -l)
    echo "$(basename "$a" .words) and $(basename "$b" .words) share $shared words"
  done
done | sort -k6,6nr -k1 | head -n 5
