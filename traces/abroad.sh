#!/usr/bin/env bash
# abroad.sh - Traces that no allocator was built beside: traces/abroad.sh [FOLDER]
#
# Records what programs this machine has, and generates habits of programs by gen.py. A
# coin, which is the checksum of a recording's name, puts it into FOLDER/tuning/recordings
# or FOLDER/test/recordings. Seeds 1 to 5 of each habit are in FOLDER/tuning/habits, 6 to
# 10 in FOLDER/test/habits. An allocator is tuned on one half, and reported on the other. A
# program that is missing is skipped, with a word. Recordings depend on programs' versions.

# shellcheck disable=SC2016,SC2028 # programs in other languages are quoted
set -eu
lab=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "${1:-$lab/build/abroad}" && cd "${1:-$lab/build/abroad}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"/{tuning,test}/{recordings,habits}
cd "$work"
export LC_ALL=C HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
    GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
LIMIT=60000 # requests of a recording

half() { # NAME
    if (($(printf %s "$1" | cksum | cut -d ' ' -f 1) % 2)); then echo test; else echo tuning; fi
}

record() { # NAME COMMAND...
    local name=$1 trace
    trace=$out/$(half "$1")/recordings/$1.rep
    shift
    if ! command -v "$1" >/dev/null; then
        echo "$name: skipped, there is no $1 here"
    elif ! "$lab/tools/record" -o "$trace" --limit "$LIMIT" --name "recorded: $name" -- "$@" \
        >"$name.log" 2>&1 </dev/null && ! [ -e "$trace" ]; then
        echo "$name: skipped, $(grep -v '^$' "$name.log" | tail -n 1)"
    fi
}

# What the programs work on: a table, a folder of texts, sources in C and C++, a repository.
"$lab/traces/gen.py" phases --requests 9000 --seed 77 | awk 'NR > 5' >requests.txt
awk 'NF > 2 { printf "%s,%d,%d,word%d\n", $1, $2, $3, ($2 * 6151) % 2003 }' requests.txt >table.csv
sort -t, -k4 table.csv | awk 'NR % 7 { print } NR % 11 == 0 { print "new," NR ",1,line" }' >other.csv
mkdir -p tree && split -l 25 -a 3 table.csv tree/part && for i in 1 2 3; do
    mkdir -p "tree/sub$i/deep" && cp tree/partaa[a-m] "tree/sub$i" && cp other.csv "tree/sub$i/deep"
done
{
    echo '#include <stdio.h>'
    echo '#include <stdlib.h>'
    for i in $(seq 150); do
        echo "struct s$i { double a[$i]; struct s$i *left, *right; const char *name; };"
        echo "int f$i(struct s$i *p, int n) { switch (n % 5) { case 0: return p ? f$i(p->left, n / 2) : $i;"
        echo "  case 1: for (int i = 0; i < n; i++) if (p->a[i % $i] > i) return i; break;"
        echo "  case 2: printf(\"%s %d\\n\", p->name, n); return n * $i; } return (int)p->a[0] + n; }"
    done
    echo 'int main(void) { return f1(calloc(1, sizeof(struct s1)), 3); }'
} >program.c
cat >program.cc <<'EOF'
#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <vector>
template <int N> struct list { std::map<std::string, std::vector<int>> m[N]; list<N - 1> rest; };
template <> struct list<0> {};
int main() { list<30> l; l.m[3]["x"].push_back(1); std::sort(l.m[3]["x"].begin(), l.m[3]["x"].end()); std::cout << l.m[3].size(); }
EOF
git init -q repository && for i in $(seq 25); do
    head -n $((i * 70)) other.csv >repository/other.csv
    cp -r tree/sub$((i % 3 + 1)) "repository/copy$i"
    git -C repository add . && GIT_AUTHOR_DATE="2021-01-01T00:00:$i" GIT_COMMITTER_DATE="2021-01-01T00:00:$i" \
        git -C repository commit -qm "Step $i"
done
head -n 900 table.csv >repository/other.csv
awk -F, 'BEGIN { print "<table>" } { print "<row kind=\"" $1 "\"><id>" $2 "</id><size>" $3 "</size>" $4 "</row>" } END { print "</table>" }' \
    table.csv | head -n 2500 >table.xml
awk -F, 'BEGIN { print "[" } { printf "%s{\"id\": %d, \"size\": %d, \"word\": \"%s\"}\n", (NR > 1 ? "," : ""), $2, $3, $4 } END { print "]" }' \
    other.csv | head -n 1500 >table.json && echo ']' >>table.json
