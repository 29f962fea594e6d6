# heap.gdb - The heap, for gdb: make gdb F=TRACE L=LINE loads this, and runs.
#
#   heap        every block of the heap, or every payload where there is no mm_walk
#   payload P   the bytes around the payload at P: its header before it

set breakpoint pending on
set environment MALLOC_LAB_SETTLED 1
break validate_break
commands
    silent
    set $books = books
    printf "stopped before line %u of the trace: %s\n", line, request
    printf "b mm_free, then c: stops in mm_free. heap: all blocks. payload P: the bytes around P.\n"
end

define heap
    if $_isvoid($books)
        echo there is no heap yet: run first\n
    else
        printf "offsets in the heap, which begins at %p\n", mem_heap_lo()
        call view_print($books)
    end
end
document heap
Every block of the heap, as mm_walk has it: its offset in the heap, its size, whether it is in use,
and whose payload it holds. Without mm_walk: every payload in use, and what lies between.
end

define payload
    x/8xg (char *)$arg0 - 16
end
document payload
payload P: the 16 bytes before the payload at P, and the first 48 of it.
end
