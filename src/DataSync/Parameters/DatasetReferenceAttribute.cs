using System.Management.Automation;

namespace DataSync.Parameters;

/// <summary>Takes a dataset by its name too. The command reads it from the workspace, so the name is all that counts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DatasetReferenceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string { Length: > 0 } name ? new Dataset { Name = name } : inputData;
}
