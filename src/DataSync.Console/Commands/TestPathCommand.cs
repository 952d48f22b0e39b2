using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary><c>Test-Path</c>: whether something is there.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyCollection, AllowEmptyString]
    public string?[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [AllowNull, AllowEmptyCollection, AllowEmptyString]
    public string?[]? LiteralPath { get; set; }

    [Parameter]
    [Alias("Type")]
    public TestPathType PathType { get; set; } = TestPathType.Any;

    protected override void ProcessRecord()
    {
        foreach (var path in LiteralPath ?? Path ?? [null])
            WriteObject(!string.IsNullOrWhiteSpace(path) && Exists(path));
    }

    private bool Exists(string path)
    {
        var literal = LiteralPath is not null;
        var item = InvokeProvider.Item.Exists(path, force: true, literal);
        return PathType switch
        {
            TestPathType.Container => item && InvokeProvider.Item.IsContainer(path),
            TestPathType.Leaf => item && !InvokeProvider.Item.IsContainer(path),
            _ => item,
        };
    }
}
