using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DataSync.Scripts;

/// <summary>Runs a script to its end and hands over each object as it is emitted, what it writes to other streams among them.</summary>
internal static class ScriptRun
{
    /// <summary>Runs a script.</summary>
    /// <param name="runspace">Where.</param>
    /// <param name="text">The script.</param>
    /// <param name="take">Takes each object; what it throws stops the script, and is thrown.</param>
    /// <param name="explain">Makes an error of the script's own.</param>
    /// <param name="cancellationToken">Stops the script.</param>
    public static void Invoke(Runspace runspace, string text, Action<PSObject?> take, Func<RuntimeException, Exception> explain, CancellationToken cancellationToken)
    {
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(text, useLocalScope: true);
        shell.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.All, PipelineResultTypes.Output);
        Exception? reason = null;
        var sink = new ArgumentSink(item =>
        {
            try
            {
                take(item);
            }
            catch (Exception e)
            {
                // any other exception could be swallowed by a try in the user's script
                reason = e;
                throw new PipelineStoppedException();
            }
        });
        using (cancellationToken.Register(() => shell.BeginStop(null, null)))
        {
            try
            {
                shell.Invoke(null, sink, null);
            }
            catch (RuntimeException e) when (reason is null && !cancellationToken.IsCancellationRequested && e is not PipelineStoppedException)
            {
                throw explain(e);
            }
            catch (PipelineStoppedException) when (reason is not null || cancellationToken.IsCancellationRequested)
            {
                // the reason follows
            }
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (reason is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(reason);
    }
}
