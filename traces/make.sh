#!/usr/bin/env bash
# make.sh - Makes the default traces again: traces/make.sh [FOLDER]
#
# Generated traces come out the same everywhere. Recorded ones come out the same
# with the same versions of the programs (here: Debian 12). Needs, beside a
# compiler: sqlite3 vim m4 perl git gnuplot jq bc make.

set -eu
lab=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "${1:-$lab/traces}" && cd "${1:-$lab/traces}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C HOME="$work" GIT_CONFIG_NOSYSTEM=1

record() { # NAME LIMIT COMMENT COMMAND...
    local name=$1 limit=$2 comment=$3
    shift 3
    if ! "$lab/tools/record" -o "$out/$name.rep" --limit "$limit" --name "recorded: $comment" \
        -- "$@" >"$name.log" 2>&1 </dev/null; then
        grep -v '^$' "$name.log" | head -n 5
    fi
    tail -n 1 "$name.log"
}

generate() { # NAME FAMILY REQUESTS SEED WEIGHT
    "$lab/traces/gen.py" "$2" --requests "$3" --seed "$4" --weight "$5" -o "$out/$1.rep"
}

# What the programs work on.
"$lab/traces/gen.py" mix --requests 6000 >requests.txt
awk 'NR > 5 { printf "%s,%d,%d,word%d\n", $1, $2, $3, ($2 * 7919) % 1009 }' requests.txt >table.csv
{
    echo '#include <stdio.h>'
    for i in $(seq 40); do
        echo "struct s$i { int a, b[$i]; struct s$i *next; };"
        echo "static int f$i(struct s$i *p, int n) { int sum = 0; for (; p; p = p->next)"
        echo "  for (int i = 0; i < $i; i++) sum += p->b[i] * (n % ($i + i + 1)); return sum; }"
    done
    echo 'int main(void) { int n = 0;'
    for i in $(seq 40); do echo "n += f$i(0, $i);"; done
    echo 'return printf("%d", n) < 0; }'
} >program.c
git init -q repository && for i in $(seq 30); do
    head -n $((i * 150)) table.csv >repository/table.csv
    git -C repository add table.csv
    GIT_AUTHOR_DATE="2020-01-01T00:00:$i" GIT_COMMITTER_DATE="2020-01-01T00:00:$i" \
        git -C repository -c user.name=a -c user.email=b commit -qm "Step $i"
done
cat >script.py <<'END'
import collections, csv, json, re
rows = list(csv.reader(open("table.csv")))
by_word = collections.defaultdict(list)
for letter, key, size, word in rows:
    by_word[word].append({"letter": letter, "id": int(key), "size": int(size)})
text = json.dumps(by_word)
print(len(json.loads(text)), len(re.findall(r'"size": \d+', text)))
END
cat >script.pl <<'END'
my %count; my @lines;
while (<>) { chomp; my @f = split /,/; push @{$count{$f[3]}}, $f[2]; push @lines, join("-", reverse @f); }
print scalar(keys %count), "\n", (sort @lines)[0], "\n";
END
cat >script.sh <<'END'
declare -A seen
while IFS=, read -r letter id size word; do
    seen[$word]=${seen[$word]:-}$letter
    list+=("${word^^}:$((id + size))")
    ((++n < 1500)) || break
done <table.csv
for w in "${!seen[@]}"; do printf '%s %s\n' "$w" "${#seen[$w]}"; done | sort >/dev/null
END
cat >script.m4 <<'END'
define(`forloop', `pushdef(`$1', `$2')_forloop($@)popdef(`$1')')
define(`_forloop', `$4`'ifelse($1, `$3', `', `define(`$1', incr($1))$0($@)')')
forloop(`i', 1, 400, `define(`name'i, `text of 'i` and more')indir(`name'i)
')
END
{
    echo 'create table t(letter text, id integer, size integer, word text);'
    echo '.mode csv'
    echo '.import table.csv t'
    echo 'create index words on t(word);'
    echo 'select word, count(*), sum(size) from t group by word order by 3 desc limit 20;'
    echo 'select a.id, b.id from t a join t b on a.word = b.word and a.id < b.id limit 500;'
    echo 'delete from t where size > 1000; vacuum; select count(*) from t;'
} >script.sql
cat >script.gp <<'END'
set terminal svg; set output "plot.svg"; set datafile separator ","
set title "sizes"; set key outside
plot "table.csv" using 2:3 with points, "" using 2:(log($3 + 1)) with lines, sin(x)
set output "plot2.svg"; splot "table.csv" using 2:3:2 every 5 with points
do for [i=3:14] { set output sprintf("plot%d.svg", i); set title sprintf("plot %d", i)
  set xlabel "an axis"; plot "table.csv" using 2:($3*i) with lines, "" using 3:2 with impulses title "other"
}
END
jq -Rsc 'split("\n") | map(split(",") | {letter: .[0], id: .[1], word: .[3]})' table.csv >table.json
{ echo 'scale=40; define f(x) { if (x < 2) return (1); return (x * f(x - 1)); }'
  for i in $(seq 400); do echo "f($i % 60) / (7 + $i); sqrt($i) ^ 5"; done; echo quit; } >script.bc
# shellcheck disable=SC2016 # it is make that expands these
{ for i in $(seq 300); do printf 'target%d: target%d\n\techo $@ $(words %d)\n' "$i" $((i + 1)) "$i"; done
  echo 'target301:'; echo '.PHONY: $(foreach n,1 2 3 4 5 6 7 8 9,target$(n))'; } >Makefile.in

cc1=$(cc -print-prog-name=cc1)
record cc1 30000 "gcc's cc1 -O1 on a program of 40 functions" "$cc1" -quiet -O1 program.c -o program.s
record cpp 30000 "cpp on stdio.h and others" "$cc1" -E -quiet -include stdlib.h -include sys/socket.h -include math.h program.c -o program.i
record python 12000 "python3, a script with csv, json and re; PYTHONMALLOC=malloc" env PYTHONMALLOC=malloc PYTHONHASHSEED=0 /usr/bin/python3 script.py
record perl 20000 "perl, a script with hashes and sort" perl script.pl table.csv
record bash 60000 "bash, a script with arrays and expansions" bash script.sh
record sqlite 60000 "sqlite3, import, index, join, delete, vacuum" sqlite3 new.db ".read script.sql"
record jq 12000 "jq, grouping a table of objects" jq "group_by(.word) | map({w: .[0].word, n: length})" table.json
record bc 60000 "bc, factorials and roots to 40 digits" bc -l script.bc
record git 60000 "git log -p over 30 commits" git -C repository --no-pager log -p --stat
record vim 16000 "vim -es, substitute, sort and undo" vim -u NONE -es -c '%s/word/term/g' -c 'sort' -c 'g/9/d' -c 'undo' -c 'wq! out.txt' table.csv
record gnuplot 60000 "gnuplot, two plots as svg" gnuplot script.gp
record m4 60000 "m4, a recursive macro" m4 script.m4
record make 12000 "make -n on 300 targets" make -n -f Makefile.in target1

generate binary binary 8000 11 1
generate coalescing coalescing 12000 12 1
generate random random 6000 13 1
generate realloc realloc 12000 14 1
generate strings strings 30000 15 1
generate structs structs 30000 16 1
generate arrays arrays 20000 17 1
generate mix mix 30000 18 1
generate phases phases 30000 19 1
generate comb comb 12000 20 1
generate short1 short 10 1 0
generate short2 coalescing 12 2 0
generate short3 realloc 40 3 0
