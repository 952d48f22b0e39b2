using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace DataSync.Scripts;

/// <summary>
/// Makes the runspaces that scriptblocks of plans run in: PowerShell's own commands, those the host adds (a console without the usual modules brings some), this
/// module, and the functions of the workspace. Nothing of the caller's session, so that a plan means the same in every process.
/// </summary>
internal sealed class ScriptRunspace
{
    private readonly IReadOnlyList<SessionStateCommandEntry> _hostCommands;

    private ScriptRunspace(IReadOnlyList<SessionStateCommandEntry> hostCommands) => _hostCommands = hostCommands;

    /// <summary>Notes the commands that the caller's host adds. To be called on the pipeline thread.</summary>
    public static ScriptRunspace Capture() => new(
        [.. Runspace.DefaultRunspace?.InitialSessionState?.Commands.OfType<SessionStateCmdletEntry>()
            .Where(c => c.ImplementingType.Assembly != typeof(PSCmdlet).Assembly && c.ImplementingType.Assembly != typeof(ScriptRunspace).Assembly) ?? []]);

    /// <summary>Opens a runspace; the caller disposes it.</summary>
    /// <exception cref="DataSyncException"><c>FunctionsInvalid</c>: the workspace's <c>functions.ps1</c> fails.</exception>
    public Runspace Open(Catalog.Workspace workspace)
    {
        var state = InitialSessionState.CreateDefault2();
        // an error must not make the list of slices silently shorter
        state.Variables.Add(new SessionStateVariableEntry("ErrorActionPreference", ActionPreference.Stop, null));
        // all is produced; the caller's own preferences decide what is shown
        state.Variables.Add(new SessionStateVariableEntry("VerbosePreference", ActionPreference.Continue, null));
        state.Variables.Add(new SessionStateVariableEntry("DebugPreference", ActionPreference.Continue, null));
        foreach (var command in _hostCommands) state.Commands.Add((SessionStateCommandEntry)command.Clone());
        var runspace = RunspaceFactory.CreateRunspace(state);
        try
        {
            runspace.Open();
            using (var import = PowerShell.Create())
            {
                import.Runspace = runspace;
                foreach (var assembly in (Assembly[])[typeof(Column).Assembly, typeof(ScriptRunspace).Assembly])
                    import.AddStatement().AddCommand("Import-Module").AddParameter("Assembly", assembly).AddParameter("Verbose", false);
                import.Invoke();
            }
            LoadFunctions(runspace, workspace);
            return runspace;
        }
        catch
        {
            runspace.Dispose();
            throw;
        }
    }

    /// <summary>Which of these commands such a runspace does not know.</summary>
    public IReadOnlyCollection<string> FindUnknown(Catalog.Workspace workspace, IReadOnlyCollection<string> commands)
    {
        if (commands.Count == 0) return [];
        using var runspace = Open(workspace);
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript("param($names) foreach ($name in $names) { if (-not $ExecutionContext.InvokeCommand.GetCommand($name, 'All')) { $name } }").AddArgument(commands);
        return [.. shell.Invoke<string>()];
    }

    private static void LoadFunctions(Runspace runspace, Catalog.Workspace workspace)
    {
        var path = workspace.FunctionsPath;
        if (!File.Exists(path)) return;
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(File.ReadAllText(path), useLocalScope: false);
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException e)
        {
            throw new DataSyncException("FunctionsInvalid", $"{path}, line {ScriptErrors.Line(e)}: {ScriptErrors.Message(e)}", "Correct the file; all plans of the workspace load it.", e);
        }
    }
}
