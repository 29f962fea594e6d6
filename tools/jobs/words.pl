# words.pl - Which word follows which, and how often.
use strict;
use warnings;

my (%follows, $before);
while (my $line = <>) {
    for my $word (split /\W+/, lc $line) {
        $follows{$before}{$word}++ if defined $before;
        $before = $word;
    }
}
for my $word (sort keys %follows) {
    my $next = $follows{$word};
    my @best = sort { $next->{$b} <=> $next->{$a} || $a cmp $b } keys %$next;
    print join(" ", $word, @best[0 .. ($#best < 9 ? $#best : 9)]), "\n";
}