awk -F, 'BEGIN { print "digraph g {" } NR < 120 { print $4 " -> word" ($2 * 7) % 97 ";" } END { print "}" }' table.csv >graph.dot

# Texts and files.
cat >count.awk <<'EOF'
{ for (i = 1; i <= NF; i++) { n[$i]++; last[$i] = $0 } lines[NR] = tolower($0) }
END { for (w in n) { m = m substr(last[w], 1, 3); k++ }; print k, length(m), length(lines[NR]) }
EOF
record gawk gawk -F, -f count.awk table.csv
record mawk mawk -F, -f count.awk table.csv
record busybox-awk busybox awk -F, -f count.awk table.csv
record sed sed -E -n 'H;$!d;x;s/,([0-9]+)/;\1/g;s/\n/ /g;p' other.csv
record grep-tree grep -rnE '(word1|[0-9]{3}),.*7' tree
record grep-files grep -c -f graph.dot -F table.csv
record busybox-grep busybox grep -rn word1 tree
record find find tree -name 'part*' -newer table.csv -printf '%p %s\n'
record ls ls -lR /usr/include /etc
record tar tar cf archive.tar tree table.csv
record tar-list tar tvf archive.tar
record xz xz -k -4 -T1 table.xml
record zstd zstd -q -k -5 -T1 table.xml
record zip zip -qr archive.zip tree
record unzip unzip -qo archive.zip -d unpacked
record 7z 7z a -mmt1 archive.7z tree
record rsync rsync -a tree/ copied/
record sort sort -t, -k4,4 -k2n table.csv
record diff diff -u table.csv other.csv
record ed ed -s table.csv <<'EOF'
EOF
record file file -k tree/parta* program.c archive.tar table.xml
record du du -a /usr/share

# Compilers and what belongs to them.
cc1=$(gcc -print-prog-name=cc1 2>/dev/null || echo cc1)
cc1plus=$(g++ -print-prog-name=cc1plus 2>/dev/null || echo cc1plus)
f951=$(gfortran -print-prog-name=f951 2>/dev/null || echo f951)
printf '      program p\n      integer i\n      real a(100)\n      do i = 1, 100\n      a(i) = i * 2\n      end do\n      print *, sum(a)\n      end\n' >program.f
record cc1-O2 "$cc1" -quiet -O2 program.c -o program.s
LIMIT=200000 record cc1-large "$cc1" -quiet -O0 -g program.c -o large.s
record cc1plus "$cc1plus" -quiet -O1 program.cc -o cc.s
record f951 "$f951" -quiet -O2 program.f -o f.s
record clang clang -fintegrated-cc1 -O1 -c program.c -o clang.o
gcc -c -g program.c -o program.o 2>/dev/null || true
record as as -o as.o program.s
record ld gcc -fuse-ld=bfd -no-pie program.o -o program
gcc program.o -o program 2>/dev/null || true
record nm nm -an program.o
record objdump objdump -dS --no-show-raw-insn program.o
record readelf readelf -a program.o
record gdb gdb -batch -nx -ex 'info functions f1' -ex 'ptype struct s9' -ex 'list f20' -ex 'break f30' program
record clang-format clang-format program.c
record ctags ctags -f tags -R program.c program.cc /usr/include/x86_64-linux-gnu/sys
cat >grammar.y <<'EOF'
%token NUM NAME
%left '+' '-'
%left '*' '/'
%%
program: | program statement ';' ;
statement: NAME '=' e | '{' program '}' | NAME '(' list ')' ;
list: e | list ',' e ;
e: e '+' e | e '-' e | e '*' e | e '/' e | '(' e ')' | NUM | NAME | NAME '(' list ')' ;
EOF
printf '%%%%\n[a-z]+[0-9]*  return 1;\n[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?  return 2;\n"if"|"else"|"while"|"for"  return 3;\n[ \\t\\n]+ ;\n%%%%\n' >scanner.l
record bison bison -o grammar.c grammar.y
record flex flex -o scanner.c scanner.l
{ for i in $(seq 120); do printf 'o%d: o%d\n\t@true %d\n' "$i" $((i + 1)) "$i"; done; echo 'o121:'; } >rules.mk
record make-run make -r -f rules.mk o1
record make-lab make -C "$lab" -pn
mkdir -p project && printf 'cmake_minimum_required(VERSION 3.10)\nproject(p C)\n' >project/CMakeLists.txt && for i in $(seq 60); do
    printf 'set(v%d "${v%d};x%d")\nadd_custom_target(t%d COMMAND true)\n' "$i" $((i - 1)) "$i" "$i"; done >>project/CMakeLists.txt
