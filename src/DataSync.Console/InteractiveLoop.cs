using System.Management.Automation;
using System.Management.Automation.Language;
using DataSync.Hosting.Terminal;

namespace DataSync.Hosting;

/// <summary>Asks for commands and runs them until `exit` or the end of input.</summary>
internal sealed class InteractiveLoop
{
    private const string ContinuationPrompt = ">> ";

    private readonly ConsoleSession _session;
    private readonly List<string> _history = [];
    private readonly LineReader _reader;

    public InteractiveLoop(ConsoleSession session)
    {
        _session = session;
        _reader = new LineReader(_history, session.Complete);
    }

    /// <summary>The exit code: that of `exit`, else the last command's.</summary>
    public int Run(string? greeting)
    {
        if (greeting is not null && TerminalStreams.IsInteractive)
            Console.Out.WriteLine($"{greeting}. Get-Command -Module DataSync lists the commands, Get-Help explains one, exit leaves.");
        var last = Outcome.Done;
        while (_session.Host.ExitCode is null)
        {
            try
            {
                if (ReadCommand() is not { } command)
                    break;
                if (!string.IsNullOrWhiteSpace(command))
                    last = _session.RunText(command, remember: true);
            }
            catch (PipelineStoppedException)
            {
                // Ctrl+C at the prompt: the line is dropped, the console stays
                last = Outcome.Stopped;
            }
        }

        return _session.ExitCodeOf(last);
    }

    /// <summary>Reads lines until they make a whole; null at the end of input.</summary>
    private string? ReadCommand()
    {
        var command = _reader.Read(Prompt());
        while (command is not null && IsIncomplete(command) && _reader.Read(ContinuationPrompt) is { } more)
            command += "\n" + more;
        if (!string.IsNullOrWhiteSpace(command))
            _history.Add(command);
        return command;
    }

    private string Prompt() => TerminalStreams.IsInteractive ? string.Concat(_session.Query(ps => ps.AddCommand("prompt"))) : "";

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return errors.Any(e => e.IncompleteInput);
    }
}
