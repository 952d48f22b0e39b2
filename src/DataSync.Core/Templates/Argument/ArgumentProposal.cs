using System.IO.Enumeration;

namespace DataSync.Templates.Argument;

/// <summary>A template that suits a dataset, and what of its parameters could be found from the dataset.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="Description">What it makes.</param>
/// <param name="Found">Parameter to the value that was found.</param>
/// <param name="Missing">Required parameters that whoever uses it must say.</param>
public sealed record ArgumentProposal(string Template, string? Description, IReadOnlyDictionary<string, object?> Found, IReadOnlyList<string> Missing)
{
    /// <summary>As it is written for New-DsPlan.</summary>
    public override string ToString() => $"-Template {Template}{(Missing.Count == 0 ? "" : $" -Parameter @{{ {string.Join("; ", Missing.Select(m => $"{m} = …"))} }}")}";

    /// <summary>The template that suits a dataset best; null where none does. One suits where what it must find is there, and the dataset's required parameters are all given.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="templates">The templates to choose from.</param>
    /// <param name="others">Other datasets, whose tables arguments may come from.</param>
    public static ArgumentProposal? Best(Dataset dataset, IEnumerable<Template> templates, IReadOnlyList<Dataset> others) => templates
        .Where(t => t.Kind.Equals(ArgumentTemplateKind.KindName, StringComparison.OrdinalIgnoreCase) && t.Parameters.All(p => p.Match is not { Table: false } || !p.Required || Find(p, dataset) is not null) && Covers(t, dataset) && !IsOwnList(t, dataset))
        .OrderBy(t => t.Rank).ThenBy(t => t.Name, StringComparer.OrdinalIgnoreCase)
        .Select(t => Of(t, dataset, others)).FirstOrDefault();

    /// <summary>What of a template's parameters can be found from a dataset.</summary>
    public static ArgumentProposal Of(Template template, Dataset dataset, IReadOnlyList<Dataset> others)
    {
        var found = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in template.Parameters.Where(p => p.Match is { Table: false }))
            if (Find(parameter, dataset) is { } request) found[parameter.Name] = request.Name;
        foreach (var parameter in template.Parameters.Where(p => p.Match is { Table: true }))
            if (others.FirstOrDefault(o => o.Name != dataset.Name && Fits(parameter.Match!, o, Column)) is { } table) found[parameter.Name] = table.Name;
        return new(template.Name, template.Description, found, [.. template.Parameters.Where(p => p is { Required: true, Default: null } && !found.ContainsKey(p.Name)).Select(p => p.Name)]);

        string? Column(string parameter) => found.GetValueOrDefault(parameter) is string name ? dataset.FindParameter(name)?.Filter?.Column ?? name : null;
    }

    /// <summary>True where the dataset is itself the list that the template would take its codes from.</summary>
    private static bool IsOwnList(Template template, Dataset dataset) => template.Parameters.Any(p => p.Match?.KeyOf is { } of && dataset.Key is [var key]
        && template.FindParameter(of) is { Match: not null } code && Find(code, dataset)?.Filter?.Column.Equals(key, StringComparison.OrdinalIgnoreCase) == true);

    private static bool Covers(Template template, Dataset dataset)
    {
        var given = template.Parameters.Where(p => p.Match is { Table: false }).Select(p => Find(p, dataset)?.Name).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        return dataset.Parameters.All(p => !p.Required || given.Contains(p.Name) || p.Alternatives?.Any(given.Contains) == true);
    }

    private static Parameter? Find(TemplateParameter wanted, Dataset dataset)
    {
        var match = wanted.Match!;
        var candidates = dataset.Parameters.Where(p => (match.Types.Count == 0 || match.Types.Contains(p.Type.Kind)) && (match.Filters.Count == 0 || p.Filter is { } filter && match.Filters.Contains(filter.Operator))).ToList();
        return match.Names.Select(name => candidates.Find(p => Matches(name, p.Name))).FirstOrDefault(p => p is not null)
            ?? candidates.Find(p => match.Words.Any(word => p.Description?.Contains(word, StringComparison.OrdinalIgnoreCase) == true))
            ?? (match.Names.Count == 0 && match.Words.Count == 0 ? candidates.FirstOrDefault() : null);
    }

    private static bool Fits(TemplateMatch match, Dataset table, Func<string, string?> columnOf) =>
        (match.Names.Count == 0 || match.Names.Any(name => Matches(name, table.Name)))
        && match.Columns.All(column => table.Columns.Any(c => Matches(column, c.Name)))
        && (match.KeyOf is null || table.Key is [var key] && columnOf(match.KeyOf) is { } wanted && key.Equals(wanted, StringComparison.OrdinalIgnoreCase));

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}
