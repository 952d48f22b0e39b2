using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataSync.Hosting.Commands;

/// <summary><c>ConvertTo-Json</c>, the subset: -Depth, -Compress, -AsArray.</summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
[OutputType(typeof(string))]
public sealed class ConvertToJsonCommand : PSCmdlet
{
    private readonly List<object?> _items = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    [Parameter]
    public SwitchParameter AsArray { get; set; }

    protected override void ProcessRecord() => _items.Add(InputObject);

    protected override void EndProcessing()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = !Compress, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new JsonValueWriter(writer, Depth).Write(_items.Count == 1 && !AsArray ? _items[0] : _items);
        WriteObject(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
