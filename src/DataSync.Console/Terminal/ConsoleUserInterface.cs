using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace DataSync.Hosting.Terminal;

/// <summary>
/// Results go to the output stream; errors, warnings, progress and everything else about the work go to the error stream, so that a result can be
/// piped into another program.
/// </summary>
internal sealed class ConsoleUserInterface : PSHostUserInterface
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly ProgressDisplay _progress;
    private readonly Lock _gate = new();
    private bool _errorStreamOnly;

    public ConsoleUserInterface(TextWriter output, TextWriter error)
    {
        _output = output;
        _error = error;
        _progress = new ProgressDisplay(error, TerminalStreams.ErrorIsScreen, () => Console.WindowWidth, TimeProvider.System);
    }

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUserInterface();
    public override bool SupportsVirtualTerminal => TerminalStreams.OutputTakesColours;

    public override void Write(string value)
    {
        if (_errorStreamOnly)
            Write(_error, value, TerminalStreams.ErrorTakesColours);
        else
            Write(_output, value, TerminalStreams.OutputTakesColours);
    }

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        var colour = PSStyle.MapForegroundColorToEscapeSequence(foregroundColor);
        if (backgroundColor != RawUI.BackgroundColor)
            colour += PSStyle.MapBackgroundColorToEscapeSequence(backgroundColor);
        Write(foregroundColor == RawUI.ForegroundColor && backgroundColor == RawUI.BackgroundColor ? value : $"{colour}{value}{PSStyle.Instance.Reset}");
    }

    public override void WriteErrorLine(string value) => WriteMessage(value);
    public override void WriteWarningLine(string message) => WriteMessage($"{PSStyle.Instance.Formatting.Warning}WARNING: {message}{PSStyle.Instance.Reset}");
    public override void WriteVerboseLine(string message) => WriteMessage($"{PSStyle.Instance.Formatting.Verbose}VERBOSE: {message}{PSStyle.Instance.Reset}");
    public override void WriteDebugLine(string message) => WriteMessage($"{PSStyle.Instance.Formatting.Debug}DEBUG: {message}{PSStyle.Instance.Reset}");

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
            _progress.Show(record);
    }

    /// <summary>Sends all output to the error stream while something runs.</summary>
    public void WithErrorStream(Action action)
    {
        _errorStreamOnly = true;
        try
        {
            action();
        }
        finally
        {
            _errorStreamOnly = false;
        }
    }

    /// <summary>Takes the progress line off the screen.</summary>
    public void EndProgress()
    {
        lock (_gate)
            _progress.Clear();
    }

    public override string ReadLine() => LineReader.Default.Read("") ?? throw new EndOfStreamException("There is no more input to answer with.");

    public override SecureString ReadLineAsSecureString() => SecretReader.Read();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        Say(caption, message);
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in descriptions)
        {
            Write($"{field.Name}: ");
            answers[field.Name] = field.ParameterTypeName == nameof(SecureString) ? PSObject.AsPSObject(ReadLineAsSecureString()) : PSObject.AsPSObject(ReadLine());
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Say(caption, message);
        var prompt = new ChoicePrompt(choices, defaultChoice);
        while (true)
        {
            Write(prompt.Question);
            var answer = ReadLine().Trim();
            if (answer == "?")
                Write(prompt.Help);
            else if (prompt.Find(answer) is { } choice)
                return choice;
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        Say(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private void Say(params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
            if (!string.IsNullOrEmpty(line))
                WriteLine(line);
    }

    private void WriteMessage(string value) => Write(_error, value + Environment.NewLine, TerminalStreams.ErrorTakesColours);

    private void Write(TextWriter writer, string value, bool colours)
    {
        lock (_gate)
        {
            _progress.Clear();
            writer.Write(GetOutputString(value, colours));
        }
    }
}
