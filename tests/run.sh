#!/usr/bin/env bash
# Builds everything and runs every test. The last line is `N passed, N failed, N skipped`; the exit code is 1 where anything failed.
#
#   bash tests/run.sh                              all tests
#   bash tests/run.sh --kills N                    the kill test with N random moments instead of two
#   bash tests/run.sh --seeds N                    the test of completeness with N seeds instead of one
#   bash tests/run.sh --corpus DIR                 scores the documentation importer on a folder of pages with their truth
#   bash tests/run.sh --corpus DIR --drafts OUT    reads the pages only and writes a draft for each dataset
#   bash tests/run.sh --benchmarks [--large]       speed and memory
#   bash tests/run.sh --all --corpus DIR           the tests and the score
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,11s/^# \{0,1\}//p' tests/run.sh; }
die() { echo "$*" >&2; exit 1; }

corpus='' drafts='' benchmarks='' all=''
benchmark_options=()
while [ $# -gt 0 ]; do
    case $1 in
        --corpus) corpus=${2:?--corpus needs a folder}; shift ;;
        --drafts) drafts=${2:?--drafts needs a folder}; shift ;;
        --kills) export DATASYNC_KILLS=${2:?--kills needs a number}; shift ;;
        --seeds) export DATASYNC_SEEDS=${2:?--seeds needs a number}; shift ;;
        --benchmarks) benchmarks=1 ;;
        --large) benchmark_options+=(--large) ;;
        --only | --repetitions) benchmark_options+=("$1" "${2:?$1 needs a value}"); shift ;;
        --all) all=1 ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; die "unknown option: $1" ;;
    esac
    shift
done
[ -z "$drafts" ] || [ -n "$corpus" ] || die '--drafts needs --corpus DIR'
[ -n "$corpus$benchmarks" ] || all=1

command -v dotnet > /dev/null || die 'The .NET SDK is missing: install dotnet-sdk-10.0 (https://learn.microsoft.com/dotnet/core/install/linux) and run this again.'
dotnet --version > /dev/null 2>&1 || die "The .NET SDK that global.json asks for is missing: install dotnet-sdk-10.0. Found: $(dotnet --list-sdks | tr '\n' ' ')"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 NO_COLOR=1 MSBUILDDISABLENODEREUSE=1

passed=0 failed=0 skipped=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/datasync-tests.XXXXXX")
child=''
# Each step runs in a process group of its own, so that an interrupt or an early end takes with it whatever the step has started.
stop_child() { [ -z "$child" ] || kill -TERM -- "-$child" 2> /dev/null; child=''; }
servers=''
trap 'stop_child; [ -z "$servers" ] || bash tests/servers.sh stop "$servers"; rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
step() {
    set -m
    "$@" < /dev/null &
    child=$!
    set +m
    wait "$child"
    local code=$?
    stop_child
    return $code
}
pass() { passed=$((passed + 1)); echo "ok: $1"; }
fail() { failed=$((failed + 1)); echo "FAILED: $1"; }
check() { local name=$1; shift; if "$@"; then pass "$name"; else fail "$name"; fi; }
finish() { echo "$passed passed, $failed failed, $skipped skipped"; [ "$failed" -eq 0 ] || exit 1; exit 0; }

