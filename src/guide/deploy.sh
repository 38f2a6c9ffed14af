#!/usr/bin/env bash
# Deploys this design with the Azure CLI: checks, uploads the packages where the mode needs it, shows what
# would change, deploys.
#
#   ./deploy.sh RESOURCE-GROUP LOCATION [--dry-run]
#   ./deploy.sh close RESOURCE-GROUP [--dry-run]      once both units are up: storage for management only
#
# Secrets are asked for and reach Azure by the environment and a private temporary file, never as
# arguments. A second run repeats what is missing and leaves the rest as it is.
set -euo pipefail
cd "$(dirname "$0")"

# design

opened=''
fail() {
  printf 'deploy.sh: %s\n' "$*" >&2
  [ -z "$opened" ] || printf 'The storage account %s still lets in %s; a run that succeeds takes it out again\n' "$ACCOUNT" "$opened" >&2
  exit 1
}

usage='usage: ./deploy.sh RESOURCE-GROUP LOCATION [--dry-run], or ./deploy.sh close RESOURCE-GROUP [--dry-run]'
task=deploy
if [ "${1:-}" = close ]; then
  task=close
  shift
fi
group="${1:-}"
[ -n "$group" ] || fail "$usage"
location=''
if [ "$task" = deploy ]; then
  location="${2:-}"
  case "$location" in '' | --dry-run) fail "$usage" ;; esac
  shift
fi
dry_run="${2:-}"
[ -z "$dry_run" ] || [ "$dry_run" = --dry-run ] || fail "$usage"

is_dry() { [ -n "$dry_run" ]; }

show() {
  printf '+' >&2
  printf ' %q' "$@" >&2
  printf '\n' >&2
}

# Runs a step, or only shows it.
run() {
  if is_dry; then
    show "$@"
  else
    "$@" || fail "this step failed: $1 $2 ${3:-} ${4:-}"
  fi
}

# Runs a step on the share. How long a new rule of a closed account takes to count is written nowhere, and it counts on
# one server before another, so there each step is tried for up to five minutes.
store() {
  if ! is_dry && [ "$CLOSED" = yes ]; then
    for _ in {1..20}; do
      ! "$@" 2>/dev/null || return 0
      sleep 15
    done
    printf 'Is %s the address that Azure sees? From inside the region of the account no rule for an address counts.\n' "$address" >&2
  fi
  run "$@"
}

# Asks Azure something; a dry run shows the question and knows no answer.
look() {
  if is_dry; then
    show "$@"
  else
    "$@"
  fi
}

ask() {
  local answer=''
  is_dry || read -r -p "$1" answer || fail "no answer to: $1"
  printf '%s' "$answer"
}

ask_secret() {
  local answer=''
  if ! is_dry; then
    IFS= read -r -s -p "$1" answer || fail "no answer to: $1"
    printf '\n' >&2
  fi
  printf '%s' "$answer"
}

# --- Checks, before anything is created.

for tool in az python3; do
  command -v "$tool" >/dev/null || fail "$tool is missing"
done
printf 'Checking login, cloud, rights, providers, size and quota\n'
subscription="$(look az account show --query id --output tsv)" || fail "not logged in; run az login first"
current_cloud="$(look az cloud show --query name --output tsv)" || fail "the Azure CLI names no cloud"
is_dry || [ "$current_cloud" = "$CLOUD" ] || fail "the Azure CLI is set to $current_cloud; run az cloud set --name $CLOUD and az login"
if [ "$MODE" = one_click ] && [ "$CLOUD" != AzureCloud ]; then
  printf 'Note: deployment scripts and the image may be missing in this cloud; the mode account works without scripts.\n' >&2
fi

vnet_group="${VNET_GROUP:-$group}"

# Lets a storage account answer the management subnet: the account's resource group, its name.
admit_management() {
  local at=(--resource-group "$vnet_group" --vnet-name "$VNET" --name "$MANAGEMENT_SUBNET") endpoints services=() service
  # The list of service endpoints is replaced as a whole, so what is there goes along.
  endpoints="$(look az network vnet subnet show "${at[@]}" --query 'serviceEndpoints[].service' --output tsv)" \
    || fail "this step failed: az network vnet subnet show"
  if ! grep -qE '^Microsoft\.Storage(\.Global)?$' <<<"$endpoints"; then
    while IFS= read -r service; do
      [ -z "$service" ] || services+=("$service")
    done <<<"$endpoints"
    run az network vnet subnet update "${at[@]}" --service-endpoints ${services[@]+"${services[@]}"} Microsoft.Storage --output none
  fi
  run az storage account network-rule add --resource-group "$1" --account-name "$2" \
    --subnet "/subscriptions/$subscription/resourceGroups/$vnet_group/providers/Microsoft.Network/virtualNetworks/$VNET/subnets/$MANAGEMENT_SUBNET" --output none
}

