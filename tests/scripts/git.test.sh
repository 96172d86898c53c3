#### git-sh-setup: functions
## needs: /usr/lib/git-core/git-sh-setup
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d GIT_AUTHOR_DATE='1000000001 +0000' GIT_COMMITTER_DATE='1000000002 +0000'
git init -q -b main .; echo a > a; git add a; git commit -qm one
cat > use <<'EOF'
PATH=$(git --exec-path):$PATH
USAGE='[a]' LONG_USAGE='long'
. git-sh-setup
git_broken_path_fix /x; echo "$GIT_DIR"; say hello; GIT_QUIET=1 say no
get_author_ident_from_commit HEAD; require_clean_work_tree use; echo b >> a; (require_clean_work_tree use "more"); echo $?
cd_to_toplevel; pwd | sed 's,.*/,,'; is_bare_repository; echo $?; git_editor x; echo $?
peel_committish HEAD; clear_local_git_env; (usage); echo $?; (die_with_status 7 bad); echo $?; require_work_tree_exists; create_virtual_base a a 2>&1 || :
EOF
GIT_EDITOR=echo $SH use; SUBDIRECTORY_OK=1 $SH use -h; mkdir sub; cd sub; $SH ../use
rm -rf ../.git

#### git-sh-i18n, git-parse-remote by scripts
## needs: /usr/lib/git-core/git-sh-i18n
cat > use <<'EOF'
PATH=$(git --exec-path):$PATH
. git-sh-i18n
gettextln "some text"; eval_gettext 'a $x b'; x=5; eval_gettext 'a $x ${x} b'; eval_gettextln 'a \$x b'; ngettext one many 2; echo
EOF
$SH use

#### git mergetool and difftool
## needs: /usr/lib/git-core/git-mergetool
## time-limit: 60
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d GIT_AUTHOR_DATE='1000000001 +0000' GIT_COMMITTER_DATE='1000000002 +0000'
PATH=$(git --exec-path):$PATH
git init -q -b main .; printf '1\n2\n3\n' > f; git add f; git commit -qm one; git checkout -qb side; printf '1\ntwo\n3\n' > f; git commit -qam side
git checkout -q main; printf '1\nzwei\n3\n' > f; git commit -qam main; git merge side > /dev/null; git config mergetool.mine.cmd 'cat "$LOCAL" "$REMOTE" > "$MERGED"'; git config mergetool.mine.trustExitCode true
$SH /usr/lib/git-core/git-mergetool --tool-help | head -5; $SH /usr/lib/git-core/git-mergetool -h; $SH /usr/lib/git-core/git-mergetool --tool=none; echo $?
$SH /usr/lib/git-core/git-mergetool --no-prompt --tool=mine; echo $?; cat f; ls; git status --short; $SH /usr/lib/git-core/git-mergetool; echo $?
rm -rf .git

#### git merge-one-file, merge-octopus, request-pull
## needs: /usr/lib/git-core/git-merge-octopus /usr/lib/git-core/git-request-pull
## time-limit: 60
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d GIT_AUTHOR_DATE='1000000001 +0000' GIT_COMMITTER_DATE='1000000002 +0000'
PATH=$(git --exec-path):$PATH
git init -q -b main .; printf '1\n2\n3\n' > f; git add f; git commit -qm one
for b in x y; do git checkout -qb $b main; echo $b > $b; git add $b; git commit -qm $b; done; git checkout -q main
$SH /usr/lib/git-core/git-merge-octopus $(git rev-parse main) -- $(git rev-parse main x y); echo $?; ls; git write-tree; git reset -q --hard
$SH /usr/lib/git-core/git-merge-resolve $(git rev-parse main) -- $(git rev-parse x y); echo $?; git status --short; git reset -q --hard
$SH /usr/lib/git-core/git-request-pull main . x; echo $?; $SH /usr/lib/git-core/git-request-pull -p main~0 . y 2>&1; $SH /usr/lib/git-core/git-request-pull; echo $?
$SH /usr/lib/git-core/git-merge-one-file; echo $?; $SH /usr/lib/git-core/git-bisect; echo $?
rm -rf .git

