namespace DataSync.Schema;

/// <summary>Which of a page's differences a dataset takes over, and what it is then.</summary>
internal static class SchemaSelection
{
    /// <summary>True for a difference that a policy follows. A renaming that nobody confirmed is followed by none.</summary>
    public static bool IsFollowed(SchemaDifference difference, UpdatePolicy policy) => policy switch
    {
        UpdatePolicy.All => !difference.IsProposal,
        UpdatePolicy.AddOnly => difference.IsLossless && !difference.IsProposal,
        _ => false,
    };

    /// <summary>The dataset with the differences that are followed. What is new comes last, as in stored tables.</summary>
    /// <param name="before">The dataset.</param>
    /// <param name="page">What its page says now.</param>
    /// <param name="followed">The differences.</param>
    public static Dataset Apply(Dataset before, Dataset page, IReadOnlyList<SchemaDifference> followed)
    {
        var columns = before.Columns.ToList();
        var parameters = before.Parameters.ToList();
        var key = before.Key.ToList();
        foreach (var difference in followed)
        {
            if (difference.Part == SchemaPart.Parameter) Take(parameters, difference, page.FindParameter, p => p.Name, Change);
            else Take(columns, difference, page.FindColumn, c => c.Name, Change);
            if (difference is { Part: SchemaPart.Column, Kind: SchemaDifferenceKind.Renamed }) Rename(difference.Before!, difference.After!);
        }
        return before with { Columns = columns, Parameters = parameters, Key = key };

        void Rename(string old, string now)
        {
            for (var i = 0; i < key.Count; i++)
                if (key[i] == old) key[i] = now;
            for (var i = 0; i < parameters.Count; i++)
                if (parameters[i].Filter is { Column: { } column } filter && column == old) parameters[i] = parameters[i] with { Filter = filter with { Column = now } };
        }
    }

    private static Column Change(Column old, Column now, SchemaDifferenceKind kind) => kind switch
    {
        SchemaDifferenceKind.Renamed => old with { Name = now.Name },
        SchemaDifferenceKind.Retyped => old with { Type = now.Type, VendorType = now.VendorType, Format = old.Type.Kind == now.Type.Kind ? old.Format : now.Format },
        SchemaDifferenceKind.DefaultShownChanged => old with { DefaultShown = now.DefaultShown },
        _ => old with { Description = now.Description },
    };

    private static Parameter Change(Parameter old, Parameter now, SchemaDifferenceKind kind) => kind switch
    {
        SchemaDifferenceKind.Renamed => old with { Name = now.Name },
        SchemaDifferenceKind.Retyped => old with { Type = now.Type, VendorType = now.VendorType, Format = old.Type.Kind == now.Type.Kind ? old.Format : now.Format },
        SchemaDifferenceKind.RequiredChanged => old with { Required = now.Required },
        _ => old with { Description = now.Description },
    };

    private static void Take<T>(List<T> items, SchemaDifference difference, Func<string, T?> find, Func<T, string> nameOf, Func<T, T, SchemaDifferenceKind, T> change) where T : class
    {
        // a renamed item's further differences name it as it was
        var at = items.FindIndex(i => nameOf(i) == difference.Name || difference.Now is { } now && nameOf(i) == now);
        if (difference.Kind == SchemaDifferenceKind.Added)
        {
            if (at < 0) items.Add(find(difference.Name)!);
        }
        else if (at >= 0 && difference.Kind == SchemaDifferenceKind.Removed) items.RemoveAt(at);
        else if (at >= 0 && find(difference.Now ?? nameOf(items[at])) is { } page) items[at] = change(items[at], page, difference.Kind);
    }
}
