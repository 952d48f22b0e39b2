using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DataSync.Introspection.Proposals;

namespace DataSync.Introspection.OpenApi;

/// <summary>Makes a draft of an operation.</summary>
/// <param name="operation">What the document says of it.</param>
/// <param name="source">What it says of the server.</param>
/// <param name="depth">Levels of nested objects that become columns.</param>
internal sealed class OperationMapper(OperationFacts operation, SourceProposal source, int depth)
{
    private readonly DraftNotes _notes = new();

    public DatasetDraft Map()
    {
        var documented = new DocumentedApi
        {
            Name = operation.Name,
            Parameters = [.. operation.Parameters.Select(p => new DocumentedField(p.Name, p.Schema.Type, p.Required, p.Description))],
            Fields = [.. TopLevel().Select(p => Field(p.Name, p.Shape, null))],
        };
        var rows = operation.Answer is null ? null : AnswerRows.Find(operation.Answer);
        var columns = Columns(rows);
        var token = operation.Parameters.FirstOrDefault(p => p.In is "query" or "header" && RequestProposal.IsToken(p.Name));
        if (token is not null) _notes.Infer("token", token.Name, $"parameter '{token.Name}' carries the account's token, so it is the source's and no argument");
        var filters = new FilterProposal(documented.Parameters, columns);
        IReadOnlyList<Parameter> parameters = [.. operation.Parameters.Concat(operation.Body).Where(p => p != token && p.In != "cookie").Select(p => Parameter(p, filters))];
        var paging = PagingProposal.Propose(Pageable, Scalars(), _notes);
        var settings = Settings(rows, paging);
        var dataset = new Dataset
        {
            Name = operation.Operation.OperationId is { Length: > 0 } id ? RequestProposal.ItemName(id) : RequestProposal.Name(operation.Method, operation.Path),
            ApiName = operation.Name,
            Title = Text(operation.Operation.Summary),
            Description = Text(operation.Operation.Description),
            Fingerprint = Fingerprint(documented, columns),
            RowCap = paging is null ? RowCap() : null,
            Key = columns.Count == 0 ? [] : IdentityProposal.Propose(columns, _notes),
            Parameters = parameters,
            Columns = columns,
            Settings = settings,
        };
        return new()
        {
            Dataset = dataset,
            Documented = documented,
            Warnings = _notes.Warnings,
            Facts = _notes.Facts,
            Operations = [operation.Name, operation.Path, .. operation.Operation.OperationId is { Length: > 0 } name ? [name] : Array.Empty<string>(), dataset.Name],
            Tags = [.. (operation.Operation.Tags ?? new HashSet<Microsoft.OpenApi.OpenApiTagReference>()).Select(t => t.Name).OfType<string>()],
            OnlyReads = operation.Method is "GET" or "HEAD",
            Source = token is null ? source : source with { Settings = source.Settings ?? RequestProposal.Token(token.Name, token.In) },
        };
    }

    /// <summary>The fields of the answer itself: of its object, or of the objects it lists.</summary>
    private IEnumerable<(string Name, SchemaShape Shape)> TopLevel()
    {
        if (operation.Answer is null) return [];
        var root = SchemaShape.Of(operation.Answer);
        if (root.Type == "array") root = SchemaShape.Of(root.Items);
        return root.Properties.Select(p => (p.Name, SchemaShape.Of(p.Schema)));
    }

    private static DocumentedField Field(string name, SchemaShape shape, bool? flag) => new(name, shape.Type, flag, shape.Description?.Trim() ?? "");

    private IReadOnlyList<Column> Columns(AnswerRows? rows)
    {
        if (rows is null)
        {
            _notes.Warn("The answer is not described as JSON: the dataset has no columns. Import a sample answer (-As Sample), or say them with New-DsDataset.");
            return [];
        }
        if (rows.Problem is not null) _notes.Warn($"Rows: {rows.Problem}; {(rows.Row.HasProperties ? "what it holds was read as columns, but the HTTP source reads lists of rows only" : "the dataset has no columns")}.");
        if (rows.Others.Count > 0) _notes.Guess("rows", rows.Path, $"other lists in the answer: {string.Join(", ", rows.Others)}; correct it with the setting records.path");
        else if (rows.Shape is not null) _notes.Infer("rows", rows.Path, $"the list in {operation.AnswerPlace}");
        var columns = new List<Column>();
        Add(rows.Shape == "Columns", rows.Row, "", "$", 1, columns);
        return columns;
    }

