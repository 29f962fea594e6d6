# words.awk - How often each word and each pair of words stands, and in which lines.
{
    for (i = 1; i <= NF; i++) {
        count[$i]++
        pairs[$i " " $(i + 1)]++
        if (length(lines[$i]) < 200)
            lines[$i] = lines[$i] " " NR
    }
}
END {
    PROCINFO["sorted_in"] = "@ind_str_asc"
    for (word in count)
        print word, count[word], lines[word]
    for (pair in pairs)
        if (pairs[pair] > 2)
            print pair, pairs[pair]
}
