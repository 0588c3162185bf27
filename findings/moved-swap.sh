#!/bin/bash
# Terraform 1.11.4: `moved` blocks when an old address is the new address of something else.
#
# Expected: `moved` blocks say which object goes where. They may stand in any order and may be chained, so two objects may change
# places, and one may take the address that another one leaves: each target is declared, and each object has one place to go.
#
# Seen: an address in `from` must not be declared any more, whatever moves into it. A swap (a to b, b to a) and a shift (a to c,
# b to a) are refused with "Moved object still exists" and the advice to declare the object at its new address, where it is
# declared. A chain over an address that never existed (a to y, y to z, written backwards) is taken.
#
# Why it matters: names with numbers in them are what people renumber. It takes two applies with a name in between, or
# `terraform state mv`, and a program that writes `moved` blocks from old and new names has to know it.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/terraform.bash"

# resources NAME TEXT...: one resource for each pair
resources() {
  while (($#)); do
    printf 'resource "terraform_data" "%s" { input = "%s" }\n' "$1" "$2"
    shift 2
  done
}
# moved FROM TO...: one block for each pair
moved() {
  while (($#)); do
    printf 'moved {\n  from = terraform_data.%s\n  to = terraform_data.%s\n}\n' "$1" "$2"
    shift 2
  done
}
# answer: what the plan comes to, or its errors
answer() {
  { terraform plan -no-color 2>&1 || true; } | grep -E '^(Plan|Error):' | paste -sd ,
}

resources a A b B >main.tf
terraform init >/dev/null
terraform apply -auto-approve >/dev/null

{
  resources a B b A
  moved a b b a
} >main.tf
swap=$(answer)
{
  resources a B c A
  moved a c b a
} >main.tf
shift=$(answer)
{
  resources z A b B
  moved y z a y
} >main.tf
chain=$(answer)
# the way round, part one: the object that is in the way goes to a name in between
{
  resources between A b B
  moved a between
} >main.tf
terraform apply -auto-approve >/dev/null
{
  resources a B c A
  moved b a between c
} >main.tf
around=$(answer)

seen "a and b change places" "$swap"
seen "a to c, b to a" "$shift"
seen "y to z, a to y" "$chain"
seen "a to c, b to a in a second apply" "$around"
refused="Error: Moved object still exists"
nothing="Plan: 0 to add, 0 to change, 0 to destroy."
expected "a swap is refused, for both blocks" "$swap" = "$refused,$refused"
expected "a shift is refused" "$shift" = "$refused"
expected "a chain over an address that never was is taken" "$chain" = "$nothing"
expected "in two applies it works" "$around" = "$nothing"
