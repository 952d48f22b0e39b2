using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary>
/// <c>Select-Object</c>, the subset: -Property (names, wildcards, <c>@{ Name; Expression }</c>), -ExcludeProperty, -ExpandProperty, -First, -Last,
/// -Skip and -Unique.
/// </summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();
    private readonly List<PSObject> _distinct = [];
    private PropertyExpression[] _properties = [];
    private WildcardPattern[] _excluded = [];
    private int _seen;
    private int _sent;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public string[] ExcludeProperty { get; set; } = [];

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Last { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    protected override void BeginProcessing()
    {
        if (First is not null && Last is not null)
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException("-First and -Last do not go together in this console."), "FirstAndLast", ErrorCategory.InvalidArgument, null));
        var all = ExcludeProperty.Length > 0 && ExpandProperty is null ? new object[] { "*" } : [];
        _properties = [.. (Property ?? all).Select(p => PropertyExpression.From(p, "Name"))];
        _excluded = [.. ExcludeProperty.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
        if (First == 0)
            PipelineEnd.StopUpstream(this);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        if (Last is { } last)
        {
            _last.Enqueue(InputObject);
            if (_last.Count > last + Skip)
                _last.Dequeue();
            return;
        }

        if (_seen++ < Skip)
            return;
        Send(InputObject);
        if (++_sent == First)
            PipelineEnd.StopUpstream(this);
    }

    protected override void EndProcessing()
    {
        // with -Last, -Skip counts from the end
        foreach (var item in _last.Take(_last.Count - Skip))
            Send(item);
    }

    private void Send(PSObject item)
    {
        if (ExpandProperty is { } name)
        {
            if (PropertyExpression.Find(item, name) is { } property)
                WriteObject(property.Value, enumerateCollection: true);
            else
                WriteError(new ErrorRecord(
                    new PSArgumentException($"Property \"{name}\" cannot be found."), "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, item));
            return;
        }

        var result = _properties.Length == 0 ? item : Project(item);
        if (Unique && _distinct.Exists(other => AreSame(other, result)))
            return;
        if (Unique)
            _distinct.Add(result);
        WriteObject(result);
    }

    private PSObject Project(PSObject item)
    {
        var result = new PSObject();
        result.TypeNames.Insert(0, $"Selected.{item.TypeNames[0]}");
        foreach (var expression in _properties)
        {
            var values = expression.Values(item).ToList();
            if (values.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(expression.Name))
                values.Add(new(expression.Name, null));
            foreach (var (property, value) in values)
                if (result.Properties[property] is null && !Array.Exists(_excluded, p => p.IsMatch(property)))
                    result.Properties.Add(new PSNoteProperty(property, value));
        }

        return result;
    }

    private bool AreSame(PSObject left, PSObject right) => _properties.Length == 0
        ? LanguagePrimitives.Equals(left, right)
        : left.Properties.Count() == right.Properties.Count()
            && left.Properties.All(p => right.Properties[p.Name] is { } other && LanguagePrimitives.Equals(p.Value, other.Value));
}
