#!/usr/bin/env bash
# Shows a report (report.md of the folder that is named) on the page of the job, or on standard output where there is none.
set -euo pipefail

report="${1:?the folder of a run}/report.md"
if [ ! -f "$report" ]; then
  echo "there is no $report: the run came to no record" >&2
  exit 0
fi
# A page takes a megabyte; what is cut off is in the artifact.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then head -c 900000 "$report" >>"$GITHUB_STEP_SUMMARY"; else head -c 900000 "$report"; fi
