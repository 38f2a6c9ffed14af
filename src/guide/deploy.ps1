# Deploys this design with Azure PowerShell: checks, uploads the packages where the mode needs it, shows
# what would change, deploys.
#
#   ./deploy.ps1 -ResourceGroup NAME -Location REGION [-DryRun]
#   ./deploy.ps1 -Close -ResourceGroup NAME [-DryRun]    once both units are up: storage for management only
#
# Secrets are asked for as secure strings and never stand in an argument or a file.
#Requires -Version 7.0
param(
  [Parameter(Mandatory = $true)][string]$ResourceGroup,
  [string]$Location,
  [switch]$Close,
  [switch]$DryRun
)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

# design

function Step([string]$Text, [scriptblock]$Action) {
  Write-Host $Text
  if ($DryRun) {
    Write-Host ('+ ' + $Action.ToString().Trim())
  } else {
    try { & $Action } catch { throw "This step failed: $Text. $($_.Exception.Message)" }
  }
}

# Runs a step on the share. How long a new rule of a closed account takes to count is written nowhere, and it counts on
# one server before another, so there each step is tried for up to five minutes.
function Store([scriptblock]$Action) {
  foreach ($try in 1..20) {
    if ($CLOSED -ne 'yes') { break }
    try { & $Action; return } catch { Start-Sleep -Seconds 15 }
  }
  if ($CLOSED -eq 'yes') { Write-Host "Is $address the address that Azure sees? From inside the region of the account no rule for an address counts." }
  & $Action
}

# --- Checks, before anything is created.

foreach ($module in @('Az.Accounts', 'Az.Resources', 'Az.Compute', 'Az.Storage', 'Az.Network')) {
  if (-not $DryRun -and -not (Get-Module -ListAvailable $module)) { throw "The module $module is missing; run Install-Module Az." }
}
$context = if ($DryRun) { $null } else { Get-AzContext }
if (-not $DryRun -and -not $context) { throw 'Not logged in; run Connect-AzAccount first.' }
if ($context -and $context.Environment.Name -ne $CLOUD) { throw "Logged in to $($context.Environment.Name); run Connect-AzAccount -Environment $CLOUD." }
if ($MODE -eq 'one_click' -and $CLOUD -ne 'AzureCloud') {
  Write-Host 'Note: deployment scripts and the image may be missing in this cloud; the mode account works without scripts.'
}

$vnetGroup = if ($VNET_GROUP) { $VNET_GROUP } else { $ResourceGroup }

# Lets a storage account answer the management subnet: the account's resource group, its name.
function AdmitManagement([string]$Group, [string]$Name) {
  $network = Get-AzVirtualNetwork -ResourceGroupName $vnetGroup -Name $VNET
  $subnet = $network.Subnets | Where-Object Name -eq $MANAGEMENT_SUBNET
  # The list of service endpoints is replaced as a whole, so what is there goes along.
  $services = @($subnet.ServiceEndpoints | ForEach-Object Service)
  if (-not ($services | Where-Object { $_ -in @('Microsoft.Storage', 'Microsoft.Storage.Global') })) {
    $subnet.ServiceEndpoints += [Microsoft.Azure.Commands.Network.Models.PSServiceEndpoint]@{ Service = 'Microsoft.Storage' }
    Set-AzVirtualNetwork -VirtualNetwork $network | Out-Null
  }
  Add-AzStorageAccountNetworkRule -ResourceGroupName $Group -Name $Name -VirtualNetworkResourceId $subnet.Id | Out-Null
}

