using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Proposals;

/// <summary>A parameter that may page.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What the document says of it.</param>
/// <param name="Maximum">The highest value stated; null: look into the description.</param>
/// <param name="Default">The value that holds where none is given.</param>
internal sealed record PagingParameter(string Name, string Description, string? Maximum = null, string? Default = null);

/// <summary>Proposes how an answer of many pages is asked for, by the names of parameters and of the answer's fields.</summary>
internal static partial class PagingProposal
{
    /// <summary>The settings of <c>paging</c> with the query they need; null where nothing looks like pages.</summary>
    /// <param name="parameters">The parameters of the query.</param>
    /// <param name="fields">JSON paths of the answer's fields that hold text or a flag, by their names.</param>
    /// <param name="notes">Takes the proposal as a guess.</param>
    public static (JsonObject Paging, JsonObject Query)? Propose(IReadOnlyList<PagingParameter> parameters, IReadOnlyList<(string Name, string Path)> fields, DraftNotes notes)
    {
        var (limit, offset, page, cursor) = (Find("limit"), Find("offset"), Find("page"), Find("cursor"));
        var (paging, query) = (new JsonObject(), new JsonObject());
        if (cursor is not null && Field("cursor") is { } next)
        {
            (paging["mode"], paging["cursor"], query[cursor.Name]) = ("Cursor", next, "{{page.cursor}}");
        }
        else if (offset is not null && limit is not null) (paging["mode"], query[offset.Name]) = ("OffsetLimit", "{{page.offset}}");
        else if (page is not null)
        {
            (paging["mode"], query[page.Name]) = ("PageNumber", "{{page.number}}");
            if (page.Default is "0" || FromZero().IsMatch(page.Description)) paging["firstPage"] = 0;
        }
        else if (cursor is null && Field("nextLink") is { } link) (paging["mode"], paging["nextLink"]) = ("NextLink", link);
        else return null;
        if (limit is not null)
        {
            query[limit.Name] = "{{page.limit}}";
            if (Most(limit) is { } size) paging["pageSize"] = size;
        }
        if (Field("hasMore") is { } more) paging["hasMore"] = more;
        notes.Guess("paging", $"{paging["mode"]} by {string.Join(", ", query.Select(q => q.Key).DefaultIfEmpty("the answer's link"))}", "by the parameters' names; correct it in the dataset's settings");
        return (paging, query);

        PagingParameter? Find(string role) => parameters.FirstOrDefault(p => VendorWords.Request.GetValueOrDefault(VendorWords.Plain(p.Name)) == role);
        string? Field(string role) => fields.FirstOrDefault(f => VendorWords.Answer.GetValueOrDefault(VendorWords.Plain(f.Name)) == role).Path;
    }

    /// <summary>The rows an answer has at most where nothing else is asked for, as a parameter such as <c>limit</c> says; null: not stated.</summary>
    public static int? RowCap(IReadOnlyList<PagingParameter> parameters) =>
        parameters.FirstOrDefault(p => VendorWords.Request.GetValueOrDefault(VendorWords.Plain(p.Name)) == "limit") is { } limit ? Number(limit.Default) ?? Stated(UsualRows(), limit) ?? Most(limit) : null;

    private static int? Most(PagingParameter limit) => Number(limit.Maximum) ?? Stated(MostRows(), limit);

    private static int? Stated(Regex words, PagingParameter limit) => words.Match(limit.Description) is { Success: true } match ? Number(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal)) : null;

    private static int? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 10_000_000 ? (int)number : null;

    [GeneratedRegex(@"(?:max(?:imum)?(?:\s+(?:is|of|value|allowed))*|up to|at most|最大(?:值|为)?)\W{0,3}(\d[\d,]*)", RegexOptions.IgnoreCase)]
    private static partial Regex MostRows();

    [GeneratedRegex(@"(?:defaults?(?:\s+(?:is|to|value|of))*|默认(?:值|为)?)\W{0,4}(\d[\d,]*)", RegexOptions.IgnoreCase)]
    private static partial Regex UsualRows();

    [GeneratedRegex(@"(?:start(?:s|ing)?|begin(?:s|ning)?|counts?|index(?:ed)?)\s+(?:at|from|with)\s+(?:0|zero)\b|zero-based|从\s*0\s*开始", RegexOptions.IgnoreCase)]
    private static partial Regex FromZero();
}
