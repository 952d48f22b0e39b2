using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary><c>Measure-Object</c>, the subset: the count, and -Sum, -Average, -Minimum and -Maximum of one property or of the objects themselves.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object")]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private long _count;
    private double _sum;
    private object? _minimum;
    private object? _maximum;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string? Property { get; set; }

    [Parameter]
    public SwitchParameter Sum { get; set; }

    [Parameter]
    public SwitchParameter Average { get; set; }

    [Parameter]
    public SwitchParameter Minimum { get; set; }

    [Parameter]
    public SwitchParameter Maximum { get; set; }

    protected override void ProcessRecord()
    {
        var value = Property is null || InputObject is null ? InputObject?.BaseObject : PropertyExpression.Find(InputObject, Property)?.Value;
        if (value is null)
            return;
        _count++;
        if (Sum || Average)
            _sum += LanguagePrimitives.ConvertTo<double>(value);
        if (Minimum && (_minimum is null || LanguagePrimitives.Compare(value, _minimum, ignoreCase: true) < 0))
            _minimum = value;
        if (Maximum && (_maximum is null || LanguagePrimitives.Compare(value, _maximum, ignoreCase: true) > 0))
            _maximum = value;
    }

    protected override void EndProcessing()
    {
        var result = new PSObject();
        result.Properties.Add(new PSNoteProperty("Count", _count));
        result.Properties.Add(new PSNoteProperty("Average", Average && _count > 0 ? _sum / _count : null));
        result.Properties.Add(new PSNoteProperty("Sum", Sum ? _sum : null));
        result.Properties.Add(new PSNoteProperty("Maximum", _maximum));
        result.Properties.Add(new PSNoteProperty("Minimum", _minimum));
        result.Properties.Add(new PSNoteProperty("Property", Property));
        WriteObject(result);
    }
}
