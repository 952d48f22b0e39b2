using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary><c>Sort-Object</c>, the subset: -Property (names, script blocks, <c>@{ Expression; Descending }</c>), -Descending, -Unique, -Top, -CaseSensitive.</summary>
[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Top { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
            _items.Add(InputObject);
    }

    protected override void EndProcessing()
    {
        PropertyExpression[] properties = [.. (Property ?? []).Select(p => PropertyExpression.From(p, "Descending"))];
        var comparer = new SortKeyComparer([.. properties.Select(p => p.Descending ^ Descending)], Descending, !CaseSensitive);
        // the keys are taken once for each object; OrderBy keeps the order of equal ones
        var sorted = _items
            .Select(item => (Item: item, Key: properties.Length == 0 ? [item] : Array.ConvertAll(properties, p => p.Value(item))))
            .OrderBy(pair => pair.Key, comparer);
        (PSObject Item, object?[] Key)? previous = null;
        var sent = 0;
        foreach (var pair in sorted)
        {
            if (Unique && previous is { } before && comparer.Compare(before.Key, pair.Key) == 0)
                continue;
            previous = pair;
            WriteObject(pair.Item);
            if (++sent == Top)
                break;
        }
    }
}
