// ClickHouse's own HTTP and native servers on loopback, out of its library: `clickhouse local` that starts listening.
// Usage: ClickHouseServer LIBRARY DATA_FOLDER HTTP_PORT TCP_PORT [options]. It ends when its standard input closes, or on SIGTERM.
using System.Runtime.InteropServices;

string[] command =
[
    "clickhouse", "--path", args[1], "--listen_host", "127.0.0.1", "--http_port", args[2], "--tcp_port", args[3], .. args[4..],
    "--query", "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT count() FROM file('-', 'LineAsString', 'l String') FORMAT TSV",
];
var library = NativeLibrary.Load(Path.GetFullPath(args[0]));
var run = Marshal.GetDelegateForFunctionPointer<QueryCommandLine>(NativeLibrary.GetExport(library, "chdb_query_cmdline"));
var length = Marshal.GetDelegateForFunctionPointer<ResultLength>(NativeLibrary.GetExport(library, "chdb_result_length"));

// at once, without the engine's own end: what was inserted is on disk
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Exit(0));
var texts = new nint[command.Length + 1];
for (var i = 0; i < command.Length; i++) texts[i] = Marshal.StringToCoTaskMemUTF8(command[i]);
var result = run(command.Length, texts);

// the last query answers when standard input has closed; where there is no answer, the engine has said why on the error stream
Exit(result != 0 && length(result) > 0 ? 0 : 1);

[DllImport("libc", EntryPoint = "_exit")]
static extern void Exit(int code);

internal delegate nint QueryCommandLine(int count, nint[] arguments);

internal delegate nint ResultLength(nint result);
