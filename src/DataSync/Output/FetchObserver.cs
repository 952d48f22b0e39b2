using System.Management.Automation;
using DataSync.Sources;

namespace DataSync.Output;

/// <summary>Hears a single fetch and queues what a user is to see.</summary>
internal sealed class FetchObserver(PSCmdlet command, RecordQueue records, string dataset) : IFetchObserver
{
    /// <inheritdoc/>
    public void Waiting(string reason, TimeSpan delay) => records.Post(() => command.WriteVerbose($"{dataset}: waiting {delay.TotalSeconds:0.#} s: {reason}"));

    /// <inheritdoc/>
    public void Requested(string description) => records.Post(() => command.WriteDebug($"{dataset}: {description}"));
}
