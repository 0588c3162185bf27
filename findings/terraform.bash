# shellcheck shell=bash
# Sourced by the scripts beside it: Terraform 1.11.4, which has to be on this machine, in an empty folder that goes at the exit.
# Resources are of Terraform's own kind (terraform_data), so no provider is fetched.

# shellcheck source=/dev/null
. "$(dirname "${BASH_SOURCE[0]}")/observation.bash"

for program in terraform node; do
  command -v "$program" >/dev/null || refuse "this needs $program"
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
cd "$folder" || exit
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_CLI_CONFIG_FILE=$folder/terraform.rc
touch "$TF_CLI_CONFIG_FILE"

version=$(terraform version -json | node -p 'JSON.parse(require("fs").readFileSync(0)).terraform_version')
[[ $version == 1.11.4 ]] || refuse "terraform here is $version; this finding was seen with 1.11.4 and says nothing about others"

# output NAME: the value that the last apply kept, as JSON.
output() {
  terraform output -json "$1"
}
