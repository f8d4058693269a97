"""How much memory a file larger than memory takes: Parquet to Parquet in DuckDB, in a process of its own.

    python benchmarks/memory_sql.py --areas 10000000 --policy stadsdelslyft

The areas are invented: classes and programme areas drawn at random, one in a hundred missing. Prints areas, decisions,
seconds, the size of the files and the peak memory of the whole process.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT: Final = Path(__file__).resolve().parents[1]
_CHUNK: Final = 1_000_000
_CLASSES: Final = pa.array(["ingen", "utsatt", "riskomrade", "sarskilt_utsatt"])


def areas(path: Path, count: int) -> None:
    """A file of areas, written a million at a time."""
    rng = np.random.default_rng(2026)
    writer: pq.ParquetWriter | None = None
    for start in range(0, count, _CHUNK):
        n = min(_CHUNK, count - start)
        klass = pa.DictionaryArray.from_arrays(
            pa.array(rng.choice(4, n, p=[0.7, 0.15, 0.05, 0.1]).astype(np.int8), mask=rng.random(n) < 0.01), _CLASSES
        )
        table = pa.table(
            {
                "id": pa.array(np.arange(start, start + n)).cast(pa.string()),
                "klassning": klass,
                "omfattas_fokus_jarva": pa.array(rng.random(n) < 0.1, mask=rng.random(n) < 0.01),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def main() -> None:
    """Write the areas, decide them in a process of its own, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--areas", type=int, default=10_000_000)
    parser.add_argument("--policy", default="stadsdelslyft")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "areas.parquet", Path(folder) / "decisions.parquet"
        areas(source, asked.areas)
        words = ["run", "--input", str(source), "--on", "duckdb", "-o", str(target), "--policy", asked.policy]
        held = os.environ | {"PYTHONPATH": str(ROOT / "engine")}
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "grund", *words], check=True, env=held, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rows = pq.ParquetFile(target).metadata.num_rows
        sizes = [path.stat().st_size / 1e6 for path in (source, target)]
        print(
            f"{asked.areas:,} areas, {rows:,} decisions, {seconds:.1f} s; in {sizes[0]:.0f} MB, out {sizes[1]:.0f} MB; "
            f"peak memory {peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
