namespace DataSync.Schema;

/// <summary>Compares the columns and parameters of a dataset as two sources tell them: its page and its file, its file and a table, its file and an answer.</summary>
public static class SchemaComparison
{
    /// <summary>What differs between a dataset before and after, in the order of the columns and parameters after, what was removed last.</summary>
    /// <param name="before">The dataset as it was.</param>
    /// <param name="after">The dataset as it is.</param>
    /// <param name="renames">Columns and parameters that have another name now, old name to new, as the user knows it; to an empty name: it went, whatever looks like it; null for none.</param>
    /// <exception cref="DataSyncException"><c>RenameInvalid</c>: a name is not there.</exception>
    public static IReadOnlyList<SchemaDifference> Compare(Dataset before, Dataset after, IReadOnlyDictionary<string, string>? renames = null)
    {
        Check(before, after, renames ?? new Dictionary<string, string>());
        return
        [
            .. Compare(after.Name, SchemaPart.Parameter, [.. before.Parameters.Select(Facts.Of)], [.. after.Parameters.Select(Facts.Of)], renames),
            .. CompareColumns(after.Name, before.Columns, after.Columns, renames),
        ];
    }

    /// <summary>What differs between columns.</summary>
    /// <param name="dataset">The dataset's name, for the answer.</param>
    /// <param name="before">The columns as they were.</param>
    /// <param name="after">The columns as they are.</param>
    /// <param name="renames">Columns that have another name now, old name to new; null for none.</param>
    public static IReadOnlyList<SchemaDifference> CompareColumns(string dataset, IReadOnlyList<Column> before, IReadOnlyList<Column> after, IReadOnlyDictionary<string, string>? renames = null) =>
        Compare(dataset, SchemaPart.Column, [.. before.Select(Facts.Of)], [.. after.Select(Facts.Of)], renames);

    private static List<SchemaDifference> Compare(string dataset, SchemaPart part, Facts[] before, Facts[] after, IReadOnlyDictionary<string, string>? renames)
    {
        var found = new List<SchemaDifference>();
        var matches = Match(before, after, renames);
        var added = after.Where(a => !matches.ContainsValue(a.Name)).ToList();
        var removed = before.Where(b => !matches.ContainsKey(b.Name)).ToList();
        foreach (var (old, now) in RenameProposal.Find(before, after, removed, added))
        {
            if (renames is not null && renames.Any(r => r.Key.Equals(old.Name, StringComparison.OrdinalIgnoreCase))) continue; // the user says that it is none
            found.Add(new() { Dataset = dataset, Part = part, Name = old.Name, Kind = SchemaDifferenceKind.Renamed, Before = old.Name, After = now.Name, IsProposal = true });
            removed.Remove(old);
            added.Remove(now);
        }
        foreach (var now in after)
        {
            if (added.Contains(now))
                found.Add(new() { Dataset = dataset, Part = part, Name = now.Name, Now = now.Name, Kind = SchemaDifferenceKind.Added, After = now.TypeText, IsLossless = now.Required != true });
            else if (matches.FirstOrDefault(m => m.Value == now.Name).Key is { } name)
                found.AddRange(Changes(dataset, part, before.First(b => b.Name == name), now));
        }
        found.AddRange(removed.Select(old => new SchemaDifference { Dataset = dataset, Part = part, Name = old.Name, Kind = SchemaDifferenceKind.Removed, Before = old.TypeText }));
        return found;
    }

    private static IEnumerable<SchemaDifference> Changes(string dataset, SchemaPart part, Facts old, Facts now)
    {
        var same = new SchemaDifference { Dataset = dataset, Part = part, Name = old.Name, Now = now.Name };
        if (old.Name != now.Name) yield return same with { Kind = SchemaDifferenceKind.Renamed, Before = old.Name, After = now.Name };
        // a page may word a type otherwise and mean the same; what it says is a difference all the same
        if (old.Type != now.Type || (old.VendorType is not null && now.VendorType is not null && !old.VendorType.Equals(now.VendorType, StringComparison.OrdinalIgnoreCase)))
            yield return same with { Kind = SchemaDifferenceKind.Retyped, Before = old.TypeText, After = now.TypeText, IsLossless = Widening.Holds(now.Type, old.Type) };
        if (old.Required != now.Required)
            yield return same with { Kind = SchemaDifferenceKind.RequiredChanged, Before = old.RequiredText, After = now.RequiredText, IsLossless = now.Required == false };
        if (old.DefaultShown is not null && now.DefaultShown is not null && old.DefaultShown != now.DefaultShown)
            yield return same with { Kind = SchemaDifferenceKind.DefaultShownChanged, Before = $"{old.DefaultShown}", After = $"{now.DefaultShown}", IsLossless = true };
        if (now.Description is not null && old.Description is not null && old.Description != now.Description)
            yield return same with { Kind = SchemaDifferenceKind.DescriptionChanged, Before = old.Description, After = now.Description, IsLossless = true };
    }

    /// <summary>Old name to new: the same name, in any case where that is no other's, and what the user says.</summary>
    private static Dictionary<string, string> Match(Facts[] before, Facts[] after, IReadOnlyDictionary<string, string>? renames)
    {
        var matches = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var old in before)
        {
            if (renames?.FirstOrDefault(r => r.Key.Equals(old.Name, StringComparison.OrdinalIgnoreCase)).Value is { } said
                && Array.Find(after, a => a.Name.Equals(said, StringComparison.OrdinalIgnoreCase)) is { } renamed) matches[old.Name] = renamed.Name;
            else if (Array.Find(after, a => a.Name == old.Name) is { } exact) matches[old.Name] = exact.Name;
        }
        foreach (var old in before.Where(b => !matches.ContainsKey(b.Name)))
            if (Array.Find(after, a => a.Name.Equals(old.Name, StringComparison.OrdinalIgnoreCase) && !matches.ContainsValue(a.Name)) is { } otherCase) matches[old.Name] = otherCase.Name;
        return matches;
    }

    private static void Check(Dataset before, Dataset after, IReadOnlyDictionary<string, string> renames)
    {
        foreach (var (old, now) in renames.Where(r => r.Value.Length > 0))
        {
            if (before.FindColumn(old) is null && before.FindParameter(old) is null) throw Invalid(before, old, "is neither a column nor a parameter of it now");
            if (after.FindColumn(now) is null && after.FindParameter(now) is null) throw Invalid(before, now, "is neither a column nor a parameter after the change");
        }

        static DataSyncException Invalid(Dataset dataset, string name, string why) =>
            new("RenameInvalid", $"{dataset.Name}: '{name}' {why}.", "Give -Rename @{ old = 'new' } with names as the dataset and the page have them.");
    }

    /// <summary>What is known of a column or parameter.</summary>
    internal sealed record Facts(string Name, DataType Type, string? VendorType, bool? Required, bool? DefaultShown, string? Description)
    {
        public string TypeText => VendorType is null || VendorType.Equals(Type.ToString(), StringComparison.OrdinalIgnoreCase) ? Type.ToString() : $"{Type} ({VendorType})";
        public string RequiredText => Required == true ? "required" : "optional";

        public static Facts Of(Column column) => new(column.Name, column.Type, column.VendorType, null, column.DefaultShown, column.Description);
        public static Facts Of(Parameter parameter) => new(parameter.Name, parameter.Type, parameter.VendorType, parameter.Required, null, parameter.Description);
    }
}