if ($Close) {
  if ($MODE -ne 'one_click') { throw 'Only one click makes a storage account of its own.' }
  if (-not $DryRun -and (Read-Host 'Are both units up (show high-availability all)? [y/N]') -ne 'y') {
    throw 'Nothing was changed; the packages are read at the first boot.'
  }
  Step 'Closing the storage account to the management subnet' {
    if (-not $ACCOUNT) {
      # The portal names its deployments as it likes, so the newest one that had an account counts.
      $made = Get-AzResourceGroupDeployment -ResourceGroupName $ResourceGroup |
        Where-Object { $_.Parameters -and $_.Parameters.ContainsKey('bootstrapAccount') } | Sort-Object Timestamp -Descending | Select-Object -First 1
      if (-not $made) { throw "no deployment of $ResourceGroup made a storage account for the packages" }
      $script:ACCOUNT = $made.Parameters['bootstrapAccount'].Value
    }
    AdmitManagement $ResourceGroup $ACCOUNT
    Update-AzStorageAccountNetworkRuleSet -ResourceGroupName $ResourceGroup -Name $ACCOUNT -DefaultAction Deny | Out-Null
  }
  exit 0
}
if (-not $Location) { throw 'The location is missing: -Location REGION.' }

Step 'Checking your rights' {
  $scope = "/subscriptions/$($context.Subscription.Id)"
  $roles = Get-AzRoleAssignment -SignInName $context.Account.Id -Scope $scope -ErrorAction SilentlyContinue
  if (-not ($roles | Where-Object RoleDefinitionName -in @('Owner', 'Contributor'))) {
    Write-Host 'Note: you are neither owner nor contributor of the subscription; rights on the resource group may do.'
  }
}
Step 'Checking the resource providers' {
  foreach ($provider in $PROVIDERS.Split(' ')) {
    $states = (Get-AzResourceProvider -ProviderNamespace $provider).RegistrationState | Select-Object -Unique
    if ($states -notcontains 'Registered') { throw "run Register-AzResourceProvider -ProviderNamespace $provider first" }
  }
}
Step "Checking the size $SIZE and its quota in $Location" {
  $sku = Get-AzComputeResourceSku -Location $Location | Where-Object { $_.ResourceType -eq 'virtualMachines' -and $_.Name -eq $SIZE }
  if (-not $sku) { throw "$SIZE is not offered in $Location" }
  if ($sku.Restrictions | Where-Object Type -eq 'Location') { throw "$SIZE is restricted in $Location for this subscription" }
  foreach ($zone in $ZONES.Split(' ', [StringSplitOptions]::RemoveEmptyEntries)) {
    if ($zone -notin $sku.LocationInfo.Zones) { throw "$SIZE is not offered in zone $zone of $Location" }
    if ($sku.Restrictions | Where-Object { $_.Type -eq 'Zone' -and $zone -in $_.RestrictionInfo.Zones }) { throw "$SIZE is restricted in zone $zone of $Location for this subscription" }
  }
  $cores = [int]($sku.Capabilities | Where-Object Name -eq 'vCPUs').Value
  foreach ($usage in Get-AzVMUsage -Location $Location | Where-Object { $_.Name.Value -in @('cores', $sku.Family) }) {
    $needed = 2 * $cores
    if ($usage.Name.Value -eq 'cores') { $needed += [int]$SERVER_CORES }
    if ($usage.Limit - $usage.CurrentValue -lt $needed) { throw "the quota $($usage.Name.Value) has too few vCPUs left, and $needed are needed" }
  }
}
# What an existing VNet has is read before anything is written, and what somebody else set there stays.
$bindings = @($ASSOCIATIONS.Split("`n", [StringSplitOptions]::RemoveEmptyEntries) | ForEach-Object { , $_.Split('|') })
$ours = "/subscriptions/$($context.Subscription.Id)/resourceGroups/$ResourceGroup/providers/Microsoft.Network"
# A gateway of the template's stands in the deployment's group; one that stands already is told by its id.
function GatewayId([string]$Gateway) { if ($Gateway.StartsWith('/')) { $Gateway } else { "$ours/natGateways/$Gateway" } }
if ($GATEWAY_ID) {
  Step "Reading the NAT gateway $GATEWAY_ID" {
    $parts = $GATEWAY_ID.Split('/')
    if ($parts[2] -ne $context.Subscription.Id) { throw "the NAT gateway $GATEWAY_ID is of another subscription than $($context.Subscription.Id), and serves no VNet here" }
    $standing = Get-AzNatGateway -ResourceGroupName $parts[4] -Name $parts[8]
    if ($standing.Location -ne $Location.Replace(' ', '')) { throw "the NAT gateway $GATEWAY_ID is in $($standing.Location), and the VNet in $Location" }
    $own = "/subscriptions/$($context.Subscription.Id)/resourceGroups/$vnetGroup/providers/Microsoft.Network/virtualNetworks/$VNET/subnets/"
    foreach ($served in $standing.Subnets.Id | Where-Object { $_ -and -not $_.StartsWith($own, [StringComparison]::OrdinalIgnoreCase) }) {
      throw "the NAT gateway $GATEWAY_ID serves $served, and takes no second VNet"
    }
  }
}
if ($bindings) {
  Step "Reading the subnets of $VNET" {
    $network = Get-AzVirtualNetwork -ResourceGroupName $vnetGroup -Name $VNET
    foreach ($binding in $bindings) {
      $name, $table, $gateway = $binding
      $subnet = $network.Subnets | Where-Object Name -eq $name
      if (-not $subnet) { throw "the subnet $name is not in $VNET" }
      if ($table -and $subnet.RouteTable.Id -and $subnet.RouteTable.Id -ne "$ours/routeTables/$table") {
        throw "the subnet $name has another route table, $($subnet.RouteTable.Id); put the routes of $table into it or take it away, and run this again"
      }
      if ($gateway -and $subnet.NatGateway.Id -and $subnet.NatGateway.Id -ne (GatewayId $gateway)) {
        throw "the subnet $name has another NAT gateway, $($subnet.NatGateway.Id); choose an existing way out in the design, or take it away, and run this again"
      }
    }
  }
}

