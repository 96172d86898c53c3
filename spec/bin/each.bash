# What `each` does, one item after the other: sourced by cases where the shell has no `each` of its own.

each() {
    local keep= null= input= word fixed=() items=() words=() status=0 separated= each_one
    while [[ ${1-} == -* && $1 != -- ]]; do
        case $1 in
            -k | --keep-going) keep=1 ;;
            -0 | --null) null=1 input=1 ;;
            --stdin) input=1 ;;
            -j) shift ;;
            -j*) ;;
        esac
        shift
    done
    for word; do
        if [[ -z $separated && $word == -- ]]; then
            separated=1 fixed=("${words[@]}") words=()
        else
            words+=("$word")
        fi
    done
    if [[ $separated ]]; then
        items=("${words[@]}")
    elif [[ $input ]]; then
        fixed=("${words[@]}")
    else
        fixed=("${words[0]}") items=("${words[@]:1}")
        ((${#items[@]})) || input=1
    fi
    if [[ $input && ! $separated ]]; then
        if [[ $null ]]; then mapfile -t -d '' items; else mapfile -t items; fi
    fi
    EACH_STATUS=()
    for word in "${items[@]}"; do
        if [[ ${#fixed[@]} -gt 1 && "${fixed[*]}" == *'{}'* ]]; then
            ("${fixed[@]//'{}'/$word}") </dev/null
        else
            ("${fixed[@]}" "$word") </dev/null
        fi && each_one=0 || each_one=$?
        EACH_STATUS+=("$each_one")
        ((status || !each_one)) || status=$each_one
        [[ -z $each_one || $each_one == 0 || $keep ]] || break
    done
    return "$status"
}
