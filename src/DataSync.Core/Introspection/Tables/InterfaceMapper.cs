using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSync.Introspection.Proposals;
using DataSync.Introspection.Sample;
using SampleRows = DataSync.Introspection.Sample.SampleRows;

namespace DataSync.Introspection.Tables;

/// <summary>Makes a draft of an interface.</summary>
internal sealed partial class InterfaceMapper
{
    private readonly DraftNotes _notes = new();
    private readonly PageInterface _page;
    private readonly InterfaceFacts _facts;
    private readonly IReadOnlyList<PageField> _parameters;
    private readonly JsonNode? _answer;
    private readonly SampleRows? _sample;
    private readonly PrintedRows _printed;

    public InterfaceMapper(PageInterface page)
    {
        _page = page;
        _facts = InterfaceReader.Read(page, _notes);
        _parameters = [.. Mentioned(page.Request, _facts.Parameters), .. _facts.Parameters.Select(InPath)];
        _answer = _facts.Answer is { } text ? LooseJson.Parse(text) : null;
        _sample = SampleRows.Find(_answer, _facts.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal));
        _printed = new(_facts.Printed, _facts.Fields);
    }

    /// <summary>True where the page says anything of the interface beside its address.</summary>
    public bool SaysMuch => _parameters.Count > 0 || _facts.Fields.Count > 0 || _facts.Unnamed.Count > 0 || _sample is not null || RowComments.Count > 0;

    /// <summary>The parameters' names, in order.</summary>
    public IEnumerable<string> ParameterNames => _parameters.Select(p => p.Name);

    private IReadOnlyList<string> RowComments => _sample is null && _facts.Answer is { } text ? LooseJson.CommentsOfFirstRow(text) : [];

    public DatasetDraft Map(string name, string address)
    {
        var fields = Fields();
        var documented = new DocumentedApi { Name = name, Parameters = [.. _parameters.Select(p => p.Documented)], Fields = [.. fields.Select(f => f.Documented)] };
        var columns = new ColumnMapper(_notes, _printed, _sample, isFunction: _page.Request is null).Columns(fields.Count > 0 ? fields : _facts.Unnamed, fields.Count == 0);
        if (columns.Count == 0) _notes.Warn("No table, list or sample of the answer's fields was found: the dataset has no columns. Import a sample answer (-As Sample), or say them with New-DsDataset.");
        var token = _parameters.FirstOrDefault(p => RequestProposal.IsToken(p.Name));
        if (token is not null) _notes.Infer("token", token.Name, $"{token.Origin}: '{token.Name}' carries the account's token, so it is the source's and no argument");
        // what tells this interface from others of its address is no argument
        var arguments = _parameters.Where(p => p != token && !_page.Constant.StartsWith($"?{p.Name}=", StringComparison.Ordinal)).ToList();
        var filters = new FilterProposal(documented.Parameters, columns);
        IReadOnlyList<Parameter> parameters = [.. arguments.Select(p => Parameter(p, filters))];
        var (settings, pages) = _page.Request is { } request ? Settings(request, arguments) : (null, false);
        var dataset = new Dataset
        {
            Name = _page.Request is { } asked && _page.Constant.Length == 0 ? RequestProposal.Name(asked.Method, asked.Path)
                : RequestProposal.ItemName(_page.Constant.Length > 0 ? _page.Constant.Split('=')[1] : name),
            ApiName = name,
            Title = _page.Title,
            Description = _facts.Description,
            Uri = address,
            Fingerprint = Fingerprint(documented),
            RowCap = pages ? null : RowCap(arguments),
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
            Operations = [.. new[] { name, _page.Request?.Path, _page.Title, dataset.Name }.OfType<string>().Distinct()],
            OnlyReads = _page.Request?.Method is null or "GET" or "HEAD",
            Source = _page.Request?.Server is null && token is null ? null : new(Server(), token is null ? null : RequestProposal.Token(Plain(token.Name), token.Place?.Contains("header", StringComparison.Ordinal) == true ? "header" : "query")),
        };
    }

    /// <summary>What stands in the request line alone: <c>?symbol=&lt;symbol&gt;</c>, <c>/eod/{symbol}</c>.</summary>
    private static IEnumerable<PageField> Mentioned(RequestLine? request, IReadOnlyList<PageField> listed)
    {
        if (request is null) yield break;
        const string origin = "the request line";
        foreach (Match match in PathParameter().Matches(request.Path))
        {
            var name = match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
            // 'symbols' in a list stands for '<symbol>' in the path
            if (!listed.Any(p => Near(Plain(p.Name), name))) yield return new(name, null, true, "", origin) { Place = "path" };
        }
        foreach (var (name, value) in request.Query)
            // a value that is no placeholder is an example's; where nothing lists the parameters, its name is one all the same
            if (FieldText.IsIdentifier(name) && (listed.Count == 0 || RequestLine.IsPlaceholder(value)) && !listed.Any(p => p.Name == name))
                yield return new(name, null, RequestLine.IsPlaceholder(value) ? true : null, "", origin) { Place = "query" };
    }

    /// <summary>A request cannot do without a part of its path.</summary>
    private PageField InPath(PageField field) => field.Flag is null && _page.Request is { } request && PathParameter().Matches(request.Path).Any(m => Near(Plain(field.Name), (m.Groups[1].Success ? m.Groups[1] : m.Groups[2]).Value))
        ? field with { Flag = true, Place = "path" } : field;

    private static bool Near(string listed, string name) => listed.Equals(name, StringComparison.OrdinalIgnoreCase) || listed.TrimEnd('s').Equals(name.TrimEnd('s'), StringComparison.OrdinalIgnoreCase);

    /// <summary>The fields the page states: tables and lists, else those of the answer it prints.</summary>
    private IReadOnlyList<PageField> Fields()
    {
        if (_facts.Fields.Count > 0) return _facts.Fields;
        if (_facts.Unnamed.Count > 0 && _sample is null) return [];
        if (_sample is not null) return [.. _sample.Names.Select(n => new PageField(n, _sample.Type(n), null, "", "the answer printed on the page") { IsOnlyShown = true })];
        // rows without names, described by comments
        return [.. RowComments.Select((c, i) => new PageField(c, (_answer as JsonArray)?[0] is JsonArray row && i < row.Count ? row[i]?.GetValueKind().ToString().ToLowerInvariant() : null, null, "", "comments in the answer printed on the page"))];
    }

    private Parameter Parameter(PageField field, FilterProposal filters)
    {
        var stated = Types.Kind(field.Type);
        var time = TimePattern.Of($"{field.Type} {field.Description}");
        var type = stated ?? DataType.String;
        string? format = null;
        if (type.Kind is DataKind.String or DataKind.Date or DataKind.TimestampTz && time is { Kind: { } kind, Format: { } form }) (type, format) = (new(kind), form);
        // a time in a request is text in the vendor's own form as long as that form is not known
        else if (type.Kind is DataKind.Date or DataKind.TimestampTz or DataKind.Json) type = DataType.String;
        if (stated is null && type.Kind == DataKind.String) _notes.Guess($"type of parameter {field.Name}", type.ToString(), field.Type is null ? "no type is stated" : $"the type '{field.Type}' is not known");
        else _notes.State($"type of parameter {field.Name}", type.ToString(), field.Origin);
        if (field.Flag is null) _notes.Guess($"required of parameter {field.Name}", "no", "the page does not say whether it is required");
        var filter = filters.Propose(field.Documented);
        return new(Plain(field.Name), type)
        {
            VendorType = field.Type,
            Required = field.Flag == true,
            Format = format,
            Filter = filter,
            Default = field.Default,
            Description = field.Description.Length > 0 ? field.Description : null,
        };
    }

    private (JsonObject, bool) Settings(RequestLine request, List<PageField> parameters)
    {
        var settings = RequestProposal.Request(request.Method, request.Path, parameters.Select(p => (Plain(p.Name), Place(request, p))));
        foreach (var (name, value) in request.Query)
            // a value that stands for itself belongs to the address
            if (!RequestLine.IsPlaceholder(value) && !parameters.Exists(p => p.Name == name) && settings["query"] is JsonObject query) query[name] = value;
        if (_sample?.Shape is { } shape)
        {
            settings["records"] = new JsonObject { ["shape"] = shape, ["path"] = _sample.Path };
            if (_sample.Others.Count > 0) _notes.Guess("rows", _sample.Path, $"other lists in the answer: {string.Join(", ", _sample.Others)}; correct it with the setting records.path");
            else _notes.Infer("rows", _sample.Path, "the answer printed on the page");
        }
        else _notes.Warn(_sample is null ? "No sample of the answer was read: where its rows are is not known. Set records.path where they are not the whole answer." : "Rows: the answer on the page is one object, not a list of rows; the HTTP source reads lists.");
        var paging = PagingProposal.Propose([.. parameters.Select(Pageable)], Scalars(), _notes);
        if (paging is not var (pages, asked)) return (settings, false);
        settings["paging"] = pages;
        if (settings["query"] is not JsonObject) settings["query"] = new JsonObject();
        foreach (var (name, value) in asked) ((JsonObject)settings["query"]!)[name] = value?.DeepClone();
        return (settings, true);
    }

    private static PagingParameter Pageable(PageField field) => new(Plain(field.Name), field.Description, null, field.Default);

    private int? RowCap(List<PageField> parameters)
    {
        if (PagingProposal.RowCap([.. parameters.Select(Pageable)]) is not { } cap) return null;
        _notes.Guess("row cap", $"{cap}", "the usual number of rows of an answer; correct it with Set-DsDataset -RowCap where a request asks for more");
        return cap;
    }

    private IReadOnlyList<(string, string)> Scalars() => _answer is not JsonObject root ? []
        : [.. Of(root, "$"), .. root.Where(p => p.Value is JsonObject).SelectMany(p => Of((JsonObject)p.Value!, $"$.{p.Key}"))];

    private static IEnumerable<(string, string)> Of(JsonObject holder, string path) =>
        holder.Where(p => p.Value?.GetValueKind() is System.Text.Json.JsonValueKind.String or System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False).Select(p => (p.Key, $"{path}.{p.Key}"));

    private static string Place(RequestLine request, PageField field) =>
        request.Path.Contains($"{{{Plain(field.Name)}}}", StringComparison.Ordinal) || request.Path.Contains($"<{field.Name}>", StringComparison.Ordinal) || request.Path.Contains($":{field.Name}", StringComparison.Ordinal) ? "path"
        : field.Place?.Contains("header", StringComparison.Ordinal) == true ? "header"
        : request.Method is "POST" or "PUT" && field.Place is null or "body" ? "body" : "query";

    private string? Server() => _page.Request?.Server is { } server && Uri.TryCreate(server, UriKind.Absolute, out var address) && !server.Contains('<') && !server.Contains('{') ? address.ToString() : null;

    private static string Plain(string name) => name.Trim('{', '}', '<', '>');

    private static string Fingerprint(DocumentedApi api)
    {
        var facts = new StringBuilder(api.Name);
        foreach (var field in api.Parameters.Concat(api.Fields)) facts.Append('\u001E').AppendJoin('\u001F', field.Name, field.Type, field.Flag, field.Description);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts.ToString())));
    }

    [GeneratedRegex(@"[{<]([^{}<>/]+)[}>]|(?<=/):(\w+)")]
    private static partial Regex PathParameter();
}
