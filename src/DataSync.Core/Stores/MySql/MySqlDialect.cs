using System.Data.Common;
using DataSync.Schema;
using DataSync.Stores.Databases;
using DataSync.Stores.Databases.Migrations;

namespace DataSync.Stores.MySql;

/// <summary>Refuses migrations.</summary>
internal sealed class MySqlDialect : SqlDialect
{
    public override string Template => "";
    public override bool HasBackslashes => true;

    public override void Refuse(TargetRecord record, TableShape before, SchemaStep step, TableShape after) => throw new DataSyncException("MigrationNotSupported",
        $"'{step}' cannot be done: stores of kind MySql cannot change tables that have data yet.", "Synchronize into another -Table, then remove the old one (Remove-DsData).");

    public override IReadOnlyDictionary<string, object?> Describe(TargetRecord record, TableShape before, SchemaStep step, TableShape after, IReadOnlyList<string> physical) => Facts();

    public override Task RunAsync(DbConnection connection, TableSession session, IReadOnlyList<string> statements, Func<Task> check, Func<Task> book, CancellationToken cancellationToken) => Task.CompletedTask;
}
