#!/usr/bin/env python3
"""Start-up, side by side.

usage: start.py NAME=TRACER_COMMAND [NAME=TRACER_COMMAND ...] [--only=CASE,CASE] [--rounds=N]

For each case every tracer in turn runs a script that ends by itself, from start to exit. Medians of N rounds (default 7) of

wall  seconds from start to exit
peak  MiB of memory (proportional set size, summed over the process tree, sampled every 5 ms in rounds of their own)
cpu   CPU seconds of the process tree

and their ratios to the first tracer named. Caches of files are warm, those of a tracer (XDG_CACHE_HOME) an empty folder for
each run. Needs root.
"""
import os, shlex, statistics, subprocess, sys, tempfile, time

CASES = {
    "begin": "begin { exit(); }",
    "one": "tracepoint:syscalls:sys_enter_read { @[comm] = count(); } interval:ms:1 { exit(); }",
    "wildcard": "tracepoint:syscalls:sys_enter_* { @[probe] = count(); } interval:ms:1 { exit(); }",
    "both_ends": "tracepoint:syscalls:sys_enter_*, tracepoint:syscalls:sys_exit_* { @[probe] = count(); } interval:ms:1 { exit(); }",
    "others": "tracepoint:sched:*, tracepoint:irq:*, tracepoint:timer:* { @[probe] = count(); } interval:ms:1 { exit(); }",
}

def run(cmd, script, sample):
    with tempfile.TemporaryDirectory(prefix="start-") as cache:
        before = os.times(); t = time.perf_counter()
        p = subprocess.Popen(shlex.split(cmd) + ["-e", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True, env=os.environ | {"XDG_CACHE_HOME": cache})
        peak = 0
        while sample and p.poll() is None: peak = max(peak, tree(p.pid)); time.sleep(0.005)
        code = p.wait(); wall = time.perf_counter() - t; after = os.times()
    if code != 0: raise RuntimeError(f"exit code {code}")
    return wall, peak / 1024, after.children_user + after.children_system - before.children_user - before.children_system

def tree(session):
    """KiB of all processes of a session."""
    total = 0
    for d in os.listdir("/proc"):
        try:
            if d.isdigit() and os.getsid(int(d)) == session:
                total += sum(int(l.split()[1]) for l in open(f"/proc/{d}/smaps_rollup") if l.startswith("Pss:"))
        except OSError: pass
    return total

def main():
    bad = [a for a in sys.argv[1:] if "=" not in a]
    if bad or len(sys.argv) < 2: sys.exit(__doc__)
    opt = dict(a[2:].split("=", 1) for a in sys.argv[1:] if a.startswith("--"))
    tracers = [a.split("=", 1) for a in sys.argv[1:] if not a.startswith("--")]
    rounds = int(opt.get("rounds", 7))
    for case in opt.get("only", ",".join(CASES)).split(","):
        timed, sampled, failed = {n: [] for n, _ in tracers}, {n: [] for n, _ in tracers}, {}
        for i in range(rounds):
            for n, c in tracers:
                try:
                    timed[n].append(run(c, CASES[case], False))
                    if i < 3: sampled[n].append(run(c, CASES[case], True)[1])
                except RuntimeError as e: failed[n] = e
        line, base = case.ljust(10), None
        for n, _ in tracers:
            if n in failed: line += f"  {n} FAILED ({failed[n]})"; continue
            row = [statistics.median(r[0] for r in timed[n]), statistics.median(sampled[n]), statistics.median(r[2] for r in timed[n])]
            base = base or row
            ratio = [f" {x / b:.2f}x" if row is not base and b else "" for x, b in zip(row, base)]
            line += f"  {n} wall {row[0]:6.3f} s{ratio[0]} peak {row[1]:4.0f} MiB{ratio[1]} cpu {row[2]:.2f} s{ratio[2]}"
        print(line, flush=True)

main()
