using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using DataSync.Hosting.Terminal;

namespace DataSync.Hosting;

/// <summary>What PowerShell asks of the program it runs in.</summary>
/// <param name="output">Where results go.</param>
/// <param name="error">Where everything about the work goes.</param>
internal sealed class ConsoleHost(TextWriter output, TextWriter error) : PSHost
{
    private readonly ConsoleUserInterface _ui = new(output, error);

    /// <summary>The code a script left with by `exit`.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "DataSync";
    public override Version Version { get; } = typeof(ConsoleHost).Assembly.GetName().Version!;
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override PSHostUserInterface UI => _ui;
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <summary>Sends all output to the error stream while something runs.</summary>
    public void WithErrorStream(Action action) => _ui.WithErrorStream(action);

    /// <summary>Takes the progress line off the screen.</summary>
    public void EndProgress() => _ui.EndProgress();

    public override void EnterNestedPrompt() => throw new PSNotSupportedException("This console has no nested prompts.");
    public override void ExitNestedPrompt() => throw new PSNotSupportedException("This console has no nested prompts.");

    public override void NotifyBeginApplication()
    {
        // a native command shares the terminal as it is
    }

    public override void NotifyEndApplication()
    {
        // and leaves it as it was
    }
}
