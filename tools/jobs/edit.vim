" edit.vim - Substitutes, sorts, undoes, and writes what it has to standard output.
set nomore undolevels=100
%s/\v<(\w)(\w*)>/\u\1\2/g
%s/e/E/g
undo
sort
g/Ab/normal Arepeated
%s/\s\+/ /g
1,400w! /dev/stdout
qall!
