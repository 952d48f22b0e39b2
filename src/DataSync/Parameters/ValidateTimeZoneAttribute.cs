using System.Management.Automation;

namespace DataSync.Parameters;

/// <summary>Accepts the time zones this machine knows; null clears.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateTimeZoneAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string { Length: > 0 } id && !TimeZoneInfo.TryFindSystemTimeZoneById(id, out _))
            throw new ValidationMetadataException($"'{id}' is no time zone. Write an IANA name such as Asia/Shanghai or UTC.");
    }
}
