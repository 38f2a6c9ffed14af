#!/usr/bin/env bash
# Holds what stands in Azure, and what both firewalls say, against expected.json, and prints what differs.
#
#   ./verify.sh RESOURCE-GROUP [--key FILE]
#
# With --key, or a password in FAST_HA_PASSWORD, both firewalls are asked by SSH too. Nothing is changed.
# Exit 0: as planned; 1: something differs; 2: it could not be asked.
set -euo pipefail
cd "$(dirname "$0")"

usage='usage: ./verify.sh RESOURCE-GROUP [--key FILE]'
group="${1:-}"
case "$group" in '' | -*) printf 'verify.sh: %s\n' "$usage" >&2; exit 2 ;; esac
key=''
if [ $# -gt 1 ]; then
  [ "$2" = --key ] && [ $# = 3 ] && [ -r "$3" ] || { printf 'verify.sh: %s\n' "$usage" >&2; exit 2; }
  key="$3"
fi
for tool in az python3; do
  command -v "$tool" >/dev/null || { printf 'verify.sh: %s is missing\n' "$tool" >&2; exit 2; }
done

# A python of some version managers puts its own folder first in PATH, so the tools are found here.
GROUP="$group" KEY="$key" AZ="$(command -v az)" SSH="$(command -v ssh || printf ssh)" PYTHONUTF8=1 exec python3 - <<'PYTHON'
import json, os, re, subprocess, sys, tempfile

group, key = os.environ["GROUP"], os.environ["KEY"]
with open("expected.json", encoding="utf-8") as file:
    expected = json.load(file)
differences, checked = [], 0


def stop(what):
    print(f"verify.sh: {what}", file=sys.stderr)
    sys.exit(2)


def az(*words):
    done = subprocess.run([os.environ["AZ"], *words, "--output", "json"], capture_output=True, text=True)
    return json.loads(done.stdout or "null") if done.returncode == 0 else None


def hold(what, found, planned):
    global checked
    checked += 1
    if found != planned:
        differences.append(f"{what} is {found}, planned is {planned}")


def routes(nic):
    """Effective routes by prefix: where each leads."""
    answer = az("network", "nic", "show-effective-route-table", "--resource-group", group, "--name", nic)
    if answer is None:
        return None
    active = [one for one in answer["value"] if one.get("state") == "Active"]
    return {prefix: (one.get("nextHopIpAddress") or [one["nextHopType"]])[0]
            for one in active for prefix in one["addressPrefix"]}


account = az("account", "show")
if account is None:
    stop("not logged in; run az login first")
own = f"/subscriptions/{account['id']}/resourceGroups/{group}/providers"

for nic in expected["nics"]:
    found = az("network", "nic", "show", "--resource-group", group, "--name", nic["name"])
    if found is None:
        differences.append(f"the NIC {nic['name']} is not there")
        continue
    hold(f"the address of {nic['name']}", found["ipConfigurations"][0]["privateIPAddress"], nic["address"])
    hold(f"IP forwarding of {nic['name']}", bool(found.get("enableIPForwarding")), nic["forwards"])
    found = routes(nic["name"])
    if found is None:
        differences.append(f"the routes of {nic['name']} cannot be read; its machine has to run")
        continue
    for route in nic["routes"]:
        hold(f"the route of {nic['name']} to {route['to']}", found.get(route["to"], "none"), route["by"])
    if nic["ownWayOut"]:
        forced = found.get("0.0.0.0/0") == "VirtualNetworkGateway"
        hold(f"the default route of {nic['name']}", "a gateway's" if forced else "its own", "its own")

for balancer in expected["balancers"]:
    answer = az("monitor", "metrics", "list", "--resource", f"{own}/Microsoft.Network/loadBalancers/{balancer['name']}",
                "--metric", "DipAvailability", "--dimension", "BackendIPAddress", "--aggregation", "Average", "--interval", "PT1M")
    if answer is None:
        differences.append(f"the probes of {balancer['name']} cannot be read")
        continue
    healthy = set()
    for series in (answer["value"] or [{}])[0].get("timeseries", []):
        values = [one["average"] for one in series["data"] if one.get("average") is not None]
        names = [one["value"] for one in series["metadatavalues"]]
        if values and values[-1] >= 50:
            healthy.update(name for name in names if name in balancer["units"])
    hold(f"the number of units that answer {balancer['name']}", len(healthy), 1)


def ask(unit):
    """What a firewall says to its two questions, by SSH."""
    address = unit["address"]
    if unit["publicIp"]:
        # One that stood already is told by its id, in whatever group it is.
        here = ["--resource-group", group, "--name", unit["publicIp"]]
        which = ["--ids", unit["publicIp"]] if unit["publicIp"].startswith("/") else here
        found = az("network", "public-ip", "show", *which)
        address = (found or {}).get("ipAddress") or address
    options = ["-o", "StrictHostKeyChecking=accept-new", "-o", "ConnectTimeout=15", "-o", "NumberOfPasswordPrompts=1"]
    environment = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        if key:
            options += ["-i", key, "-o", "BatchMode=yes"]
        else:
            # The password reaches ssh by a program that prints it, never as an argument.
            program = os.path.join(folder, "answer")
            with open(program, "w", encoding="utf-8") as file:
                file.write('#!/bin/sh\nprintf "%s\\n" "$FAST_HA_PASSWORD"\n')
            os.chmod(program, 0o700)
            environment.update(SSH_ASKPASS=program, SSH_ASKPASS_REQUIRE="force", DISPLAY=":0")
        questions = "set cli pager off\nshow high-availability state\nshow system bootstrap status\nexit\n"
        try:
            done = subprocess.run([os.environ["SSH"], "-T", *options, f"{expected['user']}@{address}"], input=questions,
                                  capture_output=True, text=True, env=environment, timeout=120)
        except (OSError, subprocess.TimeoutExpired):
            return None
    return done.stdout if done.returncode == 0 else None


if key or os.environ.get("FAST_HA_PASSWORD"):
    states = []
    for unit in expected["units"]:
        said = ask(unit)
        if said is None:
            differences.append(f"{unit['name']} does not answer by SSH")
            continue
        local = re.search(r"Local Information:(.*?)(?:Peer Information:|\Z)", said, re.S)
        state = re.search(r"^\s*State:\s*(\S+)", local.group(1) if local else said, re.M)
        states.append(state.group(1).lower() if state else "unknown")
        if expected["bootstrap"]:
            # A package that was found may still hold what the unit could not read.
            phases = re.search(r"bootstrap(.*)", said, re.I | re.S)
            phases = phases.group(1) if phases else ""
            booted = re.search("success", phases, re.I) and not re.search(r"\bfail", phases, re.I)
            hold(f"the bootstrap of {unit['name']}", "a success" if booted else "no success", "a success")
    if len(states) == 2:
        hold("the HA state of both units", " and ".join(sorted(states)), "active and passive")
else:
    print("The firewalls themselves were not asked: give --key FILE, or a password in FAST_HA_PASSWORD")

for difference in differences:
    print(f"differs: {difference}")
print(f"{checked} values held against the plan, {len(differences)} differ")
sys.exit(1 if differences else 0)
PYTHON
