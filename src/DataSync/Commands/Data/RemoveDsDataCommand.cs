using System.Management.Automation;
using DataSync.Arguments;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Scripts;

namespace DataSync.Commands;

/// <summary>Deletes stored rows: a whole table, or some slices of it.</summary>
/// <remarks>What is deleted counts as missing, and the next run of a plan asks for it again. There is no way back but that.</remarks>
/// <example><code>Remove-DsData daily -Store lake -WhatIf</code><para>Says what would be deleted.</para></example>
/// <example><code>Remove-DsData daily -Store lake -Arguments @{ trade_date = '20240102' } -Force</code><para>Deletes one slice, without asking.</para></example>
[Cmdlet(VerbsCommon.Remove, "DsData", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveDsDataCommand : AsyncDsCommand
{
    /// <summary>The table.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = "";

    /// <summary>The store's name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>The slices to delete: hashtables or objects of the arguments they were asked with. Without it: the whole table.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSObject[]? Arguments { get; set; }

    /// <summary>The dataset that the arguments belong to, where the table has another name.</summary>
    [Parameter]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public Dataset? Dataset { get; set; }

    /// <summary>How long to wait for another process that writes the same table.</summary>
    [Parameter]
    [Duration]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Does not ask whether to.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => $"{Store}/{Table}";

    /// <inheritdoc/>
    protected override void Process()
    {
        var store = Home.Stores.Get(Store);
        var slices = Slices();
        var target = $"{store.Name}/{Table}";
        var action = slices is null ? "Delete the table and all its rows" : $"Delete the rows of {string.Join("; ", slices.Select(s => s.Display))}";
        if (!(Force && !IsWhatIf && !Has("Confirm")) && !ShouldProcess(target, action)) return;
        Await(async (records, cancel) =>
        {
            await using var opened = Services.OpenStore(Home, store);
            var rows = await opened.RemoveAsync(Table, slices?.Select(s => s.Key).ToList(), LockTimeout, cancel);
            records.Post(() => WriteVerbose($"{target}: {rows} rows deleted"));
        });
    }

    private List<Slice>? Slices()
    {
        if (Arguments is null) return null;
        var dataset = Home.Datasets.Get(Dataset?.Name ?? Table);
        return [.. Arguments.Select(a => Services.Slice(Home, dataset, ArgumentSets.From(a)))];
    }
}
