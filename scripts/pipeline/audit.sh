#!/usr/bin/env bash
# Audit on demand: OPERATION (id, tag, "METHOD /path" or a glob), TIER, PROFILE and FAIL_ON, each of which may be empty.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Joined with the equals sign, so that nothing that was typed in becomes an option of its own.
arguments=("--profile=${PROFILE:-audit}" "--reports=${REPORTS:-reports}")
[ -z "${OPERATION:-}" ] || arguments+=("--only=$OPERATION")
[ -z "${TIER:-}" ] || arguments+=("--tier=$TIER")
[ -z "${FAIL_ON:-}" ] || arguments+=("--fail-on=$FAIL_ON")
exec node bin/conform.mjs run "${arguments[@]}"
