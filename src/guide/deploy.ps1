# Deploys this design with Azure PowerShell: checks, uploads the packages, shows what would change, deploys.
#
#   ./deploy.ps1 -ResourceGroup NAME -Location REGION [-DryRun]
#
# Secrets are asked for as secure strings and never stand in an argument or a file.
param(
  [Parameter(Mandatory = $true)][string]$ResourceGroup,
  [Parameter(Mandatory = $true)][string]$Location,
  [switch]$DryRun
)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

# design

function Step([string]$Text, [scriptblock]$Action) {
  Write-Host $Text
  if (-not $DryRun) { & $Action }
}

if (-not $DryRun -and -not (Get-AzContext)) { throw 'Not logged in; run Connect-AzAccount first.' }

if ($PUBLISHER) {
  Step "Accepting the marketplace terms of $OFFER $LICENSE_PLAN" {
    Get-AzMarketplaceTerms -Publisher $PUBLISHER -Product $OFFER -Name $LICENSE_PLAN |
      Set-AzMarketplaceTerms -Accept | Out-Null
  }
}
Step "Creating the resource group $ResourceGroup" {
  New-AzResourceGroup -Name $ResourceGroup -Location $Location -Force | Out-Null
}

$values = @{ }
if ($MODE -ne 'none') {
  if (-not $ACCOUNT) {
    $ACCOUNT = Read-Host 'Storage account for the bootstrap packages'
    $values.bootstrapAccount = $ACCOUNT
  }
  $accountGroup = if ($ACCOUNT_GROUP) { $ACCOUNT_GROUP } else { $ResourceGroup }
  Step "Uploading both packages to the share $SHARE" {
    if (-not (Get-AzStorageAccount -ResourceGroupName $accountGroup -Name $ACCOUNT -ErrorAction SilentlyContinue)) {
      New-AzStorageAccount -ResourceGroupName $accountGroup -Name $ACCOUNT -Location $Location -SkuName Standard_LRS -Kind StorageV2 -MinimumTlsVersion TLS1_2 -AllowBlobPublicAccess $false | Out-Null
    }
    $script:key = (Get-AzStorageAccountKey -ResourceGroupName $accountGroup -Name $ACCOUNT)[0].Value
    $context = New-AzStorageContext -StorageAccountName $ACCOUNT -StorageAccountKey $script:key
    if (-not (Get-AzStorageShare -Name $SHARE -Context $context -ErrorAction SilentlyContinue)) {
      New-AzStorageShare -Name $SHARE -Context $context | Out-Null
    }
    foreach ($directory in @($DIRECTORY_A, $DIRECTORY_B)) {
      foreach ($path in @($directory, "$directory/config", "$directory/content", "$directory/license", "$directory/software")) {
        New-AzStorageDirectory -ShareName $SHARE -Path $path -Context $context -ErrorAction SilentlyContinue | Out-Null
      }
      foreach ($file in Get-ChildItem -Recurse -File "bootstrap/$directory") {
        $relative = [IO.Path]::GetRelativePath((Resolve-Path "bootstrap/$directory"), $file.FullName).Replace('\', '/')
        Set-AzStorageFileContent -ShareName $SHARE -Source $file.FullName -Path "$directory/$relative" -Context $context -Force | Out-Null
      }
    }
  }
  if ($MODE -eq 'key' -and -not $DryRun) {
    $values.bootstrapAccessKey = ConvertTo-SecureString $script:key -AsPlainText -Force
  }
}

$values.adminPassword = Read-Host 'Administrator password (the one of the packages)' -AsSecureString
if ($ASK_SOURCES -eq 'yes') {
  $values.managementSources = @((Read-Host 'Ranges that may reach management, separated by commas').Split(',') | ForEach-Object { $_.Trim() })
}

$deployment = @{
  ResourceGroupName = $ResourceGroup
  TemplateFile = 'azuredeploy.json'
}
# Named values win over the file, so the file is read here and both are passed as one.
$file = Get-Content azuredeploy.parameters.json -Raw | ConvertFrom-Json
foreach ($entry in $file.parameters.PSObject.Properties) {
  if (-not $values.ContainsKey($entry.Name)) { $values[$entry.Name] = $entry.Value.value }
}
Step 'Checking the template' { Test-AzResourceGroupDeployment @deployment @values }
Step 'What would change:' { New-AzResourceGroupDeployment @deployment @values -WhatIf }
if (-not $DryRun -and (Read-Host 'Deploy? [y/N]') -ne 'y') { throw 'Nothing was deployed.' }
Step 'Deploying' { (New-AzResourceGroupDeployment -Name fast-ha @deployment @values).Outputs }
