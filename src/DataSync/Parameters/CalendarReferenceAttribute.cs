using System.Collections;
using System.Management.Automation;

namespace DataSync.Parameters;

/// <summary>Takes a table's name or a hashtable for a calendar.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class CalendarReferenceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => false;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        string { Length: > 0 } table => new PlanCalendar { Table = table },
        Hashtable table => From(table),
        var other => other!,
    };

    private static PlanCalendar From(Hashtable given)
    {
        var calendar = new PlanCalendar();
        foreach (DictionaryEntry entry in given)
        {
            var text = entry.Value?.ToString() ?? "";
            calendar = entry.Key.ToString()!.ToUpperInvariant() switch
            {
                "TABLE" => calendar with { Table = text },
                "STORE" => calendar with { Store = text },
                "DATE" => calendar with { Date = text },
                "OPEN" => calendar with { Open = text },
                "WHERE" when entry.Value is Hashtable where => calendar with { Where = JsonSettings.From(where) },
                _ => throw new ArgumentTransformationMetadataException($"A calendar has no '{entry.Key}'. It has Table, Store, Date, Open and Where, a hashtable of column and value."),
            };
        }
        return calendar.Table.Length > 0 ? calendar : throw new ArgumentTransformationMetadataException("A calendar needs its Table.");
    }
}
