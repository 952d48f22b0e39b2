namespace DataSync.Scheduling.Cron;

/// <summary>A user's crontab: our blocks in it, each between two marks, and all else as it is.</summary>
internal sealed class Crontab
{
    private const string Begin = "# DataSync begin ", End = "# DataSync end ";
    private readonly List<string> _lines;

    public Crontab(string text)
    {
        _lines = [.. text.Split('\n')];
        if (_lines is [.., ""]) _lines.RemoveAt(_lines.Count - 1); // what follows the last line break is no line
    }

    /// <summary>The notes of our blocks.</summary>
    public IEnumerable<JobNote> Notes => _lines.Where(l => l.StartsWith(Begin, StringComparison.Ordinal)).Select(l => JobNote.Read(l[Begin.Length..])).OfType<JobNote>();

    /// <summary>A job's block: marks and entries.</summary>
    public static string Block(JobNote note, IEnumerable<string> entries) => string.Concat(entries.Prepend(Begin + note.ToText()).Append(End + note.Id).Select(l => l + "\n"));

    /// <summary>Puts a block in the place of the one of its name, or at the end.</summary>
    public void Set(JobNote note, string block)
    {
        var lines = block.TrimEnd('\n').Split('\n');
        if (Find(note.Id) is not { } range)
        {
            // some crons let a line set the zone of all lines after it, and ours are meant in the machine's
            _lines.InsertRange(_lines.Exists(l => l.TrimStart().StartsWith("CRON_TZ", StringComparison.Ordinal)) ? 0 : _lines.Count, lines);
            return;
        }
        _lines.RemoveRange(range.Start, range.Count);
        _lines.InsertRange(range.Start, lines);
    }

    /// <summary>Takes a block out.</summary>
    public void Remove(string id)
    {
        if (Find(id) is { } range) _lines.RemoveRange(range.Start, range.Count);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_lines.Select(l => l + "\n"));

    private (int Start, int Count)? Find(string id)
    {
        var start = _lines.FindIndex(l => l.StartsWith(Begin, StringComparison.Ordinal) && JobNote.Read(l[Begin.Length..])?.Id == id);
        if (start < 0) return null;
        var end = _lines.IndexOf(End + id, start);
        if (end < 0)
            throw new DataSyncException("SchedulerFailed", $"The crontab has a line '{Begin.Trim()}' for {id} without its line '{End}{id}', so that it cannot be told where our entries end.", "Correct it with `crontab -e`.");
        return (start, end - start + 1);
    }
}
