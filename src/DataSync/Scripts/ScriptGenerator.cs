using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DataSync.Arguments;
using DataSync.Sync;

namespace DataSync.Scripts;

/// <summary>
/// Runs a plan's scriptblock in a runspace and thread of its own and hands over each set of arguments as it is emitted. A bounded channel keeps the script
/// a little ahead of the run, no more. What it writes to other streams goes to the observer.
/// </summary>
internal sealed class ScriptGenerator(Catalog.Workspace workspace, ScriptRunspace runspaces, ISyncObserver observer) : IArgumentGenerator
{
    private const int Ahead = 256;

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<IReadOnlyDictionary<string, object?>>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        // on this thread, which the index and the run's own work belong to
        var facts = Facts.Of(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var script = Task.Factory.StartNew(() => RunToEnd(context, facts, channel.Writer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (var arguments in channel.Reader.ReadAllAsync(cancellationToken)) yield return arguments;
        }
        finally
        {
            // a consumer that has enough stops the script too; nothing of it outlives the enumeration
            await stop.CancelAsync();
            await script;
        }
    }

    private void RunToEnd(GeneratorContext context, Facts facts, ChannelWriter<IReadOnlyDictionary<string, object?>> writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            Run(context, facts, writer, cancellationToken);
        }
        catch (Exception e)
        {
            failure = e;
        }
        writer.Complete(failure);
    }

    private void Run(GeneratorContext context, Facts facts, ChannelWriter<IReadOnlyDictionary<string, object?>> writer, CancellationToken cancellationToken)
    {
        var script = ArgumentScript.Parse(context.Plan.ArgumentScript ?? throw new InvalidOperationException("The plan has no scriptblock."));
        using var runspace = runspaces.Open(workspace);
        new GeneratorScope(workspace, context.Store.Name, context.Plan.TargetTable, context.TargetSequence).Bind(runspace);
        SetVariables(runspace.SessionStateProxy, context, facts);

        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(script.ToRuntimeText(), useLocalScope: true);
        shell.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.All, PipelineResultTypes.Output);
        Exception? reason = null;
        var sink = new ArgumentSink(item =>
        {
            try
            {
                Take(item, context.Plan, writer, cancellationToken);
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
                throw Explain(context.Plan, e);
            }
            catch (PipelineStoppedException) when (reason is not null || cancellationToken.IsCancellationRequested)
            {
                // the reason follows
            }
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (reason is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(reason);
    }

    private static void SetVariables(SessionStateProxy session, GeneratorContext context, Facts facts)
    {
        foreach (var (name, value) in context.Plan.Variables ?? [])
        {
            session.SetVariable(name, PlanVariables.FromJson(value));
            session.SetVariable(ArgumentScript.RuntimeName(name), PlanVariables.FromJson(value));
        }
        session.SetVariable("Plan", context.Plan);
        session.SetVariable("Dataset", context.Dataset);
        session.SetVariable("Store", context.Store);
        session.SetVariable("Today", context.Today);
        session.SetVariable("From", context.From);
        session.SetVariable("To", context.To ?? context.Today);
        session.SetVariable("LastRun", facts.LastRun);
        session.SetVariable("Watermark", facts.Watermark);
    }

    private void Take(PSObject? item, Plan plan, ChannelWriter<IReadOnlyDictionary<string, object?>> writer, CancellationToken cancellationToken)
    {
        switch (item?.BaseObject)
        {
            case null: return;
            case ErrorRecord error: observer.Warning($"{NameOf(plan)}: {Output.ErrorRecords.Text(error)}"); return;
            case WarningRecord warning: observer.Warning($"{NameOf(plan)}: {warning.Message}"); return;
            case VerboseRecord verbose: observer.Verbose(verbose.Message); return;
            case DebugRecord debug: observer.Debug(debug.Message); return;
            case InformationRecord information: observer.Verbose(information.MessageData?.ToString() ?? ""); return;
        }
        var arguments = ArgumentSets.From(item);
        // the script's own thread waits here while the run has enough to do
        if (!writer.TryWrite(arguments)) writer.WriteAsync(arguments, cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    private static DataSyncException Explain(Plan plan, RuntimeException e) => new("ArgumentScriptFailed",
        $"{NameOf(plan)}: the scriptblock of its arguments failed in line {ScriptErrors.Line(e)}: {ScriptErrors.Message(e)}", "Nothing is lost: what was done stays done. Correct the scriptblock and run again.", e);

    /// <summary>What costs a query, for scripts that name it.</summary>
    private sealed record Facts(DateTime? LastRun, DateOnly? Watermark)
    {
        public static Facts Of(GeneratorContext context)
        {
            var text = context.Plan.ArgumentScript ?? "";
            return new(Names(nameof(LastRun)) ? context.LastRun.Value : null, Names(nameof(Watermark)) ? context.Watermark.Value : null);

            bool Names(string variable) => text.Contains(variable, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string NameOf(Plan plan) => plan.Name.Length > 0 ? plan.Name : plan.Dataset;
}
