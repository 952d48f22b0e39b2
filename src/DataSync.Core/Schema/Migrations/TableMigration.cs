using System.Security.Cryptography;
using System.Text;
using DataSync.Stores;

namespace DataSync.Schema;

/// <summary>A migration of one table, as it is carried out.</summary>
public sealed record TableMigration
{
    /// <summary>Unique; a table takes it once.</summary>
    public required string Id { get; init; }
    /// <summary>The table.</summary>
    public required string Table { get; init; }
    /// <summary>What is carried out: as <see cref="IMigratesTables.ScriptAsync"/> gave it and the user left it.</summary>
    public required string Script { get; init; }
    /// <summary>How long to wait for another writer.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);
    /// <summary>Names this writer to others that wait.</summary>
    public string Holder { get; init; } = "a migration";

    /// <summary>Tells scripts apart: lower-case hex SHA-256 of the text, without regard to line ends and to space at the end of lines.</summary>
    public string Checksum => ChecksumOf(Script);

    /// <summary>The checksum of a script.</summary>
    public static string ChecksumOf(string script) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', script.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).Trim('\n'))));
}

/// <summary>A script and its opposite.</summary>
/// <param name="Up">What makes the change.</param>
/// <param name="Down">What takes it back as far as that can be; empty where it cannot.</param>
public sealed record MigrationScript(string Up, string Down);

/// <summary>What came of a migration.</summary>
/// <param name="WasApplied">False where the table had it already.</param>
/// <param name="State">The table as it is now.</param>
public sealed record MigrationResult(bool WasApplied, TargetState State);

/// <summary>A migration that a table went through, as its store keeps it.</summary>
/// <param name="Id">The migration's id.</param>
/// <param name="Checksum">Of the script that was carried out.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who: <see cref="TableMigration.Holder"/>.</param>
public sealed record AppliedMigration(string Id, string Checksum, DateTime At, string By);

/// <summary>Data that stands in the way of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reason">What is wrong with the rows, such as <c>is no Int64</c>.</param>
/// <param name="Rows">How many rows; the least known where counting stopped.</param>
/// <param name="Samples">The first of them.</param>
public sealed record MigrationProblem(SchemaStep Step, string Reason, long Rows, IReadOnlyList<OffendingRow> Samples)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Step}: {Rows} {(Rows == 1 ? "row" : "rows")}: {string.Join("; ", Samples)}: {Reason}";
}

/// <summary>A row that stands in the way.</summary>
/// <param name="Key">Its key, as <c>ts_code=A, trade_date=2024-01-02</c>; empty where the table has none.</param>
/// <param name="Value">The value, as text.</param>
public sealed record OffendingRow(string Key, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Key.Length == 0 ? $"'{Value}'" : $"{Key}: '{Value}'";
}
