using DataSync.Arguments;

namespace DataSync.Sync.Batching;

/// <summary>Slices that are asked for together, in the generator's order; mostly one.</summary>
/// <param name="Items">The slices.</param>
/// <param name="Parameter">The parameter that they differ in; null where there is one slice.</param>
internal sealed record WorkGroup(IReadOnlyList<WorkItem> Items, Parameter? Parameter)
{
    /// <summary>The arguments that ask for all of them.</summary>
    public IReadOnlyDictionary<string, object> Arguments => Parameter is null ? Items[0].Slice.Arguments : SliceGroups.Join([.. Items.Select(i => i.Slice)], Parameter);

    /// <summary>The two halves of a group.</summary>
    public IEnumerable<WorkGroup> Halves()
    {
        var half = (Items.Count + 1) / 2;
        return [this with { Items = [.. Items.Take(half)] }, this with { Items = [.. Items.Skip(half)] }];
    }

    /// <summary>The slices, each by itself.</summary>
    public IEnumerable<WorkGroup> Singles() => Items.Select(i => new WorkGroup([i], null));
}
