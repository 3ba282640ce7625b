"""Load: one request again and again from many connections, by wrk, and what came of it."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .serving import program

CONNECTIONS = 16
POSTING = Path(__file__).with_name("posting.lua")
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Target:
    """What is asked, and how. ``body`` says that a form is posted, a new one each time."""

    name: str
    url: str
    headers: tuple[str, ...] = ()
    body: bool = False
    connections: int = CONNECTIONS


@dataclass(frozen=True)
class Result:
    """Requests a second; milliseconds of the middle one and of the slowest in a hundred."""

    rate: float
    p50: float
    p99: float
    errors: int


def measure(targets: Sequence[Target], *, rounds: int, seconds: float) -> dict[str, Result]:
    """Ask all targets in turn, ``rounds`` times, so that what else goes on hits all alike.

    Gives the medians of the rounds. A first short round warms up and counts for nothing.
    """
    found: dict[str, list[Result]] = {target.name: [] for target in targets}
    for number in range(rounds + 1):
        for target in targets:
            result = ask(target, seconds if number else 1)
            if number:
                found[target.name].append(result)
    return {name: together(results) for name, results in found.items()}


def together(results: Sequence[Result]) -> Result:
    return Result(
        rate=median(result.rate for result in results),
        p50=median(result.p50 for result in results),
        p99=median(result.p99 for result in results),
        errors=sum(result.errors for result in results),
    )


def ask(target: Target, seconds: float) -> Result:
    """One run of wrk. Raises RuntimeError when most answers are errors, or wrk says nothing."""
    command = [program("wrk"), "-t1", f"-c{target.connections}", f"-d{max(1, round(seconds))}s"]
    command += ["--latency", "--timeout", "20s"]
    for header in target.headers:
        command += ["-H", header]
    if target.body:
        command += ["-s", str(POSTING)]
    done = subprocess.run([*command, target.url], capture_output=True, text=True, check=False)
    result = read(done.stdout + done.stderr)
    if result.errors > result.rate * seconds / 2:
        raise RuntimeError(f"{target.url} answers with errors.")
    return result


def read(printed: str) -> Result:
    """What wrk printed."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    p50, p99 = (re.search(rf"\b{part}%\s+([\d.]+)(us|ms|s|m)\b", printed) for part in (50, 99))
    if rate is None or p50 is None or p99 is None:
        raise RuntimeError(f"wrk said:\n{printed}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    broken = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", printed)
    errors = int(refused[1]) if refused else 0
    errors += sum(map(int, broken.groups())) if broken else 0
    return Result(
        float(rate[1]),
        float(p50[1]) * UNITS[p50[2]],
        float(p99[1]) * UNITS[p99[2]],
        errors,
    )