$address = 'YOUR-ADDRESS'
if ($CLOSED -eq 'yes' -and -not $DryRun) {
  # Azure takes neither a private address nor a range of one or two as a rule.
  $address = if ($env:FAST_HA_ADDRESS) { $env:FAST_HA_ADDRESS } else { Read-Host 'Your public IPv4 address, let in for the upload' }
  if ($address -notmatch '^([0-9]{1,3}\.){3}[0-9]{1,3}$' -or $address -match '^(10|127|172\.(1[6-9]|2[0-9]|3[01])|192\.168)\.') {
    throw 'The storage account is closed from the start, so the upload needs your public IPv4 address, such as 203.0.113.7.'
  }
}

# --- Terms, group, packages.

if ($PUBLISHER) {
  Step "Accepting the marketplace terms of $OFFER $LICENSE_PLAN" {
    $terms = Get-AzMarketplaceTerms -Publisher $PUBLISHER -Product $OFFER -Name $LICENSE_PLAN
    if (-not $terms.Accepted) { $terms | Set-AzMarketplaceTerms -Accept | Out-Null }
  }
}
$tagged = @{ }
foreach ($tag in $TAGS.Split("`n", [StringSplitOptions]::RemoveEmptyEntries)) {
  $name, $value = $tag.Split('=', 2)
  $tagged[$name] = $value
}
# Creating a group that exists replaces its tags, and fails in another region: an existing one stays as it is.
Step "Creating the resource group $ResourceGroup where it does not exist" {
  if (-not (Get-AzResourceGroup -Name $ResourceGroup -ErrorAction SilentlyContinue)) {
    New-AzResourceGroup -Name $ResourceGroup -Location $Location -Tag $tagged | Out-Null
  }
}

