namespace DataSync.Stores.Files;

/// <summary>
/// A table's log: one checksummed record a line, appended and flushed, never changed. What it says is the table. A last line that was cut by a
/// crash counts as not written; damage before it is an error, as good records follow it.
/// </summary>
internal sealed class TableLog(TablePaths paths)
{
    private const int FirstBuffer = 1 << 16;

    /// <summary>The log's length; 0 where there is none. Grows with each commit.</summary>
    public long Length => new FileInfo(paths.Log) is { Exists: true } file ? file.Length : 0;

    /// <summary>The valid lines, in order, and where each ends.</summary>
    /// <exception cref="DataSyncException"><c>StoreDamaged</c>: a record in the middle is damaged.</exception>
    public IEnumerable<(LogLine Line, long End)> ReadLines()
    {
        FileStream file;
        try
        {
            file = Disk.OpenShared(paths.Log);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            yield break;
        }
        using (file)
        {
            var (buffer, filled, start, position) = (new byte[FirstBuffer], 0, 0, 0L);
            var damagedAt = -1L;
            while (true)
            {
                var end = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n');
                if (end < 0)
                {
                    if (start == 0 && filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                    buffer.AsSpan(start, filled - start).CopyTo(buffer);
                    (filled, start) = (filled - start, 0);
                    var read = file.Read(buffer, filled, buffer.Length - filled);
                    if (read == 0) yield break;
                    filled += read;
                    continue;
                }
                var line = buffer.AsMemory(start, end);
                (start, position) = (start + end + 1, position + end + 1);
                if (!LogLine.TryParse(line, out var parsed))
                {
                    damagedAt = damagedAt < 0 ? position - end - 1 : damagedAt;
                    continue;
                }
                if (damagedAt >= 0)
                {
                    throw new DataSyncException("StoreDamaged", $"'{paths.Log}' is damaged at byte {damagedAt}, before its end.",
                        "Restore the table's folder from a backup, or remove the table and synchronize it again.");
                }
                yield return (parsed, position);
            }
        }
    }

    /// <summary>Adds the log up; null where there is no table.</summary>
    public Manifest? ReadManifest()
    {
        Manifest? manifest = null;
        foreach (var (line, end) in ReadLines())
        {
            manifest ??= new Manifest();
            manifest.Apply(line.ReadRecord(), end);
        }
        return manifest;
    }

    /// <summary>The markers that hold, oldest first, with their partitions.</summary>
    public IEnumerable<(SliceEntry Entry, long Sequence)> ReadSlices(Manifest manifest, long afterSequence)
    {
        foreach (var (line, _) in ReadLines())
        {
            if (line.Slices.IsEmpty) continue;
            var record = line.ReadRecord();
            if (record.Sequence > manifest.Sequence) yield break;
            var sequence = manifest.EffectiveSequence(record);
            if (sequence <= afterSequence) continue;
            foreach (var slice in line.ReadSlices())
                if (!manifest.IsForgotten(slice.Marker.Slice, record.Sequence))
                    yield return (manifest.Translate(slice, record.Sequence), sequence);
        }
    }

    /// <summary>The slices that are in the unfinished generation.</summary>
    public IEnumerable<(SliceEntry Entry, long Sequence)> ReadGenerationSlices(Manifest manifest) =>
        from read in ReadLines()
        where !read.Line.Slices.IsEmpty
        let record = read.Line.ReadRecord()
        where manifest.IsOfGeneration(record)
        from slice in read.Line.ReadSlices()
        select (slice, record.Sequence);

    /// <summary>Cuts what a crash left of a line.</summary>
    public void CutTail(long length)
    {
        if (Length == length) return;
        FileFailpoints.Around(FileFailpoints.LogTail, () =>
        {
            using var file = new FileStream(paths.Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.SetLength(length);
            Disk.Flush(file, FileFailpoints.LogFlush);
        });
    }

    /// <summary>Adds a record. When this returns, it holds.</summary>
    public void Append(LogRecord record)
    {
        var isNew = !File.Exists(paths.Log);
        FileFailpoints.Around(FileFailpoints.LogRecord, () =>
        {
            using var file = new FileStream(paths.Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.Write(LogLine.Format(record));
            Disk.Flush(file, FileFailpoints.LogFlush);
        });
        if (isNew) Disk.FlushFolder(paths.Bookkeeping);
    }

    /// <summary>Writes the log anew as the records given, aside, and renames it.</summary>
    public void Replace(IEnumerable<LogRecord> records)
    {
        var temp = paths.Temp("log.new");
        using (var file = Disk.Create(temp))
        {
            foreach (var record in records) file.Write(LogLine.Format(record));
            Disk.Flush(file, FileFailpoints.LogFlush);
        }
        FileFailpoints.Around(FileFailpoints.LogRename, () => File.Move(temp, paths.Log, overwrite: true));
        Disk.FlushFolder(paths.Bookkeeping);
    }
}