# The counts that a test process has written; a process that ended without them has crashed, which is a failure of its own.
attribute() { sed -n "s/.*<assembly [^>]*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }
run_tests() {
    local project=$1 name results code total
    name=$(basename "$project")
    results=$scratch/$name.xml
    echo "== $name"
    step dotnet "$project/bin/Release/net10.0/$name.dll" -noLogo -noColor -result-xml "$results"
    code=$?
    total=$(attribute total "$results" 2> /dev/null)
    if [ -z "$total" ]; then
        fail "$name ended with code $code and left no results"
        return
    fi
    passed=$((passed + $(attribute passed "$results")))
    failed=$((failed + $(attribute failed "$results") + $(attribute errors "$results")))
    skipped=$((skipped + $(attribute skipped "$results") + $(attribute not-run "$results")))
    if [ "$code" -ne 0 ] && [ "$(attribute failed "$results")" = 0 ] && [ "$(attribute errors "$results")" = 0 ]; then
        fail "$name ended with code $code though no test failed"
    fi
    [ "$total" -gt 0 ] || fail "$name has no tests"
}

run_quickstart() {
    local output=$scratch/quickstart.txt
    step dotnet run --no-build -c Release --project src/DataSync.Console -- examples/quickstart.ps1 -Workspace "$scratch/quickstart" > "$output" 2>&1 || { cat "$output"; return 1; }
    cat "$output"
    grep -qx 'second run: 0 requests' "$output" || { echo "quickstart: the line 'second run: 0 requests' is missing"; return 1; }
    grep -Eq '60[^0-9]*000' "$output" || { echo 'quickstart: 60,000 rows are not shown'; return 1; }
    grep -q '000001.SZ' "$output" || { echo 'quickstart: no rows are shown'; return 1; }
    find "$scratch/quickstart/data" -name '*.parquet' | grep -q . || { echo 'quickstart: there are no Parquet files'; return 1; }
}

# A vendor changes its interface, and everything follows.
run_schema_change() {
    local output=$scratch/schema-change.txt
    step dotnet run --no-build -c Release --project src/DataSync.Console -- examples/schema-change.ps1 -Workspace "$scratch/schema-change" > "$output" 2>&1 || { cat "$output"; return 1; }
    cat "$output"
    for line in 'volumes kept: True (500 rows)' 'a run after it: 0 requests' 'backfill: 10 requests' 'rows without turnover: 0' 'stores and datasets disagree in: 0'; do
        grep -qxF "$line" "$output" || { echo "schema change: the line '$line' is missing"; return 1; }
    done
    grep -q 'rename column vol to volume' "$output" || { echo 'schema change: no script is shown'; return 1; }
}

# The server setup, up to the units that it would register.
run_ops() {
    local output=$scratch/ops.txt
    step dotnet run --no-build -c Release --project src/DataSync.Console -- examples/ops/try.ps1 -Workspace "$scratch/ops" > "$output" 2>&1 || { cat "$output"; return 1; }
    grep -qx 'OnCalendar=\*-\*-\* 18:00:00 Asia/Shanghai' "$output" || { cat "$output"; echo 'ops: the timer of daily is not shown'; return 1; }
    [ "$(grep -c '^ExecStart=/' "$output")" -eq 4 ] || { cat "$output"; echo 'ops: four services are expected'; return 1; }
    [ "$(grep -c '^DataSync: plan daily failed$' "$output")" -eq 1 ] && grep -qx 'DataSync: plan daily is well again' "$output" || { cat "$output"; echo 'ops: the messages of the failure and the recovery are expected, once each'; return 1; }
}

# A worked example: each script tells what came of it in lines that are looked for.
run_example() {
    local name=$1 output=$scratch/${1//\//-}.txt
    shift
    step dotnet run --no-build -c Release --project src/DataSync.Console -- "examples/$name.ps1" -Workspace "$scratch/${name//\//-}" > "$output" 2>&1 || { cat "$output"; return 1; }
    for line; do grep -qxF -- "$line" "$output" || { cat "$output"; echo "$name: the line '$line' is missing"; return 1; }; done
}

# The published console must run wherever its folder is put and with no .NET around, with the module's assemblies from its own image.
run_published() {
    local moved=$scratch/console output=$scratch/published.txt
    cp -r out/console "$moved" || return 1
    step env -i HOME="$scratch" "$moved/DataSync.Console" -Command '
        "own: $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([DataSync.Column].Assembly) -eq [System.Runtime.Loader.AssemblyLoadContext]::Default)"
        "help: $((Get-Help Invoke-DsSync).Synopsis)"
        "commands: $((Get-Command -Module DataSync).Count)"' > "$output" 2>&1 || { cat "$output"; return 1; }
    cat "$output"
    grep -qx 'own: True' "$output" && grep -q '^help: [A-Z]' "$output" && grep -Eqx 'commands: [1-9][0-9]+' "$output"
}

run_pester() {
    if ! command -v pwsh > /dev/null || ! pwsh -NoProfile -Command 'if (-not (Get-Module -ListAvailable Pester | Where-Object Version -ge ([version] "5.0"))) { exit 1 }' < /dev/null > /dev/null 2>&1; then
        echo 'Pester suites: not run, pwsh with Pester 5 is not installed (the hosted tests check the same).'
        return
    fi
    local counts=$scratch/pester.txt
    echo '== Pester'
    step pwsh -NoProfile -Command "\$r = Invoke-Pester tests/Pester -PassThru; \"\$(\$r.PassedCount) \$(\$r.FailedCount + \$r.FailedBlocksCount + \$r.FailedContainersCount) \$(\$r.SkippedCount)\" | Set-Content '$counts'"
    local p f s
    if ! read -r p f s 2> /dev/null < "$counts"; then
        fail 'Pester left no results'
        return
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

echo '== build'
step dotnet build DataSync.sln -c Release --disable-build-servers -v quiet || { fail 'the build'; finish; }
pass 'the build'

start_servers() {
    echo '== servers'
    servers=$scratch/servers
    chmod 711 "$scratch" # the servers run as users of their own
    local variables
    variables=$(bash tests/servers.sh start "$servers") || return 1
    eval "$variables"
}

if [ -n "$all" ]; then
    check 'the schedulers' step bash tests/schedulers.sh
    start_servers && pass 'the servers' || { fail 'the servers'; finish; }
    check 'the format' step dotnet format DataSync.sln --verify-no-changes --no-restore
    for project in tests/*.Tests; do run_tests "$project"; done
    check 'the quickstart' run_quickstart
    check 'the schema change' run_schema_change
    check 'the server setup' run_ops
    check 'the example of trading days' run_example arguments/trading-days 'the first two: 2024-01-02, 2024-01-03' 'by template: 0 asked, 40 done before' 'by scriptblock: 0 asked, 40 done before'
    check 'the example of batches of codes' run_example arguments/code-batches '118 codes: Done, 118 slices, 3658 rows, 3 requests' 'two more: 2 slices, 118 done before, 1 request' 'a gap: 1 slice, 1 request, 31 rows'
    check 'the example of plans that depend on each other' run_example arguments/dependent-plans 'calendar before prices: True' 'stocks before statements: True' 'income: NotRun' 'daily: Done'
    check 'the example of files to a database' run_example sources/files-to-database 'changed file: 1 slice asked, 2 rows'
    check 'the example of a database to Parquet' run_example sources/database-to-parquet 'in Parquet: 6 rows, 3 of them of 2024-01-02'
    check 'the example of objects from the pipeline' run_example sources/pipeline-objects 'squares: 4 rows, the last 16'
    check 'the example of a capped API' run_example completeness/capped 'the page says: 6000 rows' 'history: Done, 1560 rows of 1560' 'a day of 600 codes: Failed, Truncated, 0 rows' 'a day of 3 codes: Done, 3 rows'
    check 'the example of late days' run_example completeness/late 'run 1: 400 rows, 2 pending, 14 requests' 'run 2: 100 rows, 0 pending, 2 requests'
    check 'the example of restated data' run_example completeness/restated 'full check: 3 slices asked, 3 changed; 36 rows changed, 12 vanished, 0 added' 'marked: 12 rows' 'marked: 0 rows' 'once more: 0 changed'
    [ ! -d tests/Pester ] || run_pester
fi
if [ -n "$corpus" ]; then
    check 'the corpus' step dotnet tests/DataSync.Corpus/bin/Release/net10.0/DataSync.Corpus.dll --corpus "$corpus" ${drafts:+--drafts "$drafts"}
fi
if [ -n "$benchmarks" ]; then
    [ -n "$servers" ] || check 'the servers' start_servers
    check 'the published console' step dotnet publish src/DataSync.Console -c Release -o out/console --disable-build-servers -v quiet
    check 'the published console, elsewhere and without .NET' run_published
    check 'the benchmarks' step dotnet tests/DataSync.Benchmarks/bin/Release/net10.0/DataSync.Benchmarks.dll ${benchmark_options[@]+"${benchmark_options[@]}"}
fi
finish
