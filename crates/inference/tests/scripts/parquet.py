"""Chains as a Parquet file of pyarrow, and what pyarrow reads of ours.

    python parquet.py write ../data/pyarrow.parquet
    python parquet.py show FILE        every number in the shortest form that reads back to the same bits

Made with pyarrow 26.0.1.
"""

import sys

import pyarrow as pa
import pyarrow.parquet as pq

if sys.argv[1] == "write":
    schema = pa.schema(
        [pa.field("chain", pa.int32(), nullable=False)]
        + [pa.field(n, pa.float64(), nullable=False) for n in ("weight", "minus_log_post", "tau", "H0")],
        metadata={"tau.label": r"\tau", "tau.lower": "1e-2", "H0.label": "H_0", "H0.derived": "true"},
    )
    table = pa.table(
        {
            "chain": [1, 1, 1, 2, 2],
            "weight": [2.0, 1.0, 7.0, 1.0, 3.0],
            "minus_log_post": [0.5, 1.5, -2.25, 1e300, 0.1],
            "tau": [0.054, 0.061, 0.1, 5e-324, 1 / 3],
            "H0": [67.27, 67.5, -0.0, 1e-5, 66.0],
        },
        schema=schema,
    )
    with pq.ParquetWriter(sys.argv[2], schema) as writer:
        writer.write_table(table.slice(0, 3))
        writer.write_table(table.slice(3, 2))
else:
    file = pq.ParquetFile(sys.argv[2])
    print(sorted((k.decode(), v.decode()) for k, v in file.schema_arrow.metadata.items()))
    print([(f.name, str(f.type), f.nullable) for f in file.schema_arrow])
    for group in range(file.num_row_groups):
        for row in file.read_row_group(group).to_pylist():
            print(*map(repr, row.values()))
