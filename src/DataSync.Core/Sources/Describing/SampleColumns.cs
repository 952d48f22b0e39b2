using DataSync.Introspection;
using DataSync.Introspection.Sample;
using DataSync.Rows;

namespace DataSync.Sources.Describing;

/// <summary>What rows that were read tell of their columns: types, how texts write days, and what tells the rows apart.</summary>
internal static class SampleColumns
{
    /// <summary>Rows that are looked at; more tell nothing new.</summary>
    public const int MaxRows = SampleTable.MaxRows;

    private const int FewRows = 20;

    /// <summary>The columns and the key that a sample shows.</summary>
    /// <param name="batches">The sample.</param>
    /// <param name="untyped">Names without a value.</param>
    /// <param name="statesTypes">True where the types are stated and not inferred.</param>
    /// <param name="origin">Where the rows are from, for the notes.</param>
    /// <param name="notes">Takes what was inferred and guessed.</param>
    public static (IReadOnlyList<Column> Columns, IReadOnlyList<string> Key) Of(IReadOnlyList<RowBatch> batches, IEnumerable<string> untyped, bool statesTypes, string origin, DraftNotes notes)
    {
        var rows = batches.Sum(b => b.RowCount);
        var columns = new List<Column>();
        var profiles = new List<ColumnProfile>();
        foreach (var column in batches.SelectMany(b => b.Columns).Select(c => c.Column).GroupBy(c => c.Name, StringComparer.Ordinal).Select(g => g.Last()))
        {
            var texts = Texts(batches, column.Name);
            var profile = column.Type.Kind == DataKind.String && !statesTypes
                ? ColumnProfile.OfTexts(column.Name, texts)
                : new ColumnProfile(column.Name, column.Type, column.Format, texts.Count(t => t is null), texts.Distinct(StringComparer.Ordinal).Count(), texts.Count);
            var type = profile.Type ?? column.Type;
            if (statesTypes) notes.State($"type of {column.Name}", type.ToString(), origin);
            else notes.Infer($"type of {column.Name}", type.ToString(), $"{rows} rows of {origin}");
            columns.Add(new Column(column.Name, type) { Format = profile.Format });
            profiles.Add(profile with { Type = type });
        }
        foreach (var name in untyped)
        {
            notes.Guess($"type of {name}", nameof(DataType.String), "no row of the sample has a value");
            columns.Add(new Column(name, DataType.String));
            profiles.Add(new ColumnProfile(name, null, null, rows, 0, rows));
        }
        if (!statesTypes && rows < FewRows) notes.Warn($"The sample has {rows} {(rows == 1 ? "row" : "rows")}: its types are as good as that. Give a larger one, or say them with -ColumnType.");
        IReadOnlyList<string?>[] values = [.. columns.Select(c => Texts(batches, c.Name))];
        var table = new SampleTable("file", null, profiles, [.. Enumerable.Range(0, rows).Select(r => (IReadOnlyList<string>)[.. values.Select(v => v[r] ?? "")])], []);
        return (columns, SampleDocumentKind.Key(table, columns, notes));
    }

    private static IReadOnlyList<string?> Texts(IReadOnlyList<RowBatch> batches, string column)
    {
        var texts = new List<string?>();
        foreach (var batch in batches)
        {
            var vector = batch.IndexOf(column) is >= 0 and var at ? batch.Columns[at] : null;
            for (var row = 0; row < batch.RowCount; row++) texts.Add(vector?.GetValue(row) is { } value ? ValueConverter.ToText(value, vector.Column.Type) : null);
        }
        return texts;
    }
}
