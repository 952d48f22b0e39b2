using System.Collections;
using System.Management.Automation;
using DataSync.Sources.Objects;

namespace DataSync.Scripts;

/// <summary>Gives the objects of a pipeline to sources, and runs the scripts of their datasets, each in a runspace of its own.</summary>
/// <param name="workspace">The workspace, whose functions a script sees.</param>
/// <param name="runspaces">Makes the runspaces.</param>
/// <param name="piped">The objects of a pipeline; null where none brings any.</param>
internal sealed class ScriptObjects(Catalog.Workspace workspace, ScriptRunspace runspaces, ObjectSpool? piped) : IObjectHost
{
    /// <inheritdoc/>
    public ObjectSpool? Piped => piped;

    /// <inheritdoc/>
    public Task RunAsync(string script, IReadOnlyDictionary<string, object> arguments, ObjectRows rows, Action take, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Run(script, arguments, rows, take, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(string script, IReadOnlyDictionary<string, object> arguments, ObjectRows rows, Action take, CancellationToken cancellationToken)
    {
        using var runspace = runspaces.Open(workspace);
        runspace.SessionStateProxy.SetVariable("Arguments", new Hashtable(arguments.ToDictionary(a => (object)a.Key, a => (object?)a.Value), StringComparer.OrdinalIgnoreCase));
        var values = new ObjectValues(rows.Columns);
        ScriptRun.Invoke(runspace, script, item => Take(item, values, rows, take), e => new DataSyncException("ScriptFailed", $"the script failed in line {ScriptErrors.Line(e)}: {ScriptErrors.Message(e)}", "Correct the dataset's script (the setting script) and run again.", e), cancellationToken);
    }

    private static void Take(PSObject? item, ObjectValues values, ObjectRows rows, Action take)
    {
        // what a script writes elsewhere is no object of its
        if (item?.BaseObject is null or ErrorRecord or InformationalRecord or InformationRecord) return;
        if (!rows.Add(values.Read(item))) throw new DataSyncException("ObjectRefused", rows.Failure!.Message, rows.Failure.Advice);
        if (rows.IsFull) take();
    }
}