$values = @{ location = $Location }
if ($MODE -in @('account', 'key')) {
  if (-not $ACCOUNT) {
    $ACCOUNT = if ($DryRun) { 'STORAGE-ACCOUNT' } else { Read-Host 'Storage account for the bootstrap packages' }
    $values.bootstrapAccount = $ACCOUNT
  }
  $accountGroup = if ($ACCOUNT_GROUP) { $ACCOUNT_GROUP } else { $ResourceGroup }
  Step "Uploading both packages to the share $SHARE" {
    $shut = if ($CLOSED -eq 'yes') { @{ NetworkRuleSet = @{ Bypass = 'AzureServices'; DefaultAction = 'Deny' } } } else { @{ } }
    $stands = Get-AzStorageAccount -ResourceGroupName $accountGroup -Name $ACCOUNT -ErrorAction SilentlyContinue
    if (-not $stands) {
      New-AzStorageAccount -ResourceGroupName $accountGroup -Name $ACCOUNT -Location $Location -SkuName Standard_LRS -Kind StorageV2 -MinimumTlsVersion TLS1_2 -AllowBlobPublicAccess $false -Tag $tagged @shut | Out-Null
    } elseif ($CLOSED -eq 'yes' -and "$($stands.NetworkRuleSet.DefaultAction)" -ne 'Deny') {
      throw "the storage account $ACCOUNT stands already and answers every network; name another, or close it first: Update-AzStorageAccountNetworkRuleSet -ResourceGroupName $accountGroup -Name $ACCOUNT -DefaultAction Deny"
    }
    $opened = $false
    if ($CLOSED -eq 'yes') {
      # A rule that somebody else made for the same address is left alone, also afterwards.
      $rules = (Get-AzStorageAccountNetworkRuleSet -ResourceGroupName $accountGroup -Name $ACCOUNT).IpRules.IPAddressOrRange
      if ($address -notin $rules) {
        Add-AzStorageAccountNetworkRule -ResourceGroupName $accountGroup -Name $ACCOUNT -IPAddressOrRange $address | Out-Null
        $opened = $true
      }
    }
    try {
      $script:key = (Get-AzStorageAccountKey -ResourceGroupName $accountGroup -Name $ACCOUNT)[0].Value
      $storage = New-AzStorageContext -StorageAccountName $ACCOUNT -StorageAccountKey $script:key
      Store {
        if (-not (Get-AzStorageShare -Name $SHARE -Context $storage -ErrorAction SilentlyContinue)) {
          New-AzStorageShare -Name $SHARE -Context $storage | Out-Null
        }
      }
      foreach ($directory in @($DIRECTORY_A, $DIRECTORY_B)) {
        $plugins = @("$directory/plugins") | Where-Object { Test-Path "bootstrap/$_" }
        foreach ($path in @($directory, "$directory/config", "$directory/content", "$directory/license", "$directory/software") + $plugins) {
          Store {
            try { New-AzStorageDirectory -ShareName $SHARE -Path $path -Context $storage | Out-Null } catch { if ("$_" -notmatch 'already ?exists') { throw } }
          }
        }
        foreach ($file in Get-ChildItem -Recurse -File "bootstrap/$directory") {
          $relative = [IO.Path]::GetRelativePath((Resolve-Path "bootstrap/$directory"), $file.FullName).Replace('\', '/')
          Store { Set-AzStorageFileContent -ShareName $SHARE -Source $file.FullName -Path "$directory/$relative" -Context $storage -Force | Out-Null }
        }
      }
    } catch {
      if ($opened) { Write-Host "The storage account $ACCOUNT still lets in $address; a run that succeeds takes it out again" }
      throw
    }
    if ($opened) { Remove-AzStorageAccountNetworkRule -ResourceGroupName $accountGroup -Name $ACCOUNT -IPAddressOrRange $address | Out-Null }
  }
  if ($MODE -eq 'key' -and -not $DryRun) {
    $values.bootstrapAccessKey = ConvertTo-SecureString $script:key -AsPlainText -Force
  }
}

# --- What the deployment asks.

if (-not $DryRun) {
  if ($ASK_PASSWORD -eq 'yes') {
    $what = if ($MODE -notin @('account', 'key')) { 'Administrator password' } else { 'Administrator password (the one of the packages)' }
    $values.adminPassword = Read-Host $what -AsSecureString
    $again = Read-Host 'Once more' -AsSecureString
    $plain = { param($secure) [Net.NetworkCredential]::new('', $secure).Password }
    if ((& $plain $values.adminPassword) -cne (& $plain $again)) { throw 'The two passwords differ.' }
  }
  if ($ASK_SOURCES -eq 'yes') {
    $values.managementSources = @((Read-Host 'Ranges that may reach management, separated by commas').Split(',') | ForEach-Object { $_.Trim() } | Where-Object { $_ })
    if ($values.managementSources.Count -eq 0) { throw 'Nobody could reach management: at least one range is needed, such as 203.0.113.0/24.' }
  }
  foreach ($name in $ASKED.Split(' ', [StringSplitOptions]::RemoveEmptyEntries)) {
    $secure = Read-Host "$name (blank for none)" -AsSecureString
    if ($secure.Length -gt 0) { $values[$name] = $secure }
  }
}

# --- Deployment.

$deployment = @{
  ResourceGroupName = $ResourceGroup
  TemplateFile = 'azuredeploy.json'
}
# Named values win over the file, so the file is read here and both are passed as one.
$file = Get-Content azuredeploy.parameters.json -Raw | ConvertFrom-Json -AsHashtable
foreach ($name in $file.parameters.Keys) {
  if (-not $values.ContainsKey($name)) { $values[$name] = $file.parameters[$name].value }
}
Step 'Checking the template' {
  $problems = Test-AzResourceGroupDeployment @deployment @values
  if ($problems) { throw ($problems | ForEach-Object Message | Out-String) }
}
Step 'What would change:' { New-AzResourceGroupDeployment @deployment @values -WhatIf }
if (-not $DryRun -and (Read-Host 'Deploy? [y/N]') -ne 'y') { throw 'Nothing was deployed.' }
if ($NETWORK_FIRST -eq 'yes') {
  # The units read licence and packages at their first boot only, so their way to both stands before they are made: the
  # network of the template first, then what the subnets of an existing VNet carry and what the storage account lets
  # in, then the rest.
  $template = Get-Content azuredeploy.json -Raw | ConvertFrom-Json -AsHashtable
  $kinds = @('networkSecurityGroups', 'routeTables', 'natGateways', 'virtualNetworks', 'virtualNetworks/subnets') | ForEach-Object { "Microsoft.Network/$_" }
  $template.resources = @($template.resources | Where-Object { $_.type -in $kinds -or $_.name -eq $GATEWAY_ADDRESS })
  $template.Remove('outputs')
  Step 'Deploying the network' {
    New-AzResourceGroupDeployment -Name fast-ha-network -ResourceGroupName $ResourceGroup -TemplateObject $template @values | Out-Null
  }
}
if ($bindings) {
  Step "Putting route tables and NAT gateway on the subnets of $VNET" {
    $network = Get-AzVirtualNetwork -ResourceGroupName $vnetGroup -Name $VNET
    foreach ($binding in $bindings) {
      $name, $table, $gateway = $binding
      $subnet = $network.Subnets | Where-Object Name -eq $name
      if ($table) { $subnet.RouteTable = [Microsoft.Azure.Commands.Network.Models.PSRouteTable]@{ Id = "$ours/routeTables/$table" } }
      if ($gateway) { $subnet.NatGateway = [Microsoft.Azure.Commands.Network.Models.PSResourceId]@{ Id = GatewayId $gateway } }
    }
    Set-AzVirtualNetwork -VirtualNetwork $network | Out-Null
  }
}
if ($CLOSED -eq 'yes') {
  Step "Letting the storage account answer $MANAGEMENT_SUBNET" { AdmitManagement $accountGroup $ACCOUNT }
}
Step 'Deploying' { (New-AzResourceGroupDeployment -Name fast-ha @deployment @values).Outputs }
if ($MODE -eq 'one_click') { Write-Host "Once both units are up, close the storage account: ./deploy.ps1 -Close -ResourceGroup $ResourceGroup" }
if ($WAYS_BACK) { Write-Host "What the ranges elsewhere send comes past the pair until this is done over there, with the Azure CLI:`n$WAYS_BACK" }
