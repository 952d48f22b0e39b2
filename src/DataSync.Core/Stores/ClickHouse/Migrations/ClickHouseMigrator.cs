using ClickHouse.Driver;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores.Databases;
using DataSync.Stores.Databases.Migrations;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse.Migrations;

/// <summary>
/// Changes tables. The server has no transactions, so the change is made in a copy: of steps that touch no stored value the copy shares the table's files, of others it is filled with the rows that hold.
/// Complete, with a record and markers of its own, the copy exchanges names with the table (<see cref="ClickHouseSession.SucceedAsync"/>).
/// </summary>
internal sealed class ClickHouseMigrator(ClickHouseServer server, IStore store, StoreContext context)
{
    private const string Template = "migration-clickhouse";

    /// <summary>Servers from this one on link all partitions of a table into another by one statement.</summary>
    private const int FirstToLink = 25;

    private static readonly ClickHouseConversion Words = new();
    private readonly ClickHouseDdl _ddl = new(server.Options.Cluster);

    private ClickHouseBook Book => new(server, _ddl);

    public async Task<IReadOnlyList<MigrationProblem>> CheckAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var (record, columns) = await FindAsync(table, cancellationToken);
        Refuse(record, columns, steps);
        return await LookAsync(record, steps, cancellationToken);
    }

    public async Task<MigrationScript> ScriptAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var (record, columns) = await FindAsync(table, cancellationToken);
        Refuse(record, columns, steps);
        var shape = TableShape.Of(record.State);
        var comment = (await Book.ReadCommentsAsync(table, cancellationToken)).GetValueOrDefault("", "");
        var canLink = (await server.QueryAsync("SELECT toInt32(splitByChar('.', version())[1])", r => r[0].GetInt32(), cancellationToken)).Single() >= FirstToLink;
        var up = Render(record, comment, columns, steps, canLink);
        if (StepInverse.Of(shape, steps) is not { } down) return new(up, "");
        var (next, copied) = (Next(record, steps), Copied(record, columns, steps));
        return new(up, Render(next, CommentAfter(record, next, comment), [.. copied.Select(c => new ServerColumn(c.Column.Name, c.Type, c.Comment))], down, canLink));
    }

    public static IReadOnlyList<SchemaStep> ReadSteps(string script) => SqlScript.Parse(script, hasBackslashes: true).Steps;

    public async Task<MigrationResult> MigrateAsync(TableMigration migration, CancellationToken cancellationToken)
    {
        var (table, script) = (migration.Table, SqlScript.Parse(migration.Script, hasBackslashes: true));
        await FindAsync(table, cancellationToken);
        await using var session = await ClickHouseSession.OpenAsync(server, context, table, migration.Holder, migration.LockTimeout, cancellationToken) ?? throw NotFound(table);
        var done = session.Record.Migrations;
        if (MigrationRules.IsApplied(migration, done)) return new(WasApplied: false, session.Record.State);
        var record = session.Record;
        Refuse(record, await ColumnsAsync(table, cancellationToken), script.Steps);
        var problems = await LookAsync(record, script.Steps, cancellationToken);
        if (problems.Count > 0) throw DataCheck.Refusal(table, problems);
        await Book.ForgetGoneAsync(table, cancellationToken); // what a killed one may have left
        await session.DropGenerationAsync(cancellationToken); // its rows have the old columns: its next run starts over

        var entry = new AppliedMigration(migration.Id, migration.Checksum, MigrationRules.After(context.Time, done), migration.Holder);
        var aside = ClickHouseNames.Migrated(table);
        try
        {
            foreach (var statement in script.Statements) await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Migrate, () => ExecuteAsync(table, statement, cancellationToken));
            if (await Book.FindTableAsync(aside, cancellationToken) is not { } copy)
            {
                if (script.Steps.Count > 0) throw Failed(table, $"its lines '{SqlScript.Mark}' say what changes, and its statements make no table '{aside}' that has it", "Let the statements make that table, as the script had it when it was made.");
                await session.NoteAsync(entry, cancellationToken);
                return new(WasApplied: true, session.Record.State);
            }
            var next = Next(record, script.Steps) with { Uuid = copy.Uuid, Origin = record.Origin ?? record.Uuid, Version = 1, Migrations = [.. done, entry] };
            next = next with { Kept = [.. from c in await ColumnsAsync(aside, cancellationToken) where next.Columns.All(n => n.Name != c.Name) select new KeptColumn(c.Name, c.Type)] };
            await VerifyAsync(record, next, aside, cancellationToken);
            var translation = new SliceTranslation([.. script.Steps.Select(s => s.ToString())], record.Columns, null, null);
            await session.SucceedAsync(next, translation.Translate, cancellationToken);
        }
        catch when (session.Record is { Successor: null })
        {
            await session.CleanAsync();
            throw;
        }
        return new(WasApplied: true, session.Record.State);
    }

    public async Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(string table, CancellationToken cancellationToken) => (await Book.FindAsync(table, cancellationToken))?.Migrations ?? [];

    private async Task<(TableRecord Record, IReadOnlyList<ServerColumn> Columns)> FindAsync(string table, CancellationToken cancellationToken)
    {
        if (server.Options.Cluster is { } cluster)
        {
            throw new DataSyncException("MigrationNotSupported", $"Tables that are spread over a cluster ('{cluster}') are not migrated: its machines would not exchange the table for its copy in one step.",
                "Copy the table into another that has the columns and key wanted (Copy-DsData -DestinationTable), or synchronize into another -Table; then remove the old one (Remove-DsData).");
        }
        return (await Book.FindAsync(table, cancellationToken) ?? throw NotFound(table), await ColumnsAsync(table, cancellationToken));
    }

    private async Task<IReadOnlyList<ServerColumn>> ColumnsAsync(string table, CancellationToken cancellationToken) =>
        [.. (await Book.ReadColumnsAsync(table, cancellationToken)).Where(c => c.Name is not (ClickHouseNames.CommitColumn or ClickHouseNames.VersionColumn))];

    /// <summary>Refuses what the rules of tables, or the server, do not allow.</summary>
    private static void Refuse(TableRecord record, IReadOnlyList<ServerColumn> columns, IReadOnlyList<SchemaStep> steps)
    {
        var shape = TableShape.Of(record.State);
        IReadOnlyList<string> names = [.. columns.Select(c => c.Name)];
        foreach (var step in steps)
        {
            var after = shape.Apply(step);
            switch (step)
            {
                case RetypeColumn { Name: var name } when name == shape.VersionColumn && record.Mode == WriteMode.Upsert:
                    throw new DataSyncException("MigrationNotSupported", $"'{step}' cannot be done: the stored rows of a key are ordered by '{name}' as it is now.",
                        "Copy the table into another whose column has the type wanted (Copy-DsData -DestinationTable), and remove the old one (Remove-DsData).");
                case RestoreColumn { Column: var column } when SqlDialect.FindArchive(column.Name, names) is var kept
                    && (kept is null || columns.FirstOrDefault(c => c.Name == kept) is { } found && found.Type != ClickHouseTypes.Name(column.Type, isNullable: true)):
                    throw SqlDialect.NoArchive(step, $"{column.Name} {column.Type}");
                case AddColumn { Default: { } value, Column: var column } when FindUnrepresentable(column, value) is { } bad:
                    throw new DataSyncException("MigrationNotSupported", $"'{step}' cannot be done: {bad.Reason}.", "Give the column another default, or none.");
            }
            (shape, names) = (after, SqlDialect.After(step, names));
        }
        TargetChecks.Refuse(MigrationRules.Specify(record.Table, record.Mode, shape));

        static UnrepresentableValue? FindUnrepresentable(Column column, object value)
        {
            var vector = ColumnVector.Create(column);
            vector.AppendObject(value);
            return ClickHouseTypes.FindUnrepresentable(vector);
        }
    }

    private Task<IReadOnlyList<MigrationProblem>> LookAsync(TableRecord record, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken) =>
        DataCheck.RunAsync(store, record.State, record.Table, steps, cancellationToken, ClickHouseTypes.FindUnrepresentable);

    /// <summary>The record of a table after some steps, but for what the copy itself tells.</summary>
    private static TableRecord Next(TableRecord record, IReadOnlyList<SchemaStep> steps) => Next(record, TableShape.Of(record.State).Apply(steps));

    private static TableRecord Next(TableRecord record, TableShape shape) =>
        record with { Columns = [.. shape.Columns.Select(c => new StoredColumn(c.Name, c.Type))], Key = shape.Key, Partitioning = shape.Partitioning, VersionColumn = shape.VersionColumn, Kept = [], NextColumns = null };

    /// <summary>The columns of a copy with their types and comments.</summary>
    private static IReadOnlyList<(CopyColumn Column, string Type, string Comment)> Copied(TableRecord record, IReadOnlyList<ServerColumn> columns, IReadOnlyList<SchemaStep> steps)
    {
        var next = Next(record, steps);
        return [.. CopyPlan.Of(Words, TableShape.Of(record.State), steps, [.. columns.Select(c => c.Name)]).Select(c =>
        {
            var origin = columns.FirstOrDefault(s => s.Name == c.Origin);
            return (c, c.Type is { } type ? TypeOf(new Column(c.Name, type), next) : origin!.Type, origin?.Comment ?? "");
        })];
    }

    private string Render(TableRecord record, string comment, IReadOnlyList<ServerColumn> columns, IReadOnlyList<SchemaStep> steps, bool canLink)
    {
        var shape = TableShape.Of(record.State);
        IReadOnlyList<string> names = [.. columns.Select(c => c.Name)];
        var isLinked = canLink;
        var described = new List<object?>();
        foreach (var step in steps)
        {
            isLinked &= IsLinked(shape, step);
            described.Add(MigrationRules.Describe(step, Describe(step, Next(record, shape), names)));
            (shape, names) = (shape.Apply(step), SqlDialect.After(step, names));
        }
        var next = Next(record, steps);
        var hidden = ClickHouseDdl.Hidden(next);
        return MigrationText.Render(context.Workspace, Template, new Dictionary<string, object?>
        {
            ["table"] = Words.Quote(record.Table),
            ["name"] = record.Table,
            ["aside"] = Words.Quote(ClickHouseNames.Migrated(record.Table)),
            ["steps"] = described,
            ["is_linked"] = isLinked,
            ["is_final"] = record.IsKeyed,
            ["columns"] = Copied(record, columns, steps).Select(c => (object?)MigrationRules.Facts(
                ("name", Words.Quote(c.Column.Name)), ("type", c.Type), ("expression", c.Column.Expression), ("comment", c.Comment.Length > 0 ? ClickHouseNames.Literal(c.Comment) : null))).ToList(),
            ["hidden"] = MigrationRules.Facts(("name", hidden.Name), ("type", hidden.Type), ("definition", hidden.Definition), ("expression", HiddenExpression(record, next))),
            ["layout"] = _ddl.Layout(next),
            ["comment"] = CommentAfter(record, next, comment) is { Length: > 0 } text ? ClickHouseNames.Literal(text) : null,
        });
    }

    /// <summary>True for a step that changes no stored value: the names and the order of columns that the rows are not sorted by.</summary>
    private static bool IsLinked(TableShape shape, SchemaStep step) => step switch
    {
        AddColumn or DropColumn or RestoreColumn or ReorderColumns => true,
        RenameColumn s => !shape.Key.Contains(s.Name) && (shape.Partitioning is null || Partitioning.Parse(shape.Partitioning).Column != s.Name),
        _ => false,
    };

    private static Dictionary<string, object?> Describe(SchemaStep step, TableRecord before, IReadOnlyList<string> names) => step switch
    {
        AddColumn s => MigrationRules.Facts(("column", Words.Quote(s.Column.Name)), ("type", ClickHouseTypes.Name(s.Column.Type, isNullable: true)), ("default", s.Default is { } value ? Words.Literal(value, s.Column.Type) : null)),
        DropColumn s => MigrationRules.Facts(("column", Words.Quote(s.Name)), ("archive", s.Archive ? Words.Quote(SqlDialect.ArchiveName(s.Name, names)) : null)),
        RestoreColumn s => MigrationRules.Facts(("column", Words.Quote(s.Column.Name)), ("archive", Words.Quote(SqlDialect.FindArchive(s.Column.Name, names) ?? throw SqlDialect.NoArchive(step, s.Column.Name)))),
        RenameColumn s => MigrationRules.Facts(("column", Words.Quote(s.Name)), ("to", Words.Quote(s.To))),
        ReorderColumns s => MigrationRules.Facts(("columns", s.Names.Select(n => (object?)MigrationRules.Facts(("name", Words.Quote(n)), ("type", TypeOf(before.TableColumns.First(c => c.Name == n), before)))).ToList())),
        _ => MigrationRules.Facts(),
    };

    private static string TypeOf(Column column, TableRecord record) => ClickHouseTypes.Name(column.Type, ClickHouseDdl.IsNullable(column, record));

    /// <summary>What decides between rows of a key stays as it is; where a table comes to keys, the later commit does, and where it goes without, the commit is what is left of it.</summary>
    private static string HiddenExpression(TableRecord record, TableRecord next)
    {
        var (from, to) = (ClickHouseDdl.Hidden(record), ClickHouseDdl.Hidden(next));
        return (record.IsKeyed, next.IsKeyed) switch
        {
            (false, true) => $"to{to.Type}({from.Name}) * 4294967296",
            (true, false) => $"intDiv(toUInt64({from.Name}), 4294967296)",
            _ => from.Name,
        };
    }

    private static string CommentAfter(TableRecord record, TableRecord next, string comment) => comment == ClickHouseDdl.Describe(record) ? ClickHouseDdl.Describe(next) : comment;

    /// <summary>Looks whether the copy is what its record will say: all rows are there, and the rows of commits to come fit it.</summary>
    private async Task VerifyAsync(TableRecord record, TableRecord next, string aside, CancellationToken cancellationToken)
    {
        var columns = await ColumnsAsync(aside, cancellationToken);
        MigrationRules.Verify(record.Table, [.. columns.Select(c => c.Name)], TableShape.Of(next.State));
        if (next.TableColumns.Select(c => (Wanted: TypeOf(c, next), Found: columns.First(f => f.Name == c.Name))).FirstOrDefault(c => c.Wanted != c.Found.Type) is { Found: { } other } wrong)
            throw Failed(record.Table, $"column '{other.Name}' of the copy is of type {other.Type} and not {wrong.Wanted}, as its lines '{SqlScript.Mark}' say", "Let those lines and the statements say the same.");
        var stage = ClickHouseNames.Stages(record.Table) + "check";
        try
        {
            foreach (var statement in _ddl.CreateStage(stage, next)) await server.ExecuteAsync(statement, cancellationToken);
            await server.ExecuteAsync(_ddl.Partitions(aside, [$"ATTACH PARTITION ID 'none' FROM {Words.Quote(stage)}"]), cancellationToken);
        }
        catch (ClickHouseServerException e)
        {
            throw Failed(record.Table, $"the copy that its statements make is not as its lines '{SqlScript.Mark}' say: {ClickHouseErrors.Shorten(e.Message)}", "Let those lines and the statements say the same, columns, types and order.", e);
        }
        var (before, after) = (await CountAsync(record.Table, record, cancellationToken), await CountAsync(aside, next, cancellationToken));
        if (before != after) throw Failed(record.Table, FormattableString.Invariant($"of its {before} rows the copy has {after}"), "Let the script copy every row once; slices whose rows are unwanted are removed by Remove-DsData.");
    }

    private async Task<long> CountAsync(string table, TableRecord record, CancellationToken cancellationToken) =>
        (await server.QueryAsync($"SELECT count() FROM {Words.Quote(table)}{(record.IsKeyed ? " FINAL" : "")}", r => r[0].GetInt64(), cancellationToken)).Single();

    private async Task ExecuteAsync(string table, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await server.ExecuteAsync(statement, cancellationToken);
        }
        catch (ClickHouseServerException e) when (ClickHouseErrors.Explain(server.Place, e) is { Id: "StoreFailed" })
        {
            throw Failed(table, $"{ClickHouseErrors.Shorten(e.Message)} in: {statement}", "Correct the script, then run it again.", e);
        }
    }

    private static DataSyncException Failed(string table, string why, string advice, Exception? inner = null) => new("MigrationFailed", $"Table '{table}' was not migrated, and nothing was changed: {why}.", advice, inner);

    private DataSyncException NotFound(string table) => new("TableNotFound", $"There is no table '{table}' of DataSync in '{server.Place}'.", "Get-DsStore NAME -Detail lists the tables.");
}
