using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary><c>Write-Host</c>: writes text to the console and the information stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    private static readonly string[] Tags = ["PSHOST"];

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    public object? Object { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public object Separator { get; set; } = " ";

    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    [Parameter]
    public ConsoleColor? BackgroundColor { get; set; }

    protected override void ProcessRecord() =>
        WriteInformation(
            new HostInformationMessage
            {
                Message = Text(Object),
                NoNewLine = NoNewline,
                ForegroundColor = ForegroundColor,
                BackgroundColor = BackgroundColor,
            },
            Tags);

    private string Text(object? value) => value is not string && LanguagePrimitives.GetEnumerable(value) is { } items
        ? string.Join(Separator.ToString(), items.Cast<object?>().Select(Text))
        : LanguagePrimitives.ConvertTo<string>(value);
}
