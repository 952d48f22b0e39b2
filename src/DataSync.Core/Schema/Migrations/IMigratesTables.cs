using DataSync.Stores;

namespace DataSync.Schema;

/// <summary>
/// A store that can change tables it keeps, data included. An <see cref="IStore"/> implements it beside its own; <see cref="TableMigrator.Of"/> finds it, and
/// refuses for those that do not.
/// </summary>
public interface IMigratesTables
{
    /// <summary>
    /// What of the data stands in the way, looked at before anything changes: values that a narrower type cannot hold, keys that would be equal or null.
    /// <see cref="DataCheck"/> finds all of it by reading; a server may find it faster itself. Takes no lock.
    /// </summary>
    /// <returns>Nothing where all steps can be taken.</returns>
    /// <exception cref="DataSyncException"><c>TableNotFound</c>; <c>MigrationInvalid</c> (see <see cref="TableShape"/>); <c>MigrationNotSupported</c>: this kind of store cannot take a step; the advice is the way around.</exception>
    Task<IReadOnlyList<MigrationProblem>> CheckAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken);

    /// <summary>The text that <see cref="MigrateAsync"/> would carry out for some steps, and the one that would take it back. Users see it, and may edit it. Takes no lock, changes nothing.</summary>
    /// <exception cref="DataSyncException">As <see cref="CheckAsync"/>.</exception>
    Task<MigrationScript> ScriptAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken);

    /// <summary>The steps that a script, edited perhaps, says it takes. Cheap: asks nothing.</summary>
    /// <exception cref="DataSyncException"><c>MigrationStepInvalid</c>.</exception>
    IReadOnlyList<SchemaStep> ReadSteps(string script);

    /// <summary>
    /// Carries a script out: takes the writer lock, finishes what a killed run left, checks again, changes data and what is recorded of it (<see cref="TargetState.Columns"/>, key, partitioning,
    /// version column, the columns that stored conditions of slices name). Done slices and their markers stay done, and so does the birth id. Killed at any moment it leaves the table as it was or as it
    /// shall be for readers, and the next writer or migration finishes it. A migration whose id the table has already changes nothing.
    /// </summary>
    /// <exception cref="DataSyncException"><c>TargetLocked</c>; <c>TableNotFound</c>; <c>MigrationChanged</c>: the id was carried out with another checksum; <c>MigrationRefused</c>: the data stands in the way, the
    /// message has the first rows; <c>MigrationInvalid</c>, <c>MigrationNotSupported</c>, <c>MigrationStepInvalid</c>; <c>MigrationFailed</c>: the server refused a statement.</exception>
    Task<MigrationResult> MigrateAsync(TableMigration migration, CancellationToken cancellationToken);

    /// <summary>The migrations that a table went through, oldest first. They go when the table is removed. Takes no lock.</summary>
    Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(string table, CancellationToken cancellationToken);
}

/// <summary>Finds what migrates a store's tables.</summary>
public static class TableMigrator
{
    /// <summary>The store, as one that can change its tables.</summary>
    /// <exception cref="DataSyncException"><c>MigrationNotSupported</c>.</exception>
    public static IMigratesTables Of(IStore store, string kind) => store as IMigratesTables ?? throw new DataSyncException("MigrationNotSupported",
        $"Stores of kind {kind} cannot change tables that have data yet.", "Synchronize into another -Table, then remove the old one (Remove-DsData).");
}
