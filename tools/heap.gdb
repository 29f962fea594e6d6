# heap.gdb - The heap, for gdb: make gdb F=TRACE L=LINE loads this, and runs.
#
#   heap        every block of the heap, by the allocator's mm_walk
#   payload P   the bytes around the payload at P: its header before it

set breakpoint pending on
set environment MALLOC_LAB_SETTLED 1
break validate_break
commands
    silent
    printf "before line %u of the trace: heap and payload P show the heap\n", line
end

define heap
    call (void)((void (*)(void *, void *))&mm_walk)(&report_block, (void *)0)
end
document heap
Every block of the heap: its address, its size, whether it is in use. Needs mm_walk.
end

define payload
    x/8xg (char *)$arg0 - 16
end
document payload
payload P: the 16 bytes before the payload at P, and the first 48 of it.
end
