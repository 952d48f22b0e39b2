using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Asks vendors the smallest question: whether they can be reached, whether the token is good, and which limits hold.</summary>
/// <remarks>One object a source. A vendor that cannot be reached or refuses the token is no error here: the object says what is wrong and the fix.</remarks>
/// <example><code>Test-DsSource tushare</code><para>Tests one source, with one request.</para></example>
[Cmdlet(VerbsDiagnostic.Test, "DsSource")]
[OutputType(typeof(SourceStatus))]
public sealed class TestDsSourceCommand : AsyncDsCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Sources, Name, source => Await(async (records, cancel) =>
    {
        await using var opened = Services.OpenSource(Home, source);
        var test = await opened.Source.TestAsync(cancel);
        var status = new SourceStatus
        {
            Source = source.Name,
            Reachable = test.Reachable,
            Authorized = test.Authorized,
            Limits = test.Limits,
            Milliseconds = Math.Round(test.Milliseconds, 1),
            Message = test.Message,
        };
        records.Post(() => WriteObject(status));
    }));
}
