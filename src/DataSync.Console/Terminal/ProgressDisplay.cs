using System.Management.Automation;

namespace DataSync.Hosting.Terminal;

/// <summary>
/// Shows progress on the error stream: on a terminal as one line that is written over, anywhere else as a plain line now and then, so that a log
/// stays readable.
/// </summary>
/// <param name="error">The error stream.</param>
/// <param name="isTerminal">Whether it is a terminal.</param>
/// <param name="width">The terminal's columns.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressDisplay(TextWriter error, bool isTerminal, Func<int> width, TimeProvider time)
{
    private const string EraseLine = "\r\e[2K";
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);

    private long? _last;
    private bool _shown;

    /// <summary>Shows a record, unless one was shown a moment ago.</summary>
    public void Show(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            return;
        }

        if (_last is { } last && time.GetElapsedTime(last) < (isTerminal ? TerminalInterval : LogInterval))
            return;
        _last = time.GetTimestamp();
        if (isTerminal)
        {
            error.Write(EraseLine + CellWidth.Fit(Text(record), width() - 1));
            _shown = true;
        }
        else
        {
            error.WriteLine(Text(record));
        }
    }

    /// <summary>Takes the line off the screen: something else is about to be written.</summary>
    public void Clear()
    {
        if (!_shown)
            return;
        error.Write(EraseLine);
        _shown = false;
        _last = null;
    }

    private static string Text(ProgressRecord record)
    {
        var text = string.IsNullOrWhiteSpace(record.StatusDescription) ? record.Activity : $"{record.Activity}: {record.StatusDescription}";
        if (record.PercentComplete >= 0)
            text += $" {record.PercentComplete} %";
        if (record.SecondsRemaining >= 0)
            text += $", {TimeSpan.FromSeconds(record.SecondsRemaining):c} left";
        if (!string.IsNullOrWhiteSpace(record.CurrentOperation))
            text += $", {record.CurrentOperation}";
        return text.ReplaceLineEndings(" ");
    }
}
