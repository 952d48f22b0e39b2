#!/usr/bin/env bash
# Real servers for the tests, on loopback and in a folder that is theirs alone: PostgreSQL, MariaDB, ClickHouse. Installs what is missing.
#
#   eval "$(bash tests/servers.sh start DIR)"    starts them and names their addresses in the environment
#   bash tests/servers.sh stop DIR               ends them and removes the folder
#
# A server that does not start ends this with an error: it never turns into tests that are skipped.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${DATASYNC_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/datasync-tests}
chdb=@chdb/lib-linux-x64-gnu@26.7.3-stable.1 # the newest of that package need not hold the server

die() { echo "$*" >&2; exit 1; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2> /dev/null || shuf -i 20000-29999 -n 1; }
pg_bin() { ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1; }

install_missing() {
    local packages=()
    if [ -z "$(pg_bin)" ]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
        packages+=(postgresql)
    fi
    command -v mariadbd > /dev/null || packages+=(mariadb-server-core)
    command -v mariadb > /dev/null || packages+=(mariadb-client-core)
    if [ ${#packages[@]} -gt 0 ]; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
    fi
    if [ ! -s "$cache/libchdb.so" ]; then
        mkdir -p "$cache"
        local part
        part=$(mktemp -d "$cache/part.XXXXXX")
        (cd "$part" && npm pack --silent "$chdb" > /dev/null && tar xzf ./*.tgz --strip-components=1 package/libchdb.so)
        mv "$part/libchdb.so" "$cache/libchdb.so"
        rm -rf "$part"
    fi
}

start_postgresql() {
    local dir=$1/pg port=$2 bin
    bin=$(pg_bin)
    install -d -o postgres -g postgres -m 700 "$dir"
    runuser -u postgres -- "$bin/initdb" -D "$dir/data" -U postgres -A trust --no-sync -E UTF8 --locale=C > /dev/null
    # what a killed client leaves is the same without fsync; only a killed machine would show a difference
    runuser -u postgres -- "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 30 \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$dir' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=256MB -c max_wal_size=4GB" start > /dev/null ||
        { cat "$dir/log" >&2; die 'PostgreSQL did not start.'; }
}

start_mariadb() {
    local dir=$1/my port=$2
    id mysql > /dev/null 2>&1 || useradd -r -M -d /nonexistent -s /usr/sbin/nologin mysql
    install -d -o mysql -g mysql -m 755 "$dir"
    mariadb-install-db --no-defaults --user=mysql --datadir="$dir/data" --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve > "$dir/install.log" 2>&1 ||
        { cat "$dir/install.log" >&2; die 'MariaDB could not be set up.'; }
    setsid mariadbd --no-defaults --user=mysql --datadir="$dir/data" --socket="$dir/s.sock" --pid-file="$dir/pid" --port="$port" --bind-address=127.0.0.1 --skip-name-resolve --local-infile=1 \
        --log-error="$dir/log" --innodb-buffer-pool-size=512M --innodb-log-file-size=512M --innodb-flush-log-at-trx-commit=2 --skip-log-bin --character-set-server=utf8mb4 < /dev/null > /dev/null 2>&1 &
    for _ in $(seq 600); do mariadb --no-defaults -S "$dir/s.sock" -u root -e 'do 1' 2> /dev/null && return; sleep 0.05; done
    cat "$dir/log" >&2
    die 'MariaDB did not start.'
}

start_clickhouse() {
    local dir=$1/ch http=$2 tcp=$3
    mkdir -p "$dir"
    mkfifo "$dir/input"
    # it lives as long as somebody holds its input open: that is the sleeping process, whose end is its end
    setsid sleep infinity > "$dir/input" 2> /dev/null &
    echo $! > "$dir/holder"
    setsid dotnet "$here/ClickHouseServer/bin/Release/net10.0/ClickHouseServer.dll" "$cache/libchdb.so" "$dir/data" "$http" "$tcp" < "$dir/input" > "$dir/out" 2> "$dir/log" &
    echo $! > "$dir/pid"
    for _ in $(seq 1200); do [ "$(curl -s "http://127.0.0.1:$http/ping")" = Ok. ] && return; sleep 0.05; done
    cat "$dir/log" >&2
    die 'ClickHouse did not start.'
}

case ${1:-} in
    start)
        dir=${2:?start needs a folder}
        mkdir -p "$dir"
        dir=$(cd "$dir" && pwd)
        chmod 755 "$dir"
        install_missing >&2
        pg=$(free_port) my=$(free_port) ch=$(free_port) native=$(free_port)
        start_postgresql "$dir" "$pg" >&2
        start_mariadb "$dir" "$my" >&2
        start_clickhouse "$dir" "$ch" "$native" >&2
        echo "export DATASYNC_TEST_POSTGRESQL=127.0.0.1:$pg DATASYNC_TEST_MYSQL=127.0.0.1:$my DATASYNC_TEST_CLICKHOUSE=127.0.0.1:$ch DATASYNC_TEST_SERVERS=$dir"
        ;;
    stop)
        dir=${2:?stop needs a folder}
        [ ! -e "$dir/pg/data/postmaster.pid" ] || runuser -u postgres -- "$(pg_bin)/pg_ctl" -D "$dir/pg/data" -m immediate -w stop > /dev/null || true
        [ ! -e "$dir/my/pid" ] || kill -TERM "$(cat "$dir/my/pid")" 2> /dev/null || true
        [ ! -e "$dir/ch/pid" ] || kill -TERM "$(cat "$dir/ch/pid")" "$(cat "$dir/ch/holder")" 2> /dev/null || true
        for _ in $(seq 200); do [ -e "$dir/my/pid" ] || break; sleep 0.05; done
        rm -rf "$dir"
        ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
