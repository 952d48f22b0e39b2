using System.Data.Common;
using DataSync.Schema;

namespace DataSync.Stores.Databases.Migrations;

/// <summary>What a server's migrations need said in its own way.</summary>
internal abstract class SqlDialect
{
    /// <summary>The prefix of a column that was dropped and is kept.</summary>
    public const string ArchivePrefix = "datasync_archived_";

    /// <summary>The name of the template that writes scripts.</summary>
    public abstract string Template { get; }

    /// <summary>True where a backslash in a text keeps the quote after it from ending it.</summary>
    public abstract bool HasBackslashes { get; }

    /// <summary>Refuses what the server cannot do.</summary>
    /// <exception cref="DataSyncException"><c>MigrationNotSupported</c>, with the way around.</exception>
    public abstract void Refuse(TargetRecord record, TableShape before, SchemaStep step, TableShape after);

    /// <summary>What the template sees of a step, beside its text and kind.</summary>
    /// <param name="record">The table.</param>
    /// <param name="before">The table before the step.</param>
    /// <param name="step">The step.</param>
    /// <param name="after">The table after it.</param>
    /// <param name="physical">The names of the columns that the server has then, archived ones too.</param>
    public virtual IReadOnlyDictionary<string, object?> Describe(TargetRecord record, TableShape before, SchemaStep step, TableShape after, IReadOnlyList<string> physical) => MigrationRules.Facts();

    /// <summary>What the template sees of all steps together.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="record">The table.</param>
    /// <param name="before">The table before the steps.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="physical">The names of the columns that the server has then, archived ones too.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public virtual Task<IReadOnlyDictionary<string, object?>> DescribeAsync(DbConnection connection, TargetRecord record, TableShape before, IReadOnlyList<SchemaStep> steps, IReadOnlyList<string> physical, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, object?>>(MigrationRules.Facts());

    /// <summary>Carries the statements out and has the books follow, so that both hold or none.</summary>
    /// <param name="connection">The connection that holds the table's lock.</param>
    /// <param name="session">The table.</param>
    /// <param name="statements">The statements.</param>
    /// <param name="pending">What the books are to say afterwards.</param>
    /// <param name="check">Throws where columns are not those that the table is to have; called before anything holds.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public abstract Task RunAsync(DbConnection connection, TableSession session, IReadOnlyList<string> statements, PendingMigration pending, Action<IReadOnlyList<string>> check, CancellationToken cancellationToken);

    /// <summary>Finishes, or takes back, a migration that a killed process left on its way (<see cref="TargetRecord.Pending"/>).</summary>
    public virtual Task FinishAsync(DbConnection connection, TargetRecord record, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Drops what migrations of a table may have left, when the table itself goes.</summary>
    public virtual Task CleanAsync(DbConnection connection, string table, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The name under which a dropped column is kept, which no column has yet.</summary>
    public static string ArchiveName(string column, IReadOnlyList<string> physical)
    {
        var (name, number) = (ArchivePrefix + column, 2);
        while (physical.Contains(name)) name = FormattableString.Invariant($"{ArchivePrefix}{column}_{number++}");
        return name;
    }

    /// <summary>The name under which a dropped column was kept last; null where there is none.</summary>
    public static string? FindArchive(string column, IReadOnlyList<string> physical)
    {
        string? found = null;
        var (name, number) = (ArchivePrefix + column, 2);
        while (physical.Contains(name)) (found, name) = (name, FormattableString.Invariant($"{ArchivePrefix}{column}_{number++}"));
        return found;
    }

    /// <summary>The server's columns after a step.</summary>
    public static IReadOnlyList<string> After(SchemaStep step, IReadOnlyList<string> physical) => step switch
    {
        AddColumn s => [.. physical, s.Column.Name],
        DropColumn { Archive: true } s => [.. physical.Select(p => p == s.Name ? ArchiveName(s.Name, physical) : p)],
        DropColumn s => [.. physical.Where(p => p != s.Name)],
        RestoreColumn s => [.. physical.Select(p => p == FindArchive(s.Column.Name, physical) ? s.Column.Name : p)],
        RenameColumn s => [.. physical.Select(p => p == s.Name ? s.To : p)],
        _ => physical,
    };

    /// <summary>The refusal of a restoring of what was not kept.</summary>
    public static DataSyncException NoArchive(SchemaStep step, string column) => new("MigrationNotSupported", $"'{step}' cannot be done: no dropped column '{column}' is kept.", "Add the column, and fill it with Invoke-DsSync -Backfill.");
}
