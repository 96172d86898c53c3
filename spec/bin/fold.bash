# What `fold --tree` and its kin do, for shells without it: sourced by cases. All other calls are those of the program.

fold() {
    local files= init= item words=() fixed=() items=() separated= count=0 result path
    case ${1-} in --tree | --left | --files | --init) ;; *) command fold "$@"; return ;; esac
    while [[ ${1-} == --* && $1 != -- ]]; do
        case $1 in
            --files) files=1 ;;
            --init) shift; items=("$1") ;;
        esac
        shift
    done
    for item; do
        if [[ -z $separated && $item == -- ]]; then
            separated=1 fixed=("${words[@]}") words=()
        else
            words+=("$item")
        fi
    done
    [[ $separated ]] || fixed=("${words[0]}") words=("${words[@]:1}")
    items+=("${words[@]}")
    if ((!${#items[@]})); then
        echo "fold: there is nothing to fold" >&2
        return 1
    fi
    result=${items[0]}
    for item in "${items[@]:1}"; do
        if [[ $files ]]; then
            path=$(mktemp)
            "${fixed[@]}" "$result" "$item" >"$path" || return
            ((count++ == 0)) || rm "$result"
            result=$path
        else
            result=$("${fixed[@]}" "$result" "$item") || return
        fi
    done
    if [[ $files ]]; then cat "$result"; else printf '%s\n' "$result"; fi
    [[ ! $files || $count == 0 ]] || rm "$result"
}
