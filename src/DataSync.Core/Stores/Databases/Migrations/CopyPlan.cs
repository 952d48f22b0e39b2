using DataSync.Schema;

namespace DataSync.Stores.Databases.Migrations;

/// <summary>A column of the copy that a migration makes of a table.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Expression">What of the table's rows it is filled with.</param>
/// <param name="Type">Its type; null for one that was dropped and is kept as it is.</param>
/// <param name="Origin">The table's column that it comes from; null for one that is new.</param>
internal sealed record CopyColumn(string Name, string Expression, DataType? Type, string? Origin);

/// <summary>What a server's copies need said in its own way.</summary>
internal interface ICopyDialect
{
    /// <summary>A name between quotes.</summary>
    string Quote(string name);
    /// <summary>A value as the server's text.</summary>
    string Literal(object? value, DataType type);
    /// <summary>The expression that turns a value of one type into another's, as <see cref="Widening"/> and <see cref="Rows.ValueConverter"/> do.</summary>
    string Convert(string expression, DataType from, DataType to);
}

/// <summary>Works out what a table's copy has, all steps in one pass: the way of servers whose changes of tables are no transactions.</summary>
internal static class CopyPlan
{
    /// <summary>The copy's columns: those of the table after the steps, in order, and then those that were dropped and are kept.</summary>
    /// <param name="dialect">The server's words.</param>
    /// <param name="before">The table.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="physical">The columns that the server has, archived ones too.</param>
    public static IReadOnlyList<CopyColumn> Of(ICopyDialect dialect, TableShape before, IReadOnlyList<SchemaStep> steps, IReadOnlyList<string> physical)
    {
        var columns = physical.Select(p => new CopyColumn(p, dialect.Quote(p), before.Columns.FirstOrDefault(c => c.Name == p)?.Type, p)).ToList();
        var (shape, names) = (before, physical);
        foreach (var step in steps)
        {
            switch (step)
            {
                case AddColumn s: columns.Add(new(s.Column.Name, dialect.Literal(s.Default, s.Column.Type), s.Column.Type, null)); break;
                case DropColumn { Archive: true } s: Change(s.Name, c => c with { Name = SqlDialect.ArchiveName(s.Name, names) }); break;
                case DropColumn s: columns.RemoveAll(c => c.Name == s.Name); break;
                case RestoreColumn s: Change(SqlDialect.FindArchive(s.Column.Name, names) ?? throw SqlDialect.NoArchive(step, s.Column.Name), c => c with { Name = s.Column.Name, Type = s.Column.Type }); break;
                case RenameColumn s: Change(s.Name, c => c with { Name = s.To }); break;
                case RetypeColumn s: Change(s.Name, c => c with { Expression = c.Type == s.Type ? c.Expression : dialect.Convert(c.Expression, c.Type!.Value, s.Type), Type = s.Type }); break;
            }
            (shape, names) = (shape.Apply(step), SqlDialect.After(step, names));
        }
        return [.. shape.Columns.Select(c => columns.First(x => x.Name == c.Name)), .. columns.Where(x => shape.Columns.All(c => c.Name != x.Name))];

        void Change(string name, Func<CopyColumn, CopyColumn> change)
        {
            var at = columns.FindIndex(c => c.Name == name);
            columns[at] = change(columns[at]);
        }
    }
}
