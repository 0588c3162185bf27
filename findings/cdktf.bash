# shellcheck shell=bash
# Sourced by the scripts beside it: cdktf 0.21.0 from npm, in the folder that terraform.bash makes.

# shellcheck source=/dev/null
. "$(dirname "${BASH_SOURCE[0]}")/terraform.bash"

command -v npm >/dev/null || refuse "this needs npm"
npm install --silent --no-audit --no-fund --ignore-scripts cdktf@0.21.0 constructs@10.6.0 >/dev/null 2>&1 ||
  refuse "npm did not install cdktf 0.21.0"
