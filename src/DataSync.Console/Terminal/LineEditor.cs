using System.Management.Automation;
using System.Text;

namespace DataSync.Hosting.Terminal;

/// <summary>Edits one line on a terminal: the keys of every shell, history, and completion by the tabulator.</summary>
internal sealed class LineEditor(string prompt, IReadOnlyList<string> history, Func<string, int, CommandCompletion>? complete)
{
    private readonly StringBuilder _text = new();
    private int _cursor;
    private int _row;
    private int _recalled = history.Count;
    private CommandCompletion? _completion;

    /// <summary>The line; null when Ctrl+D ends the input.</summary>
    /// <exception cref="PipelineStoppedException">Ctrl+C was pressed.</exception>
    public string? Read()
    {
        Paint();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key != ConsoleKey.Tab)
                _completion = null;
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    Leave();
                    return _text.ToString();
                case { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }:
                    Leave();
                    throw new PipelineStoppedException();
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when _text.Length == 0:
                    Leave();
                    return null;
                default:
                    Edit(key);
                    break;
            }

            Paint();
        }
    }

    private void Edit(ConsoleKeyInfo key)
    {
        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor = Math.Max(0, _cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                _cursor = Math.Min(_text.Length, _cursor + 1);
                break;
            case ConsoleKey.Home or ConsoleKey.A when key.Key == ConsoleKey.Home || control:
                _cursor = 0;
                break;
            case ConsoleKey.End or ConsoleKey.E when key.Key == ConsoleKey.End || control:
                _cursor = _text.Length;
                break;
            case ConsoleKey.Backspace when _cursor > 0:
                _text.Remove(--_cursor, 1);
                break;
            case ConsoleKey.Delete or ConsoleKey.D when (key.Key == ConsoleKey.Delete || control) && _cursor < _text.Length:
                _text.Remove(_cursor, 1);
                break;
            case ConsoleKey.U or ConsoleKey.Escape when key.Key == ConsoleKey.Escape || control:
                Set("");
                break;
            case ConsoleKey.K when control:
                _text.Length = _cursor;
                break;
            case ConsoleKey.UpArrow when _recalled > 0:
                Set(history[--_recalled]);
                break;
            case ConsoleKey.DownArrow when _recalled < history.Count:
                Set(++_recalled < history.Count ? history[_recalled] : "");
                break;
            case ConsoleKey.Tab:
                Complete(forward: !key.Modifiers.HasFlag(ConsoleModifiers.Shift));
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                    _text.Insert(_cursor++, key.KeyChar);
                break;
        }
    }

    private void Set(string text)
    {
        _text.Clear().Append(text);
        _cursor = text.Length;
    }

    /// <summary>Puts in the first completion; pressed again, the next one in its place.</summary>
    private void Complete(bool forward)
    {
        _completion ??= complete?.Invoke(_text.ToString(), _cursor);
        if (_completion?.GetNextResult(forward) is not { } match)
            return;
        _text.Remove(_completion.ReplacementIndex, _completion.ReplacementLength).Insert(_completion.ReplacementIndex, match.CompletionText);
        _completion.ReplacementLength = match.CompletionText.Length;
        _cursor = _completion.ReplacementIndex + match.CompletionText.Length;
    }

    private void Leave()
    {
        _cursor = _text.Length;
        Paint();
        Console.Out.WriteLine();
    }

    /// <summary>Writes prompt and text anew from the prompt's row on, and puts the cursor where it belongs; a long line takes several rows.</summary>
    private void Paint()
    {
        var width = Math.Max(1, Console.WindowWidth);
        var text = _text.ToString();
        var start = CellWidth.Of(prompt);
        var at = start + CellWidth.Of(text.AsSpan(0, _cursor));
        var end = start + CellWidth.Of(text);
        var paint = new StringBuilder("\r");
        if (_row > 0)
            paint.Append($"\e[{_row}A");
        paint.Append("\e[J").Append(prompt).Append(text);
        if (end % width == 0)
            paint.Append(" \r");
        var up = (end / width) - (at / width);
        if (up > 0)
            paint.Append($"\e[{up}A");
        paint.Append('\r');
        if (at % width > 0)
            paint.Append($"\e[{at % width}C");
        _row = at / width;
        Console.Out.Write(paint);
    }
}
