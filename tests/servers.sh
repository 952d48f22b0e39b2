#!/usr/bin/env bash
# Real servers for the tests, on loopback and in a folder that is theirs alone: PostgreSQL, MariaDB, ClickHouse. Installs what is missing.
#
#   eval "$(bash tests/servers.sh start DIR)"    starts them and names their addresses in the environment
#   bash tests/servers.sh stop DIR               ends them and removes the folder
#
# For tests that disturb a server, one of their own in a folder beside the others:
#
#   bash tests/servers.sh up DIR KIND PORT [OPTIONS]    starts one of KIND pg, my or ch; started again it has what it had
#   bash tests/servers.sh down DIR KIND                 ends it as a crash does
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
    command -v openssl > /dev/null || packages+=(openssl)
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

# An authority, and the server's certificate for the name localhost alone; a client's; and an authority that signed neither.
make_certificates() {
    local dir=$1/tls name
    mkdir -p "$dir"
    for name in root other; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=DataSync tests $name" -keyout "$dir/$name.key" -out "$dir/$name.pem" 2> /dev/null
    done
    for name in localhost certified; do
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$name" -keyout "$dir/$name.key" -out "$dir/$name.csr" 2> /dev/null
        openssl x509 -req -in "$dir/$name.csr" -CA "$dir/root.pem" -CAkey "$dir/root.key" -CAcreateserial -days 30 -extfile <(echo "subjectAltName=DNS:$name") -out "$dir/$name.pem" 2> /dev/null
    done
    chmod 644 "$dir"/*
}

start_postgresql() {
    local dir=$1/pg port=$2 bin tls=''
    shift 2
    bin=$(pg_bin)
    install -d -o postgres -g postgres -m 700 "$dir"
    if [ ! -e "$dir/data" ]; then
        runuser -u postgres -- "$bin/initdb" -D "$dir/data" -U postgres -A trust --no-sync -E UTF8 --locale=C > /dev/null
        # who has a certificate of the authority is who stands in it
        sed -i '1i hostssl all certified all cert' "$dir/data/pg_hba.conf"
    fi
    if [ -d "$dir/../tls" ]; then
        install -o postgres -g postgres -m 600 "$dir/../tls/localhost.key" "$dir/server.key"
        tls="-c ssl=on -c ssl_cert_file='$dir/../tls/localhost.pem' -c ssl_key_file='$dir/server.key' -c ssl_ca_file='$dir/../tls/root.pem'"
    fi
    # what a killed client leaves is the same without fsync; only a killed machine would show a difference
    runuser -u postgres -- "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 30 \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$dir' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=256MB -c max_wal_size=4GB $tls $*" start > /dev/null ||
        { cat "$dir/log" >&2; die 'PostgreSQL did not start.'; }
}

start_mariadb() {
    local dir=$1/my port=$2 tls=()
    shift 2
    id mysql > /dev/null 2>&1 || useradd -r -M -d /nonexistent -s /usr/sbin/nologin mysql
    install -d -o mysql -g mysql -m 755 "$dir"
    [ -e "$dir/data" ] || mariadb-install-db --no-defaults --user=mysql --datadir="$dir/data" --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve > "$dir/install.log" 2>&1 ||
        { cat "$dir/install.log" >&2; die 'MariaDB could not be set up.'; }
    if [ -d "$dir/../tls" ]; then
        install -o mysql -g mysql -m 600 "$dir/../tls/localhost.key" "$dir/server.key"
        tls=(--ssl-cert="$dir/../tls/localhost.pem" --ssl-key="$dir/server.key" --ssl-ca="$dir/../tls/root.pem")
    fi
    setsid mariadbd --no-defaults --user=mysql --datadir="$dir/data" --socket="$dir/s.sock" --pid-file="$dir/pid" --port="$port" --bind-address=127.0.0.1 --skip-name-resolve --local-infile=1 \
        --log-error="$dir/log" --innodb-buffer-pool-size=512M --innodb-log-file-size=512M --innodb-flush-log-at-trx-commit=2 --skip-log-bin --character-set-server=utf8mb4 ${tls[@]+"${tls[@]}"} "$@" < /dev/null > /dev/null 2>&1 &
    for _ in $(seq 600); do mariadb --no-defaults -S "$dir/s.sock" -u root -e 'do 1' 2> /dev/null && return; sleep 0.05; done
    cat "$dir/log" >&2
    die 'MariaDB did not start.'
}

start_clickhouse() {
    local dir=$1/ch http=$2 tcp=$3
    shift 3
    mkdir -p "$dir"
    # it makes no users by statements: one who may read, and one whose session is read-only, are in its configuration
    cat > "$dir/config.xml" <<< "<clickhouse><users_config>$dir/users.xml</users_config></clickhouse>"
    cat > "$dir/users.xml" <<- 'XML'
	<clickhouse>
	    <profiles><default/><readonly><readonly>1</readonly></readonly></profiles>
	    <quotas><default/></quotas>
	    <users>
	        <default><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota><access_management>1</access_management></default>
	        <reader><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota><grants><query>GRANT SELECT ON *.*</query></grants></reader>
	        <frozen><password/><networks><ip>::/0</ip></networks><profile>readonly</profile><quota>default</quota></frozen>
	    </users>
	</clickhouse>
	XML
    rm -f "$dir/input"
    mkfifo "$dir/input"
    # it lives as long as somebody holds its input open: that is the sleeping process, whose end is its end
    setsid sleep infinity > "$dir/input" 2> /dev/null &
    echo $! > "$dir/holder"
    setsid dotnet "$here/ClickHouseServer/bin/Release/net10.0/ClickHouseServer.dll" "$cache/libchdb.so" "$dir/data" "$http" "$tcp" --config-file="$dir/config.xml" "$@" < "$dir/input" > "$dir/out" 2> "$dir/log" &
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
        make_certificates "$dir" >&2
        start_postgresql "$dir" "$pg" >&2
        start_mariadb "$dir" "$my" >&2
        start_clickhouse "$dir" "$ch" "$native" >&2
        echo "export DATASYNC_TEST_POSTGRESQL=127.0.0.1:$pg DATASYNC_TEST_MYSQL=127.0.0.1:$my DATASYNC_TEST_CLICKHOUSE=127.0.0.1:$ch DATASYNC_TEST_SERVERS=$dir"
        ;;
    stop)
        dir=${2:?stop needs a folder}
        for own in "$dir"/own-*/*/; do # what a test that was killed has left
            [ ! -d "$own" ] || bash "$0" down "$(dirname "$own")" "$(basename "$own")" 2> /dev/null || true
            umount --lazy "$own" 2> /dev/null || true
        done
        [ ! -e "$dir/pg/data/postmaster.pid" ] || runuser -u postgres -- "$(pg_bin)/pg_ctl" -D "$dir/pg/data" -m immediate -w stop > /dev/null || true
        [ ! -e "$dir/my/pid" ] || kill -TERM "$(cat "$dir/my/pid")" 2> /dev/null || true
        [ ! -e "$dir/ch/pid" ] || kill -TERM "$(cat "$dir/ch/pid")" "$(cat "$dir/ch/holder")" 2> /dev/null || true
        for _ in $(seq 200); do [ -e "$dir/my/pid" ] || break; sleep 0.05; done
        rm -rf "$dir"
        ;;
    up)
        dir=$(cd "${2:?up needs a folder}" && pwd) port=${4:?up needs a port}
        case ${3:-} in
            pg) start_postgresql "$dir" "$port" "${@:5}" ;;
            my) start_mariadb "$dir" "$port" "${@:5}" ;;
            ch) start_clickhouse "$dir" "$port" "$(free_port)" "${@:5}" ;;
            *) die "no kind of server: ${3:-}" ;;
        esac
        ;;
    down)
        dir=${2:?down needs a folder}/${3:?down needs a kind}
        case $3 in
            pg) runuser -u postgres -- "$(pg_bin)/pg_ctl" -D "$dir/data" -m immediate -w stop > /dev/null ;;
            my) pid=$(cat "$dir/pid"); kill -KILL "$pid"; while kill -0 "$pid" 2> /dev/null; do sleep 0.02; done; rm -f "$dir/pid" "$dir/s.sock" ;;
            ch) pid=$(cat "$dir/pid"); kill -KILL "$pid" "$(cat "$dir/holder")"; while kill -0 "$pid" 2> /dev/null; do sleep 0.02; done ;;
        esac
        ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
