#!/usr/bin/env bash
# The gate: makes one run of shards/*.json again, and ends with its exit code. FAIL_ON and MAX_GAPS say what the release bears.
set -euo pipefail
cd "$(dirname "$0")/../.."

shards="${SHARDS:-shards}"
out="${OUT:-reports/gate}"
arguments=()
[ -z "${FAIL_ON:-}" ] || arguments+=(--fail-on "$FAIL_ON")
[ -z "${MAX_GAPS:-}" ] || arguments+=(--max-gaps "$MAX_GAPS")
exec node bin/conform.mjs report merge "$shards"/*.json --out "$out" --reports "${REPORTS:-reports}" "${arguments[@]}"
