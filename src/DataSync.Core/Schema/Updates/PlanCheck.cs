using System.Text.RegularExpressions;

namespace DataSync.Schema;

/// <summary>A plan that a change of its dataset concerns.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="Message">What in it, and where.</param>
/// <param name="Advice">What to do.</param>
/// <param name="IsFollowed">True where the plan is changed along, so that nothing is to be done.</param>
public sealed record PlanConcern(string Plan, string Message, string Advice, bool IsFollowed = false)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Plan}: {Message}{(IsFollowed ? "" : $" {Advice}")}";
}

/// <summary>Finds what in plans names something that went, and follows renamed columns.</summary>
internal static class PlanCheck
{
    /// <summary>What of the plans a change concerns.</summary>
    /// <param name="plans">The plans that use the dataset.</param>
    /// <param name="followed">The differences that are followed.</param>
    /// <param name="findInScript">The line of a scriptblock that uses a name; null where none does.</param>
    public static IEnumerable<PlanConcern> Find(IEnumerable<Plan> plans, IReadOnlyList<SchemaDifference> followed, Func<string, string, int?>? findInScript)
    {
        var find = findInScript ?? FindWord;
        foreach (var plan in plans)
        {
            foreach (var difference in followed)
            {
                var concern = (difference.Part, difference.Kind) switch
                {
                    (SchemaPart.Parameter, SchemaDifferenceKind.Removed) when Uses(plan, difference.Name, find) is { } place => new PlanConcern(plan.Name, $"{place} names parameter '{difference.Name}', which the vendor takes no longer.", $"Change its arguments: Set-DsPlan {plan.Name} -Arguments {{ … }}."),
                    (SchemaPart.Parameter, SchemaDifferenceKind.Renamed) when Uses(plan, difference.Name, find) is { } place => new(plan.Name, $"{place} names parameter '{difference.Name}', which is '{difference.After}' now.", $"Change its arguments: Set-DsPlan {plan.Name} -Arguments {{ … }}. Slices are known by their arguments, so those done under the old name are asked again."),
                    (SchemaPart.Parameter, SchemaDifferenceKind.RequiredChanged) when !difference.IsLossless && Uses(plan, difference.Name, find) is null => NeedsArgument(plan, difference.Name),
                    (SchemaPart.Parameter, SchemaDifferenceKind.Added) when !difference.IsLossless => NeedsArgument(plan, difference.Name),
                    (SchemaPart.Column, SchemaDifferenceKind.Removed) when RoleOf(plan, difference.Name) is { } role => new(plan.Name, $"column '{difference.Name}', {role}, is gone.", $"Set-DsPlan {plan.Name} with another one, and a new -Table."),
                    (SchemaPart.Column, SchemaDifferenceKind.Removed) when plan.ArgumentScript is { } script && find(script, difference.Name) is { } line => new(plan.Name, $"line {line} of its scriptblock names column '{difference.Name}', which is gone.", "See that it does not read it."),
                    (SchemaPart.Column, SchemaDifferenceKind.Renamed) when !difference.IsProposal && RoleOf(plan, difference.Name) is { } role => new(plan.Name, $"column '{difference.Name}', {role}, is '{difference.After}' now: the plan follows.", "", IsFollowed: true),
                    (SchemaPart.Column, SchemaDifferenceKind.Renamed) when !difference.IsProposal && plan.ArgumentScript is { } script && find(script, difference.Name) is { } line => new(plan.Name, $"line {line} of its scriptblock names column '{difference.Name}', which is '{difference.After}' now.", "Write the new name there, if it means the column."),
                    _ => null,
                };
                if (concern is not null) yield return concern;
            }
        }
    }

    /// <summary>A plan with the new names of renamed columns in key, version and partitioning.</summary>
    public static Plan Follow(Plan plan, IReadOnlyDictionary<string, string> renames)
    {
        return plan with { Key = plan.Key.Any(k => Now(k) != k) ? [.. plan.Key.Select(Now)] : plan.Key, VersionColumn = plan.VersionColumn is null ? null : Now(plan.VersionColumn), PartitionBy = Partition() };

        string Now(string name) => renames.FirstOrDefault(r => r.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? name;

        string? Partition()
        {
            if (string.IsNullOrWhiteSpace(plan.PartitionBy)) return plan.PartitionBy;
            var partitioning = Stores.Partitioning.Parse(plan.PartitionBy);
            return Now(partitioning.Column) is var now && now == partitioning.Column ? plan.PartitionBy : (partitioning with { Column = now }).ToString();
        }
    }

    private static PlanConcern NeedsArgument(Plan plan, string parameter) => new(plan.Name, $"the vendor requires parameter '{parameter}' now, which its arguments do not name.", $"Change its arguments: Set-DsPlan {plan.Name} -Arguments {{ … }}.");

    /// <summary>Where a plan's arguments use a parameter; null where they do not.</summary>
    private static string? Uses(Plan plan, string parameter, Func<string, string, int?> find)
    {
        if (plan.ArgumentScript is { } script) return find(script, parameter) is { } line ? $"line {line} of its scriptblock" : null;
        if (plan.Generator is { } generator) return generator.Gives.Contains(parameter, StringComparer.OrdinalIgnoreCase) ? "its generator" : null;
        var at = plan.Arguments?.ToList().FindIndex(a => a.Any(p => p.Key.Equals(parameter, StringComparison.OrdinalIgnoreCase))) ?? -1;
        return at < 0 ? null : $"set {at + 1} of its arguments";
    }

    private static string? RoleOf(Plan plan, string column) =>
        plan.Key.Contains(column, StringComparer.OrdinalIgnoreCase) ? "which is of its key"
        : column.Equals(plan.VersionColumn, StringComparison.OrdinalIgnoreCase) ? "which says the newer of two rows"
        : !string.IsNullOrWhiteSpace(plan.PartitionBy) && Stores.Partitioning.Parse(plan.PartitionBy).Column.Equals(column, StringComparison.OrdinalIgnoreCase) ? "by which it is partitioned" : null;

    private static int? FindWord(string script, string name)
    {
        var match = Regex.Match(script, $@"(?<![\w$]){Regex.Escape(name)}(?!\w)", RegexOptions.IgnoreCase);
        return match.Success ? script.AsSpan(0, match.Index).Count('\n') + 1 : null;
    }
}
