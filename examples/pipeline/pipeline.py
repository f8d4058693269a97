"""A pipeline in three steps on a Spark cluster: write areas, decide them there, count the decisions there.

    python examples/pipeline/pipeline.py spark://localhost:15002 [--areas 10000]

The areas are invented: a class and a programme for each, by its number; one in ten is missing.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from pyspark.sql import SparkSession

AREAS = """
SELECT
  CONCAT('a', id) AS id,
  CASE id % 10 WHEN 0 THEN NULL WHEN 1 THEN 'sarskilt_utsatt' WHEN 2 THEN 'utsatt' ELSE 'ingen' END AS klassning,
  CASE id % 7 WHEN 0 THEN NULL WHEN 1 THEN TRUE ELSE FALSE END AS omfattas_fokus_jarva
FROM RANGE({areas})
"""
COUNTS = """
SELECT insats, tolkning, decision, COUNT(*) AS areas
FROM beslut
GROUP BY insats, tolkning, decision
ORDER BY insats, tolkning, decision
"""


def main() -> int:
    """Carry out the three steps; the exit code of the second is the pipeline's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--areas", type=int, default=10_000)
    given = parser.parse_args()
    session = SparkSession.builder.remote(given.address.replace("spark://", "sc://", 1)).create()
    session.sql(AREAS.format(areas=given.areas)).write.mode("overwrite").saveAsTable("omraden")
    words = ["run", "--policy", "stadsdelslyft", "--on", given.address, "--input", "omraden", "-o", "beslut"]
    code = subprocess.run([sys.executable, "-m", "grund", *words, "--mode", "replace"], check=False).returncode
    if code == 0:
        session.sql(COUNTS).show(100, truncate=False)
    session.stop()
    return code


if __name__ == "__main__":
    raise SystemExit(main())
