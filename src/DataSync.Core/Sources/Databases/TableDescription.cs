using System.Text.Json.Nodes;
using DataSync.Introspection;
using DataSync.Introspection.Proposals;

namespace DataSync.Sources.Databases;

/// <summary>Describes a table or query as a dataset, by what the server says of it.</summary>
internal static class TableDescription
{
    /// <summary>Time columns that get parameters of their own: more are no help.</summary>
    private const int MostTimes = 3;

    public static async Task<DatasetDraft> DescribeAsync(SourceServer server, Source source, DescribeRequest request, CancellationToken cancellationToken)
    {
        var notes = new DraftNotes();
        var settings = request.Table is { } table ? new JsonObject { ["table"] = table } : new JsonObject { ["query"] = request.Query };
        IReadOnlyList<string> placeholders = request.Query is null ? [] : SqlText.Parse(request.Query).Placeholders;
        var asked = new Dataset { Name = "", Source = source.Name, Settings = settings, Parameters = [.. placeholders.Select(p => new Parameter(p, DataType.String))] };
        var query = new TableQuery(server, DatabaseTask.Of(asked, source.Kind), asked, new Dictionary<string, object>(), TimeZoneInfo.Utc, "yyyy-MM-dd");
        var found = await server.DescribeAsync(query.From(new SqlStatement(server)), request.Table, cancellationToken);
        Column[] columns = [.. found.Select(c => new Column(c.Name, c.Type) { VendorType = c.ServerType, Description = c.Description })];
        foreach (var column in found)
        {
            notes.State($"type of {column.Name}", column.Type.ToString(), $"{column.ServerType} of {server.Place}");
            if (column.Type.Kind == DataKind.Decimal && column.Reads.IsText) notes.Guess($"type of {column.Name}", column.Type.ToString(), $"{column.ServerType} has no bounds; values of more digits widen it");
        }
        var key = request.Table is null ? [] : await server.FindUniqueKeyAsync(request.Table, cancellationToken);
        if (key.Count > 0) notes.State("key", string.Join(", ", key), "the table's unique key");
        else notes.Warn($"{(request.Table is null ? "A query" : "The table")} has no unique key of its own: say with -Key what tells its rows apart, for mode Upsert.");
        var name = RequestProposal.ItemName(request.Table?.Split('.')[^1].Trim('"', '`') ?? "query");
        return new DatasetDraft
        {
            Dataset = new Dataset
            {
                Name = name,
                ApiName = request.Table ?? "",
                Columns = columns,
                Key = key,
                Parameters = request.Table is null ? [.. placeholders.Select(p => Bound(p, columns, notes))] : [.. Filters(columns, key)],
                Settings = settings,
            },
            Warnings = notes.Warnings,
            Facts = notes.Facts,
            Operations = [name],
        };
    }

    /// <summary>A parameter of a query: of the type of the column that has its name.</summary>
    private static Parameter Bound(string name, IReadOnlyList<Column> columns, DraftNotes notes)
    {
        if (columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } column) return new Parameter(name, column.Type) { Filter = new(column.Name, FilterOperator.Equals) };
        notes.Guess($"type of parameter {name}", nameof(DataType.String), "the query selects no column of that name; correct it with Set-DsDataset -Parameter");
        return new Parameter(name, DataType.String);
    }

    /// <summary>Parameters by which rows are usually asked for: the key's columns, and days as such or from and to.</summary>
    private static IEnumerable<Parameter> Filters(IReadOnlyList<Column> columns, IReadOnlyList<string> key)
    {
        var times = columns.Where(c => c.Type.Kind is DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz).Take(MostTimes).ToList();
        foreach (var column in columns.Where(c => (key.Contains(c.Name) && c.Type.Kind is DataKind.String or DataKind.Int64 or DataKind.Date) || (times.Contains(c) && c.Type.Kind == DataKind.Date)))
            yield return new Parameter(column.Name, column.Type) { Filter = new(column.Name, FilterOperator.Equals) };
        foreach (var column in times)
        {
            yield return new Parameter($"{column.Name}_from", column.Type) { Filter = new(column.Name, FilterOperator.From) };
            yield return new Parameter($"{column.Name}_to", column.Type) { Filter = new(column.Name, FilterOperator.To) };
        }
    }
}
