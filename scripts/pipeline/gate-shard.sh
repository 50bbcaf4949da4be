#!/usr/bin/env bash
# One shard of the gate: SHARD_INDEX of SHARD_TOTAL. Leaves its record as shards/<index>.json. Whether the release may go on is
# said by the merged run, so drift does not fail a shard; a shard without a record does.
set -euo pipefail
cd "$(dirname "$0")/../.."

index="${SHARD_INDEX:?the number of the shard, from 1}"
total="${SHARD_TOTAL:?how many shards there are}"
shards="${SHARDS:-shards}"
reports="$shards/reports-$index"

mkdir -p "$shards"
rm -f "$shards/$index.json" "$reports/latest"
code=0
node bin/conform.mjs run --profile gate --shard "$index/$total" --reports "$reports" || code=$?
if [ ! -f "$reports/latest/run.json" ]; then
  echo "shard $index/$total came to no record (exit code $code)" >&2
  exit "$((code == 0 ? 3 : code))"
fi
cp "$reports/latest/run.json" "$shards/$index.json"
# What was left behind is for somebody to remove, whatever the merged run says.
[ "$code" -ne 4 ] || exit 4
