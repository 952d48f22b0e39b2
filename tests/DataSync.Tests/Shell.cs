using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DataSync.Commands;

namespace DataSync.Tests;

/// <summary>A PowerShell session with the module and an empty workspace in a folder of its own, which is the current location.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Runspace _runspace;

    public Shell()
    {
        Folder = Directory.CreateTempSubdirectory("datasync-tests-").FullName;
        var state = InitialSessionState.CreateDefault2();
        state.Formats.Add(new SessionStateFormatEntry(Repository.File("module", "DataSync.Format.ps1xml")));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(Folder);
        Run("param($core, $main) Import-Module -Assembly $core, $main", typeof(Column).Assembly, typeof(DsCommand).Assembly);
        Catalog.Workspace.Create(Folder);
    }

    /// <summary>The workspace's folder.</summary>
    public string Folder { get; }

    public Catalog.Workspace Workspace => Catalog.Workspace.Open(Folder);

    /// <summary>Runs a script that is expected to write no error.</summary>
    public IReadOnlyList<PSObject> Run(string script, params object[] arguments)
    {
        var result = Try(script, arguments);
        Assert.True(result.Errors.Count == 0, string.Join("\n", result.Errors.Select(e => $"{e.FullyQualifiedErrorId}: {e.Exception.Message} {e.ScriptStackTrace}")));
        return result.Output;
    }

    /// <summary>Runs a script for one object.</summary>
    public T One<T>(string script, params object[] arguments) => Assert.IsType<T>(Assert.Single(Run(script, arguments)).BaseObject, exactMatch: false);

    /// <summary>Runs a script that is expected to write one error.</summary>
    public ErrorRecord Fail(string script, params object[] arguments) => Assert.Single(Try(script, arguments).Errors);

    /// <summary>Runs a script and gives all that it writes.</summary>
    public Result Try(string script, params object[] arguments)
    {
        using var shell = Create(script, arguments);
        var output = new List<PSObject>();
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException e)
        {
            return new(output, [.. shell.Streams.Error, e.ErrorRecord], shell);
        }
        return new(output, [.. shell.Streams.Error], shell);
    }

    /// <summary>A pipeline to be run by the caller.</summary>
    public PowerShell Create(string script, params object[] arguments)
    {
        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script);
        foreach (var argument in arguments) shell.AddArgument(argument);
        return shell;
    }

    public void Dispose()
    {
        _runspace.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>What a script wrote.</summary>
    internal sealed class Result(IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors, PowerShell shell)
    {
        public IReadOnlyList<PSObject> Output { get; } = output;
        public IReadOnlyList<ErrorRecord> Errors { get; } = errors;
        public IReadOnlyList<string> Warnings { get; } = [.. shell.Streams.Warning.Select(w => w.Message)];
        public IReadOnlyList<string> Verbose { get; } = [.. shell.Streams.Verbose.Select(w => w.Message)];
        public IReadOnlyList<ProgressRecord> Progress { get; } = [.. shell.Streams.Progress];
    }
}
