using System.Management.Automation;

namespace DataSync.Parameters;

/// <summary>Takes a time span as <c>7d</c>, <c>12h</c>, <c>30m</c>, <c>15s</c>, <c>1.06:00:00</c> or, where allowed, <c>Never</c>. A bare number is refused, as it has no unit.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <summary>True where <c>Never</c> is a possible answer.</summary>
    public bool AllowNever { get; init; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or TimeSpan) return value!;
        // PowerShell reads a bare 7d or 15s as a number with a suffix, but keeps how it was typed
        var text = inputData as string ?? LanguagePrimitives.ConvertTo<string>(inputData);
        if (Duration.TryParse(text, out var span) && (AllowNever || span != Timeout.InfiniteTimeSpan)) return span;
        throw new ArgumentTransformationMetadataException($"'{text}' is no time span. Write 7d, 12h, 30m, 15s, 1.06:00:00{(AllowNever ? " or Never" : "")}.");
    }
}