record cmake cmake -S project -B project/build -G Ninja
record ninja ninja -C project/build -n -t targets all
record git-status git -C repository status
record git-blame git -C repository blame other.csv
record git-diff git -C repository --no-pager diff HEAD~20 --stat -M -p
record git-gc git -C repository repack -adf --threads=1

# Languages.
cat >tree.py <<'EOF'
import ast, inspect, json, collections, textwrap, argparse
class Node:
    def __init__(self, key): self.key, self.left, self.right = key, None, None
root, seen = None, collections.Counter()
for line in open("table.csv"):
    kind, key, size, word = line.split(",")
    seen[word] += int(size)
    node, at = Node((word, int(key))), root
    if not root: root = node
    while at:
        side = "left" if node.key < at.key else "right"
        if not getattr(at, side): setattr(at, side, node); break
        at = getattr(at, side)
print(len(ast.dump(ast.parse(inspect.getsource(argparse)))), seen.most_common(3))
EOF
cat >tree.pl <<'EOF'
use strict; my (%by, @stack);
while (<>) { chomp; my ($k, $id, $size, $w) = split /,/; push @{$by{$w}{$k}}, { id => $id, size => $size };
  (my $t = $_) =~ s/(\d+)/<$1>/g; push @stack, $t; shift @stack if @stack > 300; }
