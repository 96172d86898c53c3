#### complete -p quotes names and functions
complete -F f 'a b' '' "it's" '$x' 'a*' '~' '#a' 'é' $'a\nb' 'a"b' '!x' '{a}' 'a=b' 'a;b'
complete -F 'f g' cmd; complete -W 'x y' cmd2;complete -F "f'" cmd3
complete -A function -F f -C 'a b' -G '*.c' -P '' ''
complete -F f -D; complete -F f -E; complete -F f -I
complete -p | sort

#### functions that complete -F refuses
for f in "f'" 'f"' 'f*' 'f$' 'f\' 'f`' '1' '' 'a-b' 'f;' 'f|' 'f<' 'f(' 'f#' '~f' 'f=' 'f{' $'f\n' 'a b' 'f&' 'é' '!f' '/a' $'f\a'; do complete -F "$f" x; done
for f in "f'" 'f"' 'f*' 'f$' 'f\' 'f`' '1' 'f#' '~f' 'f=' 'f{' '!f'  '/a'; do complete -F "$f" x && complete -p x; done
