using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary><c>Get-Content</c>: a text file's lines, one after the other as they are read.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class GetContentCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    /// <summary>The whole file as one text.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [Alias("First", "Head")]
    public long TotalCount { get; set; } = long.MaxValue;

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Last")]
    public int? Tail { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var file in Files())
        {
            try
            {
                Send(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                WriteError(new ErrorRecord(e, "GetContentReaderError", ErrorCategory.ReadError, file));
            }
        }
    }

    private void Send(string file)
    {
        if (Raw)
            WriteObject(File.ReadAllText(file));
        else if (Tail is { } tail)
            WriteObject(File.ReadLines(file).TakeLast(tail), enumerateCollection: true);
        else
            WriteObject(TotalCount > int.MaxValue ? File.ReadLines(file) : File.ReadLines(file).Take((int)TotalCount), enumerateCollection: true);
    }

    private List<string> Files()
    {
        if (LiteralPath is not null)
            return [.. LiteralPath.Select(GetUnresolvedProviderPathFromPSPath)];
        var files = new List<string>();
        foreach (var path in Path)
        {
            try
            {
                files.AddRange(GetResolvedProviderPathFromPSPath(path, out _));
            }
            catch (ItemNotFoundException e)
            {
                WriteError(new ErrorRecord(e.ErrorRecord, e));
            }
        }

        return files;
    }
}
