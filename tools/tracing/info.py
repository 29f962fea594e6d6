"""what a trace asks for: counts, sizes, lifetimes, and what a perfect allocator would need"""

import os
import statistics
import subprocess
import sys
from collections import Counter

from tracing import trace as traces

ALIGNMENT = 16
WIDTH = 40    # of the longest bar


def arguments(parser):
    parser.add_argument("trace")
    parser.add_argument("--plot", metavar="OUT", help="sizes and lifetimes as OUT.svg and OUT.png (gnuplot)")


def lifetimes(requests):
    """(size, requests until it is freed, or None) of each payload."""
    born, found = {}, []
    for time, (request, _, after, _) in enumerate(traces.follow(requests)):
        dies = request.op == "f" or (request.op == "r" and request.numbers == (0,))
        if dies and request.key in born:
            start, size = born.pop(request.key)
            found.append((size, time - start))
        elif not dies and not request.note:
            start, size = born.get(request.key, (time, 0))
            born[request.key] = (start, max(size, after))
    return found + [(size, None) for _, size in born.values()]


def lowest_heap(requests):
    """Payloads rounded up, and nothing else, at their peak."""
    heap = most = 0
    for _, before, after, _ in traces.follow(requests):
        heap += -(-after // ALIGNMENT) * ALIGNMENT - -(-before // ALIGNMENT) * ALIGNMENT
        most = max(most, heap)
    return most


def show_counts(trace):
    names = {"a": "malloc", "c": "calloc", "m": "memalign", "r": "realloc", "f": "free"}
    count = Counter(request.op for request in trace.requests)
    print(f"requests    {len(trace.requests)}: " + ", ".join(f"{count[op]} {name}" for op, name in names.items() if count[op]))
    print(f"weight      {trace.weight}")


def show_memory(trace, lives):
    payloads = [payload for *_, payload in traces.follow(trace.requests)]
    peak = max(payloads)
    asked = sum(size for size, _ in lives)
    heap = lowest_heap(trace.requests)
    print(f"peak        {peak} bytes, at request {payloads.index(peak) + 1}; {payloads[-1]} at the end")
    if peak:
        print(f"ceiling     {100 * peak / heap:.1f} %: a heap of {heap} bytes, payloads rounded up to {ALIGNMENT} and no more")
        print(f"reuse       {asked} bytes in all, {asked / peak:.1f} times the peak")


def show_lives(lives):
    sizes = [size for size, _ in lives]
    times = [time for _, time in lives if time is not None]
    if sizes:
        print(f"sizes       {min(sizes)} to {max(sizes)}, median {statistics.median(sizes):g}, "
              f"mean {statistics.mean(sizes):.1f}; {len(set(sizes))} different")
    if times:
        print(f"lifetimes   median {statistics.median(times):g} requests, longest {max(times)}; "
              f"{len(lives) - len(times)} payloads are never freed")


def size_class(size):
    """The power of two that it fits in."""
    return 1 << max(size - 1, 0).bit_length()


def show_histogram(lives):
    """A line for each class of sizes: how many, a bar, and how long they live."""
    classes = {}
    for size, time in lives:
        classes.setdefault(size_class(size), []).append(time)
    most = max(map(len, classes.values()), default=1)
    columns = [("< 10", 10), ("< 100", 100), ("< 1000", 1000), ("< 10000", 10000), ("longer", float("inf"))]
    print(f"\n{'bytes up to':>12}  {'payloads':>8}  {'':{WIDTH}}" + "".join(f"  {name:>7}" for name, _ in columns) + "    never")
    for bound, times in sorted(classes.items()):
        row, low = [], 0
        for _, high in columns:
            row.append(sum(time is not None and low <= time < high for time in times))
            low = high
        bar = "#" * -(-WIDTH * len(times) // most)
        print(f"{bound:12}  {len(times):8}  {bar:{WIDTH}}" + "".join(f"  {n:7}" for n in row) + f"  {times.count(None):7}")
    print("right: how many requests a payload lives")


def run(options):
    trace = traces.read(options.trace)
    lives = lifetimes(trace.requests)
    show_counts(trace)
    show_memory(trace, lives)
    show_lives(lives)
    show_histogram(lives)
    if options.plot:
        tool = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "plot.py")
        return subprocess.run([sys.executable, tool, "histogram", options.trace, "-o", options.plot], check=False).returncode
    return 0
