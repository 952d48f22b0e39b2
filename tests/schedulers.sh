#!/usr/bin/env bash
# Installs what the tests of schedulers ask: systemd-analyze, which reads units as systemd does, and a cron daemon. Neither is started: a test starts a daemon of its own.
set -euo pipefail
packages=()
command -v systemd-analyze > /dev/null || packages+=(systemd)
[ -x /usr/sbin/cron ] || packages+=(cron)
command -v unshare > /dev/null || packages+=(util-linux)
[ ${#packages[@]} -gt 0 ] || exit 0
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
