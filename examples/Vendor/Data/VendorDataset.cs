namespace DataSync.Examples.Vendor.Data;

/// <summary>A row, by what its values are functions of.</summary>
/// <param name="Day">The trade day, calendar day or quarter.</param>
/// <param name="Stock">The stock.</param>
/// <param name="Version">The revision, 0 the first.</param>
public readonly record struct RowId(int Day, int Stock, int Version = 0);

/// <summary>A parameter as the page documents it.</summary>
public sealed record VendorParameter(string Name, string Type, bool Required, string Description);

/// <summary>A column as the page documents it, and its values, whose type the page may have wrong.</summary>
public sealed record VendorColumn(string Name, string Type, bool Shown, string Description, Func<RowId, Cell> Value);

/// <summary>One API: its page, and its rows.</summary>
public sealed record VendorDataset
{
    /// <summary>The page's number.</summary>
    public required int DocId { get; init; }
    /// <summary>The API's name.</summary>
    public required string Api { get; init; }
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }
    /// <summary>The menu's category.</summary>
    public string Category { get; init; } = "基础数据";
    /// <summary>The lines after the API's name, <c>heading：text</c>.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
    /// <summary>The request parameters.</summary>
    public required IReadOnlyList<VendorParameter> Parameters { get; init; }
    /// <summary>Parameters that a request cannot do without, whatever the page says.</summary>
    public IReadOnlyList<string> Demands { get; init; } = [];
    /// <summary>Parameters of which a request needs one.</summary>
    public IReadOnlyList<string> DemandsOneOf { get; init; } = [];
    /// <summary>The columns.</summary>
    public required IReadOnlyList<VendorColumn> Columns { get; init; }
    /// <summary>True: the page's table has a column 默认显示.</summary>
    public bool StatesDefaults { get; init; } = true;
    /// <summary>The rows that arguments select, in the vendor's order.</summary>
    public required Func<VendorArguments, IEnumerable<RowId>> Select { get; init; }

    /// <summary>The dataset with the schema changes that the options make.</summary>
    public VendorDataset Changed(VendorOptions options)
    {
        var columns = Columns.Where(c => !options.DroppedColumns.Contains($"{Api}.{c.Name}")).ToList();
        foreach (var (name, type, suffix) in Mine(options.RetypedColumns))
        {
            var i = columns.FindIndex(c => c.Name == name);
            if (i >= 0) columns[i] = columns[i] with { Type = type, Value = Retyped(columns[i].Value, type, suffix) };
        }

        foreach (var (name, to, _) in Mine(options.RenamedColumns))
        {
            var i = columns.FindIndex(c => c.Name == name);
            if (i >= 0) columns[i] = columns[i] with { Name = to };
        }

        foreach (var (name, type, suffix) in Mine(options.AddedColumns))
        {
            Func<RowId, Cell> value = r => Cell.Float(r.Stock * 7 + r.Day, 2);
            columns.Add(new(name, type, true, "新增字段", type == "float" ? value : Retyped(value, type, suffix)));
        }

        return this with { Columns = columns };
    }

    private IEnumerable<(string Name, string Type, string Suffix)> Mine(IEnumerable<string> changes) =>
        from change in changes
        where change.StartsWith(Api + ".", StringComparison.Ordinal)
        let parts = change[(Api.Length + 1)..].Split(':')
        select (parts[0], parts.ElementAtOrDefault(1) ?? "str", parts.ElementAtOrDefault(2) ?? "");

    private static Func<RowId, Cell> Retyped(Func<RowId, Cell> value, string type, string suffix) => type switch
    {
        "int" => r => Cell.Integer(r.Stock + r.Day),
        _ => r => value(r).ToText(suffix),
    };
}