my $s = join "", map { my $w = $_; map { scalar @{$by{$w}{$_}} } sort keys %{$by{$w}} } sort keys %by; print length $s, "\n";
EOF
cat >tree.lua <<'EOF'
local t, words = {}, {}
for line in io.lines("table.csv") do
  local k, id, size, w = line:match("([^,]*),(%d+),(%d+),(.*)")
  t[#t + 1] = {k = k, id = tonumber(id), size = tonumber(size), w = w}
  words[w] = (words[w] or "") .. k
end
table.sort(t, function(a, b) return a.size < b.size end)
local s = {} for i, r in ipairs(t) do s[#s + 1] = r.w:upper() .. r.id end
print(#table.concat(s), #t)
EOF
cat >tree.rb <<'EOF'
rows = File.readlines("table.csv").map { |l| l.chomp.split(",") }
groups = rows.group_by(&:last).transform_values { |r| r.map { |x| x[2].to_i }.sort }
puts groups.size, rows.map { |r| r.reverse.join("-") }.sort.first, groups.sum { |k, v| v.sum }
EOF
cat >tree.php <<'EOF'
<?php $by = []; foreach (file("table.csv") as $l) { [$k, $id, $s, $w] = explode(",", trim($l)); $by[$w][] = ["id" => $id, "s" => $s]; }
ksort($by); echo count($by), strlen(json_encode($by)), "\n";
EOF
cat >tree.tcl <<'EOF'
set f [open table.csv]; while {[gets $f line] >= 0} { lassign [split $line ,] k id size w; lappend by($w) [list $id $size]; append all($k) $w }
foreach w [lsort [array names by]] { lappend out [lsort -integer -index 1 $by($w)] }; puts [string length $out]
EOF
cat >tree.js <<'EOF'
const rows = require("fs").readFileSync("table.csv", "utf8").split("\n").map(l => l.split(","));
const by = {}; for (const r of rows) (by[r[3]] ||= []).push(r); console.log(Object.keys(by).length, JSON.stringify(by).length);
EOF
cat >tree.ml <<'EOF'
module M = Map.Make (String)
let rec count m i = if i = 0 then m else count (M.add (string_of_int (i * 7919 mod 1009)) i m) (i - 1)
let () = print_int (M.cardinal (count M.empty 20000))
EOF
cat >tree.sh <<'EOF'
while IFS=, read -r k id size w; do
    case $w in *1*) a="$a $w" ;; *) b=${w#word}; c=$((b + size)) ;; esac
    n=$((n + 1)); [ "$n" -lt 1200 ] || break
    f() { echo "${1%7*}" "$2"; }; f "$w" "$id" >/dev/null
done <table.csv
set -- $a; for x; do y=$y${x%%1*}; done; echo "${#y} $#"
EOF
cat >array.sh <<'EOF'
declare -A by; mapfile -t lines <other.csv
for l in "${lines[@]:0:900}"; do IFS=, read -ra f <<<"$l"; by[${f[3]}]+="${f[1]} "; [[ $l =~ ([0-9]+),line ]] && hits+=("${BASH_REMATCH[1]}"); done
for k in "${!by[@]}"; do set -- ${by[$k]}; printf -v t '%s:%d' "$k" $#; all+=${t//word/w}; done; echo ${#all} ${#hits[@]}
EOF
record python-tree env PYTHONMALLOC=malloc PYTHONHASHSEED=0 /usr/bin/python3 tree.py
record python-arenas env PYTHONHASHSEED=0 /usr/bin/python3 tree.py
record perl-tree perl tree.pl table.csv
record perl-pod perl -MPod::Usage -MData::Dumper -MPOSIX -e 'print Dumper(\%INC)'
record lua lua5.4 tree.lua
record ruby ruby tree.rb
record php php tree.php
record tclsh tclsh tree.tcl
record node node tree.js
record ocaml ocaml tree.ml
record guile guile --no-auto-compile -c '(display (length (map (lambda (x) (number->string x)) (iota 5000))))'
record dash dash tree.sh
record bash-array bash array.sh
record jq-paths jq '[paths(type == "number")] | length' table.json
record jq-reduce jq 'reduce .[] as $r ({}; .[$r.word] += [$r.id])' table.json
record bc-digits bc -lq <(echo 'scale=120; 4*a(1); for (i=2; i<60; i++) { l(i); e(1/i) }; quit')
record dc dc -e '[d1-d1<f*]sf 9 k 250lfxp 2 64^p'
record m4-loop m4 <(echo "define(\`x',\`ifelse(\$1,0,,\`\$1 x(decr(\$1))')')x(700)divert(1)format(\`%s',x(50))divert(-1)")
printf 'create table t(k,id integer,size integer,w);\n.mode csv\n.import table.csv t\ncreate view v as select w, avg(size) a from t group by w;\nselect v.w, t.id from v join t using (w) where t.size > v.a order by 2 limit 200;\nwith recursive c(x) as (select 1 union all select x+1 from c where x<3000) select sum(x) from c;\nupdate t set size = size + 1 where id %% 3 = 0; delete from t where id %% 2; pragma integrity_check;\n' >script.sql
record sqlite-views sqlite3 new.db '.read script.sql'

# Documents, pictures, keys.
record vim-macros vim -u NONE -es -c 'let d = {}' -c 'g/word/let d[getline(".")[-3:]] = line(".")' -c '%s/\d\+/\=submatch(0)+1/g' -c 'wq! vim.txt' table.csv
record xmllint xmllint --format --xpath '//row[size > 100]/id' table.xml
record xmllint-c14n xmllint --c14n table.xml
record groff groff -Tascii -man /dev/stdin
record troff troff -ms -Tps tree.pl table.csv
record dot dot -Tsvg graph.dot -o graph.svg
record gnuplot-fit gnuplot -e 'set datafile separator ","; set terminal svg; set output "p.svg"; f(x)=a*x+b; fit f(x) "table.csv" using 2:3 via a,b; plot f(x), "table.csv" using 2:3 smooth bezier'
printf '%%!PS\n/Times-Roman findfont 12 scalefont setfont 1 1 60 { dup 10 mul 50 exch moveto 20 string cvs show } for showpage\n' >page.ps
record gs gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -sOutputFile=page.pdf page.ps
record pdftotext pdftotext page.pdf
record convert convert -size 120x90 plasma: -blur 0x2 -resize 50% picture.png
record tidy tidy -q -asxml table.xml
record lynx lynx -dump -nolist table.xml
record ssh-keygen ssh-keygen -q -t rsa -b 2048 -N '' -f key
record openssl openssl req -x509 -newkey rsa:1024 -nodes -keyout key.pem -out cert.pem -subj /CN=a -days 9
record openssl-text openssl x509 -in cert.pem -noout -text
record curl curl -s "file://$work/table.xml" -o fetched
record shellcheck shellcheck tree.sh

for family in buffers words few rows diagram anew vectors; do
    for seed in 1 2 3 4 5 6 7 8 9 10; do
        if ((seed <= 5)); then folder='tuning'; else folder='test'; fi
        "$lab/traces/gen.py" "$family" --requests 20000 --seed "$seed" -o "$out/$folder/habits/$family-$seed.rep"
    done
done
