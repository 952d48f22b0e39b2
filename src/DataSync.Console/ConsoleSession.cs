using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using DataSync.Hosting.Commands;

namespace DataSync.Hosting;

/// <summary>One runspace with the module loaded, and the pipelines run in it one after the other.</summary>
internal sealed class ConsoleSession : IDisposable
{
    private const string RunVariable = "DataSyncRun";
    private const string FailureVariable = "DataSyncFailures";
    private const string SuccessVariable = "DataSyncSucceeded";

    private readonly Runspace _runspace;
    private readonly Lock _gate = new();
    private PowerShell? _running;
    private bool _stopping;
    private bool _endedWithError;

    /// <param name="output">Where results go.</param>
    /// <param name="error">Where errors, warnings and progress go.</param>
    public ConsoleSession(TextWriter output, TextWriter error)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(CommandSet.All);
        Host = new ConsoleHost(output, error);
        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
    }

    public ConsoleHost Host { get; }

    /// <summary>Imports the module; false, with the error reported, where that fails.</summary>
    public bool ImportModule() => Execute(ps => ps.AddCommand("Import-Module").AddParameter("Name", ModuleLocator.Find())) == Outcome.Done;

    /// <summary>Runs a script file.</summary>
    /// <remarks>As a script block, not as a command: `exit` in a file run as a command ends that command only.</remarks>
    public Outcome RunScript(string path, string arguments)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            Host.UI.WriteErrorLine($"There is no script '{path}'.");
            return Outcome.Failed;
        }

        var script = Parser.ParseFile(file, out _, out var errors);
        return errors.Length > 0
            ? Report(new ParseException(errors).ErrorRecord)
            : Execute(ps => ps.AddScript($"param($script) & $script{arguments}").AddParameter("script", script.GetScriptBlock()));
    }

    /// <summary>Runs commands written as text.</summary>
    /// <param name="text">The commands.</param>
    /// <param name="remember">Whether `Get-History` shows them.</param>
    public Outcome RunText(string text, bool remember = false)
    {
        Parser.ParseInput(text, out _, out var errors);
        return errors.Length > 0 ? Report(new ParseException(errors).ErrorRecord) : Execute(ps => ps.AddScript(text), remember);
    }

    /// <summary>Runs commands as `-Command` does: where the last of them failed, all of them have.</summary>
    /// <remarks>`$?` can be seen in the text only, after its end it is true. It is false after a caught error too, but that leaves no error behind.</remarks>
    public Outcome RunCommand(string text)
    {
        var outcome = RunText($"{text}\n$global:{SuccessVariable} = $?");
        return outcome == Outcome.Done && _endedWithError && _runspace.SessionStateProxy.GetVariable(SuccessVariable) is false ? Outcome.Failed : outcome;
    }

    /// <summary>Runs a plan and tells by the exit code how its run ended.</summary>
    public int RunPlan(string name)
    {
        var outcome = Execute(ps => ps.AddCommand("Invoke-DsSync").AddParameter("Name", name).AddParameter("OutVariable", RunVariable));
        return ExitCodeOfRun(outcome, Runs() is [.., var last] ? last : null);
    }

    /// <summary>Runs a plan, or all plans, as far as their schedules say so, and tells by the exit code how the worst run ended. Nothing due is done.</summary>
    public int RunDue(string? name)
    {
        var outcome = Execute(ps =>
        {
            ps.AddCommand("Invoke-DsSync").AddParameter("Due").AddParameter("OutVariable", RunVariable).AddParameter("ErrorVariable", FailureVariable);
            if (name is not null)
                ps.AddParameter("Name", name);
        });
        var codes = Runs().Select(status => ExitCodeOfRun(outcome, status)).ToList();
        // a plan that could not even begin leaves an error and no run
        if (outcome != Outcome.Done || (codes.TrueForAll(code => code == ExitCode.Done) && _runspace.SessionStateProxy.GetVariable(FailureVariable) is IList { Count: > 0 }))
            codes.Add(outcome == Outcome.Stopped ? ExitCode.Interrupted : ExitCode.Failed);
        return new[] { ExitCode.Interrupted, ExitCode.Failed, ExitCode.PartlyDone }.FirstOrDefault(codes.Contains, ExitCode.Done);
    }

    /// <summary>Follows the columns of a source or dataset, and tells by the exit code whether all went well.</summary>
    public int RunSchemaCheck(string subject, string policy)
    {
        var outcome = Execute(ps => ps.AddCommand(Path.Combine(Path.GetDirectoryName(ModuleLocator.Find())!, "Invoke-SchemaCheck.ps1")).AddParameter("Name", subject).AddParameter("Policy", policy).AddParameter("OutVariable", RunVariable).AddParameter("ErrorVariable", FailureVariable));
        if (outcome == Outcome.Stopped)
            return ExitCode.Interrupted;
        return outcome != Outcome.Done || _runspace.SessionStateProxy.GetVariable(FailureVariable) is IList { Count: > 0 } ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>Checks the workspace, and tells by the exit code how bad the worst finding is.</summary>
    public int RunCheck()
    {
        var outcome = Execute(ps => ps.AddCommand("Test-DsWorkspace").AddParameter("Problem").AddParameter("OutVariable", RunVariable).AddParameter("ErrorVariable", FailureVariable));
        if (outcome != Outcome.Done)
            return outcome == Outcome.Stopped ? ExitCode.Interrupted : ExitCode.Failed;
        var found = Values("Severity");
        // a workspace that is not even there leaves an error and no finding
        if (found.Contains("Error") || _runspace.SessionStateProxy.GetVariable(FailureVariable) is IList { Count: > 0 })
            return ExitCode.Failed;
        return found.Count > 0 ? ExitCode.PartlyDone : ExitCode.Done;
    }

    /// <summary>How the runs of the last command ended.</summary>
    private List<string?> Runs() => Values("Status");

    /// <summary>A property of what the last command wrote.</summary>
    private List<string?> Values(string property) =>
        [.. (_runspace.SessionStateProxy.GetVariable(RunVariable) as IList ?? Array.Empty<object>()).Cast<object>().Select(item => PSObject.AsPSObject(item).Properties[property]?.Value?.ToString())];

    private static int ExitCodeOfRun(Outcome outcome, string? status) => (outcome, status) switch
    {
        (Outcome.Stopped, _) or (_, "Stopped") => ExitCode.Interrupted,
        (Outcome.Done, "Done") => ExitCode.Done,
        (_, "Partial" or "QuotaUsedUp") => ExitCode.PartlyDone,
        _ => ExitCode.Failed,
    };

    /// <summary>Runs a command for the console itself and returns what it gives.</summary>
    public IReadOnlyList<PSObject> Query(Action<PowerShell> add)
    {
        using var ps = PowerShell.Create(_runspace);
        add(ps);
        return ps.Invoke();
    }

    /// <summary>The completions of a line.</summary>
    public CommandCompletion Complete(string text, int cursor)
    {
        using var ps = PowerShell.Create(_runspace);
        return CommandCompletion.CompleteInput(text, cursor, null, ps);
    }

    /// <summary>Asks the running pipeline to stop.</summary>
    /// <returns>False where none runs, or it was asked before.</returns>
    public bool Stop()
    {
        lock (_gate)
        {
            if (_running is null || _stopping)
                return false;
            _stopping = true;
            _running.BeginStop(null, null);
            return true;
        }
    }

    /// <summary>The process's exit code after the last pipeline.</summary>
    public int ExitCodeOf(Outcome outcome) => outcome switch
    {
        Outcome.Stopped => ExitCode.Interrupted,
        _ when Host.ExitCode is { } code => code,
        Outcome.Failed => ExitCode.Failed,
        _ => ExitCode.Done,
    };

    public void Dispose() => _runspace.Dispose();

    private Outcome Execute(Action<PowerShell> add, bool remember = false)
    {
        using var ps = PowerShell.Create(_runspace);
        add(ps);
        ps.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        var output = new OutputSink();
        lock (_gate)
            (_running, _stopping) = (ps, false);
        try
        {
            ps.Invoke(null, output, new PSInvocationSettings { AddToHistory = remember });
            if (_stopping)
                return Outcome.Stopped;
            End(output);
            _endedWithError = output.LastIsError;
            return Outcome.Done;
        }
        catch (RuntimeException) when (_stopping)
        {
            return Outcome.Stopped;
        }
        catch (RuntimeException e)
        {
            End(output);
            return Report(e.ErrorRecord);
        }
        finally
        {
            lock (_gate)
                _running = null;
            Host.EndProgress();
        }
    }

    private void End(OutputSink output) =>
        Query(ps => ps.AddScript("param($output) $output.End()").AddParameter("output", output));

    /// <summary>Writes an error that ended a pipeline in PowerShell's own form.</summary>
    private Outcome Report(ErrorRecord error)
    {
        using var ps = PowerShell.Create(_runspace);
        ps.AddCommand("Out-Default");
        Host.WithErrorStream(() => ps.Invoke(new[] { error }));
        return Outcome.Failed;
    }
}