if [ "$task" = close ]; then
  [ "$MODE" = one_click ] || fail "only one click makes a storage account of its own"
  if [ -z "$ACCOUNT" ]; then
    # The portal names its deployments as it likes, so the newest one that had an account counts.
    ACCOUNT="$(look az deployment group list --resource-group "$group" --output tsv \
      --query 'reverse(sort_by([?properties.parameters.bootstrapAccount], &properties.timestamp))[0].properties.parameters.bootstrapAccount.value')" \
      || fail "this step failed: az deployment group list"
    ! is_dry || ACCOUNT=STORAGE-ACCOUNT
    [ -n "$ACCOUNT" ] || fail "no deployment of $group made a storage account for the packages"
  fi
  if ! is_dry; then
    answer="$(ask 'Are both units up (show high-availability all)? [y/N] ')"
    [ "$answer" = y ] || fail "nothing was changed; the packages are read at the first boot"
  fi
  admit_management "$group" "$ACCOUNT"
  run az storage account update --resource-group "$group" --name "$ACCOUNT" --default-action Deny --output none
  printf 'The storage account %s answers the subnet %s only\n' "$ACCOUNT" "$MANAGEMENT_SUBNET"
  exit 0
fi

rights="$(look az rest --method get --query 'value[].actions[]' --output tsv \
  --url "/subscriptions/$subscription/providers/Microsoft.Authorization/permissions?api-version=2022-04-01")" \
  || fail "this step failed: az rest (your rights on the subscription)"
if ! is_dry && ! grep -qxF '*' <<<"$rights"; then
  printf 'Note: you are neither owner nor contributor of the subscription; rights on the resource group may do.\n' >&2
fi

missing=()
for provider in $PROVIDERS; do
  state="$(look az provider show --namespace "$provider" --query registrationState --output tsv)" \
    || fail "this step failed: az provider show --namespace $provider"
  is_dry || [ "$state" = Registered ] || missing+=("az provider register --namespace $provider --wait")
done
[ "${#missing[@]}" = 0 ] || fail "providers are not registered; run first: $(printf '%s; ' "${missing[@]}")"

sku="$(look az vm list-skus --location "$location" --size "$SIZE" --resource-type virtualMachines --output tsv \
  --query "[?name=='$SIZE'].[family, capabilities[?name=='vCPUs'].value | [0], restrictions[?type=='Location'].reasonCode | [0], join(' ', restrictions[?type=='Zone'].restrictionInfo.zones[]) || 'None', join(' ', locationInfo[].zones[]) || 'None']")" \
  || fail "this step failed: az vm list-skus"
if ! is_dry; then
  # An empty column would vanish between two tabs, so the query says None.
  IFS=$'\t' read -r family cores restriction restricted_zones offered_zones <<<"$sku" || true
  [ -n "${family:-}" ] || fail "$SIZE is not offered in $location"
  [ "${restriction:-None}" = None ] || fail "$SIZE is restricted in $location for this subscription: $restriction"
  for zone in $ZONES; do
    case " ${offered_zones:-} " in *" $zone "*) ;; *) fail "$SIZE is not offered in zone $zone of $location" ;; esac
    case " ${restricted_zones:-} " in *" $zone "*) fail "$SIZE is restricted in zone $zone of $location for this subscription" ;; esac
  done
fi
quota="$(look az vm list-usage --location "$location" --output tsv \
  --query "[?name.value=='cores' || name.value=='${family:-FAMILY}'].[name.value, currentValue, limit]")" \
  || fail "this step failed: az vm list-usage"
while ! is_dry && IFS=$'\t' read -r name used limit; do
  needed=$((2 * cores))
  [ "$name" != cores ] || needed=$((needed + SERVER_CORES))
  [ -z "$name" ] || [ $((limit - used)) -ge "$needed" ] \
    || fail "the quota $name of $location has $((limit - used)) vCPUs left, and $needed are needed"