#### git submodule
## needs: /usr/lib/git-core/git-submodule
## time-limit: 60
export GIT_CONFIG_GLOBAL=$PWD/config GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d GIT_AUTHOR_DATE='1000000001 +0000' GIT_COMMITTER_DATE='1000000002 +0000'
git config --global protocol.file.allow always
PATH=$(git --exec-path):$PATH
git init -q -b main lib; cd lib; echo a > a; git add a; git commit -qm lib; cd ..
git init -q -b main top; cd top; echo a > b; git add b; git commit -qm top
sub() { $SH /usr/lib/git-core/git-submodule "$@"; echo "$* $?"; }
sub add ../lib sub; sub status; sub; sub foreach 'echo $name $sm_path'; sub summary; sub update --init; sub sync; sub deinit -f sub; sub init sub; sub update; sub -h; sub nonsense; sub set-branch -b x sub
cat .gitmodules; cd ..; rm -rf top lib

#### git filter-branch
## needs: /usr/lib/git-core/git-filter-branch
## time-limit: 90
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d GIT_AUTHOR_DATE='1000000001 +0000' GIT_COMMITTER_DATE='1000000002 +0000'
export FILTER_BRANCH_SQUELCH_WARNING=1
PATH=$(git --exec-path):$PATH
git init -q -b main .; for i in 1 2 3; do echo $i > f$i; git add f$i; git commit -qm "message $i"; done
filter() { $SH /usr/lib/git-core/git-filter-branch "$@" | tr '\r' '\n' | sed '/^Rewrite/d'; }
filter --msg-filter 'tr a-z A-Z' HEAD; git log --format='%s %T'
filter -f --index-filter 'git rm -q --cached --ignore-unmatch f2' --prune-empty HEAD; git log --format='%s %T'
filter -f --env-filter 'GIT_AUTHOR_NAME=new; export GIT_AUTHOR_NAME' --tree-filter 'echo x > g' HEAD; git log --format='%s %T %an'
filter -f --commit-filter 'git_commit_non_empty_tree "$@"' --subdirectory-filter . HEAD; filter; filter -h
git log --format=%s; rm -rf .git

#### git subtree
## needs: /usr/lib/git-core/git-subtree
## time-limit: 90
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d GIT_AUTHOR_DATE='1000000001 +0000' GIT_COMMITTER_DATE='1000000002 +0000'
PATH=$(git --exec-path):$PATH
git init -q -b main .; mkdir sub; for i in 1 2 3; do echo $i > sub/f$i; echo $i > f$i; git add .; git commit -qm "message $i"; done
tree() { $SH /usr/lib/git-core/git-subtree "$@" 2>&1 | tr '\r' '\n'; echo "${PIPESTATUS[0]}"; }
tree split --prefix=sub; tree split -P sub -b split; git log --format='%s %T' split; tree add --prefix=other . split; git log --format=%s | sort; tree; tree -h; tree merge -P missing x
tree split --rejoin --prefix=sub -m 'rejoined'; git log --format=%s | sort; rm -rf .git

#### git instaweb, web--browse, quiltimport, difftool helper: help
## needs: /usr/lib/git-core/git-instaweb
export GIT_CONFIG_GLOBAL=/dev/null
PATH=$(git --exec-path):$PATH
git init -q -b main .
for name in instaweb web--browse quiltimport difftool--helper; do for option in -h --bad; do $SH /usr/lib/git-core/git-$name $option; echo "$name $option $?"; done; done
rm -rf .git

#### git-prompt and its completion
## needs: /usr/lib/git-core/git-sh-prompt
## time-limit: 60
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d GIT_AUTHOR_DATE='1000000001 +0000' GIT_COMMITTER_DATE='1000000002 +0000'
git init -q -b main .; echo a > a; git add a; git commit -qm one; git tag v1
. /usr/lib/git-core/git-sh-prompt
__git_ps1; echo; __git_ps1 '<%s>'; GIT_PS1_SHOWDIRTYSTATE=1 GIT_PS1_SHOWUNTRACKEDFILES=1 GIT_PS1_SHOWSTASHSTATE=1 GIT_PS1_SHOWUPSTREAM=auto
__git_ps1; echo b >> a; __git_ps1; git add a; touch new; __git_ps1; git stash -q; __git_ps1; git checkout -q v1; __git_ps1; GIT_PS1_DESCRIBE_STYLE=tag __git_ps1; echo
GIT_PS1_SHOWCOLORHINTS=1; __git_ps1 'a ' ' b'; echo "$PS1"; rm -rf .git; __git_ps1; echo $?
