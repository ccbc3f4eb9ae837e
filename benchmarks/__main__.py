"""`python -m benchmarks [NAME …]`: what the speed of the template is, beside a yardstick that runs in the same minutes.

Prints a line for each figure and ends with code 1 when one is above its limit. Nothing else should run meanwhile.
"""

import sys

from benchmarks import check, copy, image, starts, synthesis, tests, update

BENCHMARKS = {
    "copy": copy.measure,
    "synthesis": synthesis.measure,
    "check": check.measure,
    "image": image.measure,
    "starts": starts.measure,
    "update": update.measure,
    "tests": tests.measure,
}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"There is no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    figures = []
    for name in names or BENCHMARKS:
        for figure in BENCHMARKS[name]():
            print(figure, flush=True)
            figures.append(figure)
    return 0 if all(figure.within for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
