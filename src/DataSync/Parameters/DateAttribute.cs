using System.Management.Automation;

namespace DataSync.Parameters;

/// <summary>Takes a date as <c>2024-01-02</c>, <c>20240102</c>, a DateOnly or a DateTime.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DateAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null) return null!;
        return Rows.ValueConverter.TryConvert(value is DateTime moment ? DateOnly.FromDateTime(moment) : value, DataType.Date, null, null, out var date) && date is DateOnly day ? day
            : throw new ArgumentTransformationMetadataException($"'{value}' is no date. Write 2024-01-02 or 20240102.");
    }
}