    private void Add(bool asColumns, SchemaShape row, string prefix, string path, int level, List<Column> columns)
    {
        foreach (var (name, schema) in row.Properties)
        {
            var shape = SchemaShape.Of(schema);
            if (asColumns && shape.Type != "array") continue;
            if (asColumns) shape = SchemaShape.Of(shape.Items);
            if (shape.HasProperties && level < depth)
            {
                Add(false, shape, $"{prefix}{name}_", AnswerRows.Step(path, name), level + 1, columns);
                continue;
            }
            var column = prefix + name;
            if (columns.Exists(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase))) _notes.Warn($"Column '{column}' comes twice; the second one was left out.");
            else columns.Add(new(column, Typed($"type of {column}", shape)) { Path = level == 1 ? null : AnswerRows.Step(path, name), VendorType = Words(shape), Description = Text(shape.Description) });
        }
    }

    private Parameter Parameter(ApiParameter parameter, FilterProposal filters)
    {
        var type = parameter.Schema.Type == "array" ? DataType.String : Typed($"type of parameter {parameter.Name}", parameter.Schema);
        var filter = filters.Propose(new(parameter.Name, parameter.Schema.Type, parameter.Required, parameter.Description));
        if (filter is { Operator: not FilterOperator.None }) _notes.Infer($"filter of {parameter.Name}", filter.ToString(), "by the names of parameter and column");
        return new(parameter.Name, type)
        {
            VendorType = Words(parameter.Schema),
            Required = parameter.Required,
            Format = SchemaTypes.Format(type),
            Filter = filter,
            Values = parameter.Values,
            Default = parameter.Default,
            Description = Text(parameter.Description),
        };
    }

    private DataType Typed(string subject, SchemaShape shape)
    {
        var type = SchemaTypes.Of(shape);
        if (shape.Missing is { } missing) _notes.Guess(subject, nameof(DataType.Json), $"the document refers to {missing}, which it does not hold");
        else if (type is null) _notes.Guess(subject, nameof(DataType.String), "the schema states no type");
        else _notes.State(subject, type.Value.ToString(), $"{operation.Name} schema {Words(shape)}");
        return type ?? (shape.Missing is null ? DataType.String : DataType.Json);
    }

    private IReadOnlyList<PagingParameter> Pageable => [.. operation.Parameters.Where(p => p.In == "query").Select(p => new PagingParameter(p.Name, p.Description, p.Schema.Maximum, p.Default))];

    private IReadOnlyList<(string Name, string Path)> Scalars()
    {
        var root = SchemaShape.Of(operation.Answer);
        return [.. Of(root, "$"), .. root.Properties.Select(p => (p.Name, Shape: SchemaShape.Of(p.Schema))).Where(p => p.Shape.HasProperties).SelectMany(p => Of(p.Shape, $"$.{p.Name}"))];

        static IEnumerable<(string, string)> Of(SchemaShape shape, string path) =>
            shape.Properties.Where(p => SchemaShape.Of(p.Schema).Type is "string" or "boolean").Select(p => (p.Name, $"{path}.{p.Name}"));
    }

    private int? RowCap()
    {
        if (PagingProposal.RowCap(Pageable) is not { } cap) return null;
        _notes.Guess("row cap", $"{cap}", "the usual number of rows of an answer; correct it with Set-DsDataset -RowCap where a request asks for more");
        return cap;
    }

    private JsonObject Settings(AnswerRows? rows, (JsonObject Paging, JsonObject Query)? paging)
    {
        var settings = RequestProposal.Request(operation.Method, operation.Path, operation.Parameters.Concat(operation.Body).Select(p => (p.Name, p.In)));
        if (rows?.Shape is { } shape) settings["records"] = new JsonObject { ["shape"] = shape, ["path"] = rows.Path };
        if (paging is not var (pages, query)) return settings;
        settings["paging"] = pages;
        if (settings["query"] is not JsonObject) settings["query"] = new JsonObject();
        foreach (var (name, value) in query) ((JsonObject)settings["query"]!)[name] = value?.DeepClone();
        return settings;
    }

    private static string? Words(SchemaShape shape) => shape.Type is null ? null : shape.Format is { Length: > 0 } format ? $"{shape.Type} ({format})" : shape.Type;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Fingerprint(DocumentedApi api, IReadOnlyList<Column> columns)
    {
        var facts = new StringBuilder(api.Name);
        foreach (var field in api.Parameters.Concat(api.Fields)) facts.Append('\u001E').AppendJoin('\u001F', field.Name, field.Type, field.Flag, field.Description);
        foreach (var column in columns) facts.Append('\u001E').AppendJoin('\u001F', column.Name, column.VendorType, column.Description);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts.ToString())));
    }
}
