#!/usr/bin/env bash
# Deploys this design with the Azure CLI: checks, uploads the packages, shows what would change, deploys.
#
#   ./deploy.sh RESOURCE-GROUP LOCATION [--dry-run]
#
# Secrets are asked for and reach Azure by the environment and a private temporary file, never as
# arguments. A second run repeats what is missing and leaves the rest as it is.
set -euo pipefail
cd "$(dirname "$0")"

# design

fail() {
  printf 'deploy.sh: %s\n' "$*" >&2
  exit 1
}

group="${1:-}"
location="${2:-}"
dry_run="${3:-}"
if [ -z "$group" ] || [ -z "$location" ]; then
  fail "usage: ./deploy.sh RESOURCE-GROUP LOCATION [--dry-run]"
fi

# Runs a step, or only shows it.
run() {
  if [ "$dry_run" = "--dry-run" ]; then
    printf '+'
    printf ' %q' "$@"
    printf '\n'
  else
    "$@" || fail "this step failed: $1 $2 ${3:-}"
  fi
}

command -v az >/dev/null || fail "the Azure CLI (az) is missing"
if [ "$dry_run" != "--dry-run" ]; then
  az account show --output none || fail "not logged in; run az login first"
fi
case "$CLOUD" in
  usgov) printf 'Azure US Government: az cloud set --name AzureUSGovernment must be in force.\n' ;;
  china) printf 'Azure China: az cloud set --name AzureChinaCloud must be in force.\n' ;;
esac

if [ -n "$PUBLISHER" ]; then
  printf 'Accepting the marketplace terms of %s %s\n' "$OFFER" "$LICENSE_PLAN"
  run az vm image terms accept --publisher "$PUBLISHER" --offer "$OFFER" --plan "$LICENSE_PLAN" --output none
fi

printf 'Creating the resource group %s\n' "$group"
run az group create --name "$group" --location "$location" --output none

parameters="$(mktemp)"
chmod 600 "$parameters"
trap 'rm -f "$parameters"' EXIT

ask() {
  local prompt="$1" answer=''
  [ "$dry_run" = "--dry-run" ] || read -r -p "$prompt" answer
  printf '%s' "$answer"
}

ask_secret() {
  local prompt="$1" answer=''
  if [ "$dry_run" != "--dry-run" ]; then
    read -r -s -p "$prompt" answer
    printf '\n' >&2
  fi
  printf '%s' "$answer"
}

ask_account=no
key=''
if [ "$MODE" != none ]; then
  if [ -z "$ACCOUNT" ]; then
    ask_account=yes
    ACCOUNT="$(ask 'Storage account for the bootstrap packages: ')"
  fi
  account_group="${ACCOUNT_GROUP:-$group}"
  if [ "$dry_run" != "--dry-run" ] && ! az storage account show --name "$ACCOUNT" --resource-group "$account_group" --output none 2>/dev/null; then
    printf 'Creating the storage account %s\n' "$ACCOUNT"
    run az storage account create --name "$ACCOUNT" --resource-group "$account_group" --location "$location" \
      --sku Standard_LRS --kind StorageV2 --min-tls-version TLS1_2 --allow-blob-public-access false --output none
  fi
  if [ "$dry_run" != "--dry-run" ]; then
    key="$(az storage account keys list --account-name "$ACCOUNT" --resource-group "$account_group" --query '[0].value' --output tsv)" \
      || fail "the keys of $ACCOUNT cannot be read"
  fi
  export AZURE_STORAGE_ACCOUNT="$ACCOUNT" AZURE_STORAGE_KEY="$key"
  printf 'Uploading both packages to the share %s\n' "$SHARE"
  run az storage share create --name "$SHARE" --quota 1 --output none
  for directory in "$DIRECTORY_A" "$DIRECTORY_B"; do
    run az storage directory create --share-name "$SHARE" --name "$directory" --output none
    for folder in config content license software; do
      run az storage directory create --share-name "$SHARE" --name "$directory/$folder" --output none
    done
    run az storage file upload-batch --destination "$SHARE" --destination-path "$directory" --source "bootstrap/$directory" --output none
  done
fi

password="$(ask_secret 'Administrator password (the one of the packages): ')"
sources=''
[ "$ASK_SOURCES" = no ] || sources="$(ask 'Ranges that may reach management, separated by commas: ')"

# JSON is written by python3, which the Azure CLI brings along, so that no character needs escaping here.
PASSWORD="$password" SOURCES="$sources" ACCOUNT="$ACCOUNT" KEY="$key" MODE="$MODE" ASK_ACCOUNT="$ask_account" ASK_SOURCES="$ASK_SOURCES" \
  python3 - "$parameters" <<'PYTHON'
import json, os, sys
env = os.environ
values = {"adminPassword": env["PASSWORD"]}
if env["ASK_SOURCES"] == "yes":
    values["managementSources"] = [s.strip() for s in env["SOURCES"].split(",") if s.strip()]
if env["ASK_ACCOUNT"] == "yes":
    values["bootstrapAccount"] = env["ACCOUNT"]
if env["MODE"] == "key":
    values["bootstrapAccessKey"] = env["KEY"]
with open(sys.argv[1], "w") as file:
    json.dump({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
               "contentVersion": "1.0.0.0",
               "parameters": {name: {"value": value} for name, value in values.items()}}, file)
PYTHON

deployment=(--resource-group "$group" --template-file azuredeploy.json
  --parameters "@azuredeploy.parameters.json" --parameters "@$parameters")
printf 'Checking the template\n'
run az deployment group validate "${deployment[@]}" --output none
printf 'What would change:\n'
run az deployment group what-if "${deployment[@]}"
if [ "$dry_run" != "--dry-run" ]; then
  answer="$(ask 'Deploy? [y/N] ')"
  [ "$answer" = y ] || fail "nothing was deployed"
fi
run az deployment group create --name fast-ha "${deployment[@]}" --query properties.outputs --output json