done <<<"$quota"

# What an existing VNet has is read before anything is written, and what somebody else set there stays.
ours="/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.Network"
same() { [ "$(printf %s "$1" | tr '[:upper:]' '[:lower:]')" = "$(printf %s "$2" | tr '[:upper:]' '[:lower:]')" ]; }
# A gateway of the template's stands in the deployment's group; one that stands already is told by its id.
gateway_id() { case "$1" in '' | /*) printf %s "$1" ;; *) printf %s "$ours/natGateways/$1" ;; esac; }
if [ -n "$GATEWAY_ID" ]; then
  found="$(look az network nat gateway show --ids "$GATEWAY_ID" --output tsv --query "[[location, subnets[0].id || 'None']]")" \
    || fail "this step failed: az network nat gateway show (does $GATEWAY_ID exist?)"
  if ! is_dry; then
    IFS=$'\t' read -r gateway_location gateway_subnet <<<"$found"
    case "$GATEWAY_ID" in "/subscriptions/$subscription/"*) ;; *) fail "the NAT gateway $GATEWAY_ID is of another subscription than $subscription, and serves no VNet here" ;; esac
    same "${gateway_location// /}" "${location// /}" || fail "the NAT gateway $GATEWAY_ID is in $gateway_location, and the VNet in $location"
    own="/subscriptions/$subscription/resourceGroups/$vnet_group/providers/Microsoft.Network/virtualNetworks/$VNET"
    [ "$gateway_subnet" = None ] || same "${gateway_subnet%/subnets/*}" "$own" \
      || fail "the NAT gateway $GATEWAY_ID serves $gateway_subnet, and takes no second VNet"
  fi
fi
while IFS='|' read -r subnet table gateway; do
  [ -n "$subnet" ] || continue
  found="$(look az network vnet subnet show --resource-group "$vnet_group" --vnet-name "$VNET" --name "$subnet" --output tsv \
    --query "[[routeTable.id || 'None', natGateway.id || 'None']]")" || fail "this step failed: az network vnet subnet show (is $subnet in $VNET?)"
  ! is_dry || continue
  IFS=$'\t' read -r found_table found_gateway <<<"$found"
  [ -z "$table" ] || [ "$found_table" = None ] || same "$found_table" "$ours/routeTables/$table" \
    || fail "the subnet $subnet has another route table, $found_table; put the routes of $table into it or take it away, and run this again"
  [ -z "$gateway" ] || [ "$found_gateway" = None ] || same "$found_gateway" "$(gateway_id "$gateway")" \
    || fail "the subnet $subnet has another NAT gateway, $found_gateway; choose an existing way out in the design, or take it away, and run this again"
done <<<"$ASSOCIATIONS"

accepted=true
if [ -n "$PUBLISHER" ]; then
  accepted="$(look az vm image terms show --publisher "$PUBLISHER" --offer "$OFFER" --plan "$LICENSE_PLAN" --query accepted --output tsv)" \
    || fail "this step failed: az vm image terms show (is the image offered to this subscription?)"
fi

address=''
if [ "$CLOSED" = yes ]; then
  # Azure takes neither a private address nor a range of one or two as a rule.
  address="${FAST_HA_ADDRESS:-$(ask 'Your public IPv4 address, let in for the upload: ')}"
  is_dry || { [[ "$address" =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}$ ]] && [[ ! "$address" =~ ^(10|127|172\.(1[6-9]|2[0-9]|3[01])|192\.168)\. ]]; } \
    || fail "the storage account is closed from the start, so the upload needs your public IPv4 address, such as 203.0.113.7"
  ! is_dry || address=YOUR-ADDRESS
fi

# --- Terms, group, packages.

if [ "$accepted" != true ]; then
  printf 'Accepting the marketplace terms of %s %s\n' "$OFFER" "$LICENSE_PLAN"
  run az vm image terms accept --publisher "$PUBLISHER" --offer "$OFFER" --plan "$LICENSE_PLAN" --output none
fi

with_tags=()
while IFS= read -r tag; do
  [ -z "$tag" ] || with_tags+=("$tag")
done <<<"$TAGS"
[ "${#with_tags[@]}" = 0 ] || with_tags=(--tags "${with_tags[@]}")

# Creating a group that exists replaces its tags, and fails in another region: an existing one stays as it is.
exists="$(look az group exists --name "$group")" || fail "this step failed: az group exists"
if [ "$exists" = true ]; then
  printf 'The resource group %s exists and stays as it is\n' "$group"
else
  printf 'Creating the resource group %s\n' "$group"
  run az group create --name "$group" --location "$location" ${with_tags[@]+"${with_tags[@]}"} --output none
fi

ask_account=no
key=''
if [ "$MODE" = account ] || [ "$MODE" = key ]; then
  if [ -z "$ACCOUNT" ]; then
    ask_account=yes
    ACCOUNT="$(ask 'Storage account for the bootstrap packages: ')"
    is_dry || [[ "$ACCOUNT" =~ ^[a-z0-9]{3,24}$ ]] || fail "a storage account's name has 3 to 24 lower-case letters and digits"
  fi
  account_group="${ACCOUNT_GROUP:-$group}"
  shut=()
  [ "$CLOSED" != yes ] || shut=(--default-action Deny)
  if is_dry || ! action="$(az storage account show --name "$ACCOUNT" --resource-group "$account_group" --query networkRuleSet.defaultAction --output tsv 2>/dev/null)"; then
    printf 'Creating the storage account %s\n' "$ACCOUNT"
    run az storage account create --name "$ACCOUNT" --resource-group "$account_group" --location "$location" \
      --sku Standard_LRS --kind StorageV2 --min-tls-version TLS1_2 --allow-blob-public-access false ${shut[@]+"${shut[@]}"} ${with_tags[@]+"${with_tags[@]}"} --output none
  elif [ "$CLOSED" = yes ] && [ "$action" != Deny ]; then
    fail "the storage account $ACCOUNT stands already and answers every network; name another, or close it first: az storage account update --resource-group $account_group --name $ACCOUNT --default-action Deny"
  fi
  if [ "$CLOSED" = yes ]; then
    # A rule that somebody else made for the same address is left alone, also afterwards.
    rules="$(look az storage account network-rule list --resource-group "$account_group" --account-name "$ACCOUNT" --query 'ipRules[].values(@)[]' --output tsv)" \
      || fail "this step failed: az storage account network-rule list"
    if ! grep -qxF "$address" <<<"$rules"; then
      run az storage account network-rule add --resource-group "$account_group" --account-name "$ACCOUNT" --ip-address "$address" --output none
      opened="$address"
    fi
  fi
  key="$(look az storage account keys list --account-name "$ACCOUNT" --resource-group "$account_group" --query '[0].value' --output tsv)" \
    || fail "this step failed: az storage account keys list"
  export AZURE_STORAGE_ACCOUNT="$ACCOUNT" AZURE_STORAGE_KEY="$key"
  printf 'Uploading both packages to the share %s\n' "$SHARE"
  # Without a quota it is Azure's largest, so that whatever is added to the packages later finds room.
  store az storage share create --name "$SHARE" --output none
  for directory in "$DIRECTORY_A" "$DIRECTORY_B"; do
    store az storage directory create --share-name "$SHARE" --name "$directory" --output none
    for folder in config content license software plugins; do
      [ "$folder" != plugins ] || [ -d "bootstrap/$directory/plugins" ] || continue
      store az storage directory create --share-name "$SHARE" --name "$directory/$folder" --output none
    done
    store az storage file upload-batch --destination "$SHARE" --destination-path "$directory" --source "bootstrap/$directory" --output none
  done
  if [ -n "$opened" ]; then
    run az storage account network-rule remove --resource-group "$account_group" --account-name "$ACCOUNT" --ip-address "$address" --output none
    opened=''
  fi
fi

# --- What the deployment asks.

parameters="$(mktemp)"
chmod 600 "$parameters"
trap 'rm -f "$parameters"' EXIT

password=''
if [ "$ASK_PASSWORD" = yes ]; then
  what='Administrator password'
  [ "$MODE" != account ] && [ "$MODE" != key ] || what='Administrator password (the one of the packages)'
  password="$(ask_secret "$what: ")"
  again="$(ask_secret 'Once more: ')"
  [ "$password" = "$again" ] || fail "the two passwords differ"
fi
sources=''
if [ "$ASK_SOURCES" = yes ]; then
  sources="$(ask 'Ranges that may reach management, separated by commas: ')"
  is_dry || [[ "$sources" =~ [^[:space:],] ]] || fail "nobody could reach management: at least one range is needed, such as 203.0.113.0/24"
fi
given=()
for name in $ASKED; do
  given+=("$name=$(ask_secret "$name (blank for none): ")")
done

# JSON is written by python3, so that no character needs escaping here.
ASK_PASSWORD="$ASK_PASSWORD" PASSWORD="$password" SOURCES="$sources" ACCOUNT="$ACCOUNT" KEY="$key" MODE="$MODE" ASK_ACCOUNT="$ask_account" ASK_SOURCES="$ASK_SOURCES" LOCATION="$location" \
  GIVEN="$(printf '%s\n' ${given[@]+"${given[@]}"})" PYTHONUTF8=1 python3 - "$parameters" <<'PYTHON'
import json, os, sys
env = os.environ
values = {"location": env["LOCATION"]}
if env["ASK_PASSWORD"] == "yes":
    values["adminPassword"] = env["PASSWORD"]
if env["ASK_SOURCES"] == "yes":
    values["managementSources"] = [s.strip() for s in env["SOURCES"].split(",") if s.strip()]
if env["ASK_ACCOUNT"] == "yes":
    values["bootstrapAccount"] = env["ACCOUNT"]
if env["MODE"] == "key":
    values["bootstrapAccessKey"] = env["KEY"]
for line in env["GIVEN"].split("\n"):
    name, _, text = line.partition("=")
    if text:
        values[name] = text
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
               "contentVersion": "1.0.0.0",
               "parameters": {name: {"value": value} for name, value in values.items()}}, file)
PYTHON

# --- Deployment.

values=(--parameters "@azuredeploy.parameters.json" --parameters "@$parameters")
deployment=(--resource-group "$group" --template-file azuredeploy.json "${values[@]}")
printf 'Checking the template\n'
run az deployment group validate "${deployment[@]}" --output none
printf 'What would change:\n'
run az deployment group what-if "${deployment[@]}"
if ! is_dry; then
  answer="$(ask 'Deploy? [y/N] ')"
  [ "$answer" = y ] || fail "nothing was deployed"
fi
if [ "$NETWORK_FIRST" = yes ]; then
  # The units read licence and packages at their first boot only, so their way to both stands before they are made: the
  # network of the template first, then what the subnets of an existing VNet carry and what the storage account lets
  # in, then the rest.
  printf 'Deploying the network\n'
  network="$(mktemp)"
  trap 'rm -f "$parameters" "$network"' EXIT
  GATEWAY_ADDRESS="$GATEWAY_ADDRESS" python3 - azuredeploy.json "$network" <<'PYTHON'
import json, os, sys
with open(sys.argv[1], encoding="utf-8") as file:
    template = json.load(file)
kinds = ["networkSecurityGroups", "routeTables", "natGateways", "virtualNetworks", "virtualNetworks/subnets"]
template["resources"] = [one for one in template["resources"]
                         if one["type"] in ["Microsoft.Network/" + kind for kind in kinds]
                         or one["name"] == os.environ["GATEWAY_ADDRESS"]]
template.pop("outputs", None)
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(template, file)
PYTHON
  run az deployment group create --name fast-ha-network --resource-group "$group" --template-file "$network" "${values[@]}" --output none
  while IFS='|' read -r subnet table gateway; do
    [ -n "$subnet" ] || continue
    what=()
    [ -z "$table" ] || what+=(--route-table "$ours/routeTables/$table")
    [ -z "$gateway" ] || what+=(--nat-gateway "$(gateway_id "$gateway")")
    run az network vnet subnet update --resource-group "$vnet_group" --vnet-name "$VNET" --name "$subnet" "${what[@]}" --output none
  done <<<"$ASSOCIATIONS"
fi
[ "$CLOSED" != yes ] || admit_management "$account_group" "$ACCOUNT"
run az deployment group create --name fast-ha "${deployment[@]}" --query properties.outputs --output json
if [ "$MODE" = one_click ]; then
  printf 'Once both units are up, close the storage account: ./deploy.sh close %q\n' "$group"
fi
if [ -n "$WAYS_BACK" ]; then
  printf 'What the ranges elsewhere send comes past the pair until this is done over there:\n%s\n' "$WAYS_BACK"
fi
