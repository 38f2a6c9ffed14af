#!/bin/bash
# Puts both bootstrap packages into the file share before either firewall is created.
#
# All that belongs to the design comes by the environment, so nothing in it can become a command:
#   PACKAGES        JSON of path to text, null for a folder, compressed with zlib, as base64
#   SHARE           name of the file share
#   ADMIN_PASSWORD  hashed here; Azure and PAN-OS thereby have the same one; absent where a key lets in
#   SECRETS         JSON of the other secrets by their parameters' names, blank for none
#   AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_KEY   read by the Azure CLI itself
# A place that is still open is written <?name?>; a line whose place stays blank is left out. <?name:text?>
# is the text where the secret of that name is given, else nothing; a line left with a bare key= is left out.
set -euo pipefail

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# The service may be a moment slower than its own answer that the share is there.
try() {
  local attempt
  for attempt in 1 2 3 4 5; do
    "$@" && return 0
    printf 'Attempt %s of 5 failed: %s %s %s %s\n' "$attempt" "$1" "$2" "$3" "${4:-}" >&2
    [ "$attempt" = 5 ] || sleep 10
  done
  return 1
}

# Eight letters: PAN-OS stores 63 characters at most, and this makes 55.
salt="$(python3 -c 'import secrets, string; print("".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(8)))')"
hash=''
if [ -n "${ADMIN_PASSWORD:-}" ] && command -v openssl >/dev/null; then
  hash="$(printf '%s\n' "$ADMIN_PASSWORD" | openssl passwd -5 -salt "$salt" -stdin 2>/dev/null)" || hash=''
fi

SALT="$salt" HASH="$hash" PYTHONUTF8=1 python3 - "$work" <<'PYTHON'
import base64, hashlib, json, os, re, sys, zlib

def sha256_crypt(password, salt):
    """SHA-256 crypt with 5,000 rounds, for an image without openssl."""
    def stretched(digest, length):
        return (digest * (length // 32 + 1))[:length]
    first = hashlib.sha256(password + salt + stretched(hashlib.sha256(password + salt + password).digest(), len(password)))
    inner = hashlib.sha256(password + salt + password).digest()
    bits = len(password)
    while bits:
        first.update(inner if bits & 1 else password)
        bits >>= 1
    digest = first.digest()
    p = stretched(hashlib.sha256(password * len(password)).digest(), len(password))
    s = stretched(hashlib.sha256(salt * (16 + digest[0])).digest(), len(salt))
    for n in range(5000):
        h = hashlib.sha256(p if n & 1 else digest)
        if n % 3:
            h.update(s)
        if n % 7:
            h.update(p)
        h.update(digest if n & 1 else p)
        digest = h.digest()
    letters = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    order = [(0, 10, 20), (21, 1, 11), (12, 22, 2), (3, 13, 23), (24, 4, 14), (15, 25, 5), (6, 16, 26),
             (27, 7, 17), (18, 28, 8), (9, 19, 29)]
    groups = [(digest[a] << 16 | digest[b] << 8 | digest[c], 4) for a, b, c in order]
    groups.append((digest[31] << 8 | digest[30], 3))
    text = "".join(letters[bits >> 6 * n & 63] for bits, count in groups for n in range(count))
    return "$5$" + salt.decode() + "$" + text

env = os.environ
values = {name: text.strip() for name, text in json.loads(env.get("SECRETS") or "{}").items()}
codes = [code.strip() for code in re.split("[\n,]", values.pop("authCode", ""))]
values["authCode"] = "\n".join(code for code in codes if code)
for name, text in values.items():
    if re.search("[\x00-\x1f\x7f-\x9f]", text.replace("\n", "") if name == "authCode" else text):
        sys.exit(f"{name} has a control character or a line end, so no package is written")
phash = env["HASH"]
password = env.get("ADMIN_PASSWORD")
if password and not re.fullmatch(r"\$5\$[A-Za-z0-9]{8}\$[./0-9A-Za-z]{43}", phash):
    phash = sha256_crypt(password.encode(), env["SALT"].encode())
values["phash"] = phash

def filled(line):
    """The line with its places filled in; None when one of them has nothing to hold."""
    line = re.sub(r"<\?([A-Za-z]+):([^?]*)\?>", lambda place: place[2] if values.get(place[1]) else "", line)
    places = re.findall(r"<\?([A-Za-z]+)\?>", line)
    if line.endswith("=") or any(not values.get(place) for place in places):
        return None
    return re.sub(r"<\?([A-Za-z]+)\?>", lambda place: values[place[1]], line)

folders = []
for path, text in json.loads(zlib.decompress(base64.b64decode(env["PACKAGES"]))).items():
    target = os.path.join(sys.argv[1], "packages", path)
    if text is None:
        os.makedirs(target, exist_ok=True)
        folders.append(path)
        continue
    lines = [line for line in map(filled, text.split("\n")) if line is not None]
    if any(lines):
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write("\n".join(lines))
with open(os.path.join(sys.argv[1], "folders"), "w") as file:
    file.writelines(folder + "\n" for folder in folders)
PYTHON

# A first-boot package holds what was planned and nothing that an earlier run left.
while IFS= read -r folder; do
  try az storage directory create --share-name "$SHARE" --name "$folder" --output none
  case "$folder" in
    */*) ;;
    *) try az storage file delete-batch --source "$SHARE" --pattern "$folder/*" --output none ;;
  esac
done <"$work/folders"
try az storage file upload-batch --destination "$SHARE" --source "$work/packages" --output none
printf 'Both packages are in the share %s of %s\n' "$SHARE" "$AZURE_STORAGE_ACCOUNT"
