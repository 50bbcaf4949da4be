#!/usr/bin/env bash
# Nightly smoke: reads and harmless probes. Ends with the exit code of the run; 2 where there is no record to report on.
set -euo pipefail
cd "$(dirname "$0")/../.."

reports="${REPORTS:-reports}"
# What an earlier run left must not be taken for this one's.
rm -f "$reports/latest"
exec node bin/conform.mjs run --profile smoke --reports "$reports"
