using System.Management.Automation;

namespace DataSync.Hosting.Terminal;

/// <summary>Reads lines: from the keyboard with editing, or as they come from a file or pipe.</summary>
internal sealed class LineReader
{
    /// <summary>For answers to questions: no history, no completion.</summary>
    public static readonly LineReader Default = new([], null);

    private readonly IReadOnlyList<string> _history;
    private readonly Func<string, int, CommandCompletion>? _complete;

    /// <param name="history">Earlier lines, for the up and down keys.</param>
    /// <param name="complete">Completes a line at a position, for the tabulator.</param>
    public LineReader(IReadOnlyList<string> history, Func<string, int, CommandCompletion>? complete) =>
        (_history, _complete) = (history, complete);

    /// <summary>The next line; null at the end of input.</summary>
    /// <exception cref="PipelineStoppedException">Ctrl+C was pressed.</exception>
    public string? Read(string prompt)
    {
        if (!TerminalStreams.IsInteractive)
        {
            if (!Console.IsInputRedirected)
                Console.Out.Write(prompt);
            return Console.In.ReadLine();
        }

        // Ctrl+C is a key while a line is edited; while a command runs, it is a signal.
        Console.TreatControlCAsInput = true;
        try
        {
            return new LineEditor(prompt, _history, _complete).Read();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }
}
