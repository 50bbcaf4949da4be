#!/usr/bin/env bash
# The numbers of so many shards as JSON, for a matrix: [1,2,3,4]. Written to GITHUB_OUTPUT as `indexes`, or to standard output.
set -euo pipefail

total="${SHARD_TOTAL:?how many shards there are}"
if ! [[ "$total" =~ ^[1-9][0-9]?$ ]] || [ "$total" -lt 2 ] || [ "$total" -gt 32 ]; then
  echo "SHARD_TOTAL must be a number from 2 to 32" >&2
  exit 2
fi
line="indexes=[$(seq -s, 1 "$total")]"
if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "$line" >>"$GITHUB_OUTPUT"; else echo "$line"; fi
