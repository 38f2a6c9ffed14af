# Holds what stands in Azure, and what both firewalls say, against expected.json, and prints what differs.
#
#   ./verify.ps1 -ResourceGroup NAME [-Key FILE]
#
# With -Key, or a password in FAST_HA_PASSWORD, both firewalls are asked by SSH too. Nothing is changed.
# Exit 0: as planned; 1: something differs; 2: it could not be asked.
#Requires -Version 7.0
param(
  [Parameter(Mandatory = $true)][string]$ResourceGroup,
  [string]$Key
)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$expected = Get-Content expected.json -Raw | ConvertFrom-Json
$differences = [Collections.Generic.List[string]]::new()
$script:checked = 0

function Hold([string]$What, $Found, $Planned) {
  $script:checked++
  if ("$Found" -cne "$Planned") { $differences.Add("$What is $Found, planned is $Planned") }
}

$context = Get-AzContext
if (-not $context) { Write-Host 'Not logged in; run Connect-AzAccount first.'; exit 2 }
$own = "/subscriptions/$($context.Subscription.Id)/resourceGroups/$ResourceGroup/providers"

foreach ($nic in $expected.nics) {
  $found = Get-AzNetworkInterface -ResourceGroupName $ResourceGroup -Name $nic.name -ErrorAction SilentlyContinue
  if (-not $found) { $differences.Add("the NIC $($nic.name) is not there"); continue }
  Hold "the address of $($nic.name)" $found.IpConfigurations[0].PrivateIpAddress $nic.address
  Hold "IP forwarding of $($nic.name)" $found.EnableIPForwarding $nic.forwards
  $answer = Get-AzEffectiveRouteTable -ResourceGroupName $ResourceGroup -NetworkInterfaceName $nic.name -ErrorAction SilentlyContinue
  if (-not $answer) { $differences.Add("the routes of $($nic.name) cannot be read; its machine has to run"); continue }
  $routes = @{ }
  foreach ($route in $answer | Where-Object State -eq 'Active') {
    foreach ($prefix in $route.AddressPrefix) {
      $routes[$prefix] = if ($route.NextHopIpAddress) { $route.NextHopIpAddress[0] } else { $route.NextHopType }
    }
  }
  foreach ($route in $nic.routes) {
    $by = if ($routes.ContainsKey($route.to)) { $routes[$route.to] } else { 'none' }
    Hold "the route of $($nic.name) to $($route.to)" $by $route.by
  }
  if ($nic.ownWayOut) {
    $default = if ($routes['0.0.0.0/0'] -eq 'VirtualNetworkGateway') { "a gateway's" } else { 'its own' }
    Hold "the default route of $($nic.name)" $default 'its own'
  }
}

foreach ($balancer in $expected.balancers) {
  $query = 'api-version=2018-01-01&metricnames=DipAvailability&aggregation=Average&interval=PT1M&$filter=' + [uri]::EscapeDataString("BackendIPAddress eq '*'")
  $answer = Invoke-AzRestMethod -Path "$own/Microsoft.Network/loadBalancers/$($balancer.name)/providers/Microsoft.Insights/metrics?$query"
  if ($answer.StatusCode -ne 200) { $differences.Add("the probes of $($balancer.name) cannot be read"); continue }
  $healthy = [Collections.Generic.HashSet[string]]::new()
  foreach ($series in @(($answer.Content | ConvertFrom-Json).value)[0].timeseries) {
    $values = @($series.data | Where-Object { $null -ne $_.average })
    if ($values.Count -gt 0 -and $values[-1].average -ge 50) {
      foreach ($name in $series.metadatavalues.value | Where-Object { $_ -in $balancer.units }) { [void]$healthy.Add($name) }
    }
  }
  Hold "the number of units that answer $($balancer.name)" $healthy.Count 1
}

if ($Key -or $env:FAST_HA_PASSWORD) {
  $states = @()
  foreach ($unit in $expected.units) {
    $address = $unit.address
    if ($unit.publicIp) {
      # One that stood already is told by its id, in whatever group it is.
      $parts = $unit.publicIp.Split('/')
      $group = if ($parts.Count -gt 1) { $parts[4] } else { $ResourceGroup }
      $public = Get-AzPublicIpAddress -ResourceGroupName $group -Name $parts[-1] -ErrorAction SilentlyContinue
      if ($public) { $address = $public.IpAddress }
    }
    $options = @('-T', '-o', 'StrictHostKeyChecking=accept-new', '-o', 'ConnectTimeout=15', '-o', 'NumberOfPasswordPrompts=1')
    $program = $null
    if ($Key) {
      $options += @('-i', $Key, '-o', 'BatchMode=yes')
    } else {
      # The password reaches ssh by a program that prints it, never as an argument.
      $program = Join-Path ([IO.Path]::GetTempPath()) ('answer-' + [guid]::NewGuid() + $(if ($IsWindows) { '.cmd' } else { '' }))
      $text = if ($IsWindows) { "@powershell -NoProfile -Command `"`$env:FAST_HA_PASSWORD`"" } else { "#!/bin/sh`nprintf '%s\n' `"`$FAST_HA_PASSWORD`"`n" }
      [IO.File]::WriteAllText($program, $text)
      if (-not $IsWindows) { chmod 700 $program }
      $env:SSH_ASKPASS = $program
      $env:SSH_ASKPASS_REQUIRE = 'force'
    }
    $questions = "set cli pager off`nshow high-availability state`nshow system bootstrap status`nexit`n"
    $said = ($questions | ssh @options "$($expected.user)@$address" 2>$null) -join "`n"
    $answered = $LASTEXITCODE -eq 0
    if ($program) { Remove-Item $program }
    if (-not $answered) { $differences.Add("$($unit.name) does not answer by SSH"); continue }
    $local = if ($said -match '(?s)Local Information:(.*?)(Peer Information:|$)') { $Matches[1] } else { $said }
    $states += if ($local -match '(?m)^\s*State:\s*(\S+)') { $Matches[1].ToLowerInvariant() } else { 'unknown' }
    if ($expected.bootstrap) {
      # A package that was found may still hold what the unit could not read.
      $phases = if ($said -match '(?is)bootstrap(.*)') { $Matches[1] } else { '' }
      $booted = if ($phases -match 'success' -and $phases -notmatch '\bfail') { 'a success' } else { 'no success' }
      Hold "the bootstrap of $($unit.name)" $booted 'a success'
    }
  }
  if ($states.Count -eq 2) { Hold 'the HA state of both units' (($states | Sort-Object) -join ' and ') 'active and passive' }
} else {
  Write-Host 'The firewalls themselves were not asked: give -Key FILE, or a password in FAST_HA_PASSWORD'
}

foreach ($difference in $differences) { Write-Host "differs: $difference" }
Write-Host "$checked values held against the plan, $($differences.Count) differ"
exit $(if ($differences.Count -gt 0) { 1 } else { 0 })
