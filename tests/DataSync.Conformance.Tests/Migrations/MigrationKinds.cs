using DataSync.Conformance.Tests.Stores;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>The kinds of store that this chapter runs over: each change, in each mode, on each of them.</summary>
internal static class MigrationKinds
{
    /// <summary>Kinds that can migrate.</summary>
    public static readonly IReadOnlyList<string> All = ["Parquet", "Csv", "Json", "JsonArray", "Excel", "PostgreSql", "MySql", "ClickHouse"];

    /// <summary>Kinds that take steps which change no stored value another way.</summary>
    public static readonly IReadOnlyList<string> WithLightWay = ["ClickHouse"];

    /// <summary>Steps that a kind refuses where keys are kept, with the way around: <c>kind: beginning of a step's text</c>. Each is said in the help.</summary>
    private static readonly string[] Refused = ["PostgreSql: change key to digits"];

    public static bool IsRefused(string kind, WriteMode mode, string step) => mode != WriteMode.Append && Refused.Any(r => r.Split(": ") is [var k, var s] && k == kind && step.StartsWith(s, StringComparison.Ordinal));

    /// <summary>False where another kind of file is killed in that mode: the files of all kinds are written and committed by the same code.</summary>
    public static bool IsKilled(string kind, WriteMode mode) => !IsFile(kind) || mode == (kind is "Csv" or "Excel" ? WriteMode.Append : WriteMode.Upsert) && kind != "Json";

    public static bool IsFile(string kind) => FileTable.FileKinds.Contains(kind);
}
