using System.Text.Json;

namespace DataSync.Logs;

/// <summary>
/// The lines of one run: JSON objects, one a line, in <c>logs/runs/YYYY-MM/RUN.jsonl</c>. Past a size the file becomes <c>RUN.1.jsonl</c> and a new one begins; the oldest goes. For all threads.
/// </summary>
internal sealed class RunLogFile : IDisposable
{
    public const string Folder = "runs", Extension = ".jsonl";
    private static readonly byte[] Break = [(byte)'\n'];

    private readonly Lock _gate = new();
    private readonly Catalog.LogSettings _settings;
    private readonly MemoryStream _line = new();
    private readonly Utf8JsonWriter _writer;
    private readonly Action<string> _failed;
    private FileStream? _file;
    private bool _broken;

    /// <param name="root">The workspace's folder.</param>
    /// <param name="run">The run.</param>
    /// <param name="settings">Sizes.</param>
    /// <param name="failed">Told once, where the file cannot be written: a log never fails its run.</param>
    public RunLogFile(string root, string run, Catalog.LogSettings settings, Action<string> failed)
    {
        (_settings, _failed, Path) = (settings, failed, PathOf(root, run));
        _writer = new(_line, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>The newest file.</summary>
    public string Path { get; }

    /// <summary>The file of a run.</summary>
    public static string PathOf(string root, string run) => System.IO.Path.Combine(root, Scheduling.JobDefinition.LogFolder, Folder, $"{run[..4]}-{run[4..6]}", run + Extension);

    /// <summary>All files of a run, the oldest lines first.</summary>
    public static IReadOnlyList<string> Files(string root, string run)
    {
        var path = PathOf(root, run);
        var older = Enumerable.Range(1, 100).Select(n => Numbered(path, n)).TakeWhile(File.Exists).Reverse();
        return File.Exists(path) ? [.. older, path] : [];
    }

    /// <summary>Writes a line.</summary>
    /// <param name="at">When, UTC.</param>
    /// <param name="level">How much it matters.</param>
    /// <param name="name">What happened.</param>
    /// <param name="fields">Writes the facts.</param>
    /// <param name="flush">True: at once to the disk's cache, where other processes see it.</param>
    public void Write(DateTime at, string level, string name, Action<Utf8JsonWriter> fields, bool flush = false)
    {
        lock (_gate)
        {
            if (_broken) return;
            _line.SetLength(0);
            _writer.Reset();
            _writer.WriteStartObject();
            _writer.WriteString("at", at);
            _writer.WriteString("level", level);
            _writer.WriteString("event", name);
            fields(_writer);
            _writer.WriteEndObject();
            _writer.Flush();
            _line.Write(Break);
            try
            {
                if (_file is not null && _file.Position + _line.Length > _settings.MaxBytes) Rotate();
                _file ??= Open();
                _file.Write(_line.GetBuffer().AsSpan(0, (int)_line.Length));
                if (flush) _file.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _broken = true;
                _failed($"The log '{Path}' cannot be written any more: {e.Message}");
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _broken = true;
            _writer.Dispose();
            try
            {
                _file?.Dispose();
            }
            catch (IOException e)
            {
                _failed($"The log '{Path}' may lack its end: {e.Message}");
            }
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, 16 << 10);
    }

    private void Rotate()
    {
        _file!.Dispose();
        _file = null;
        File.Delete(Numbered(Path, _settings.MaxFiles - 1));
        for (var n = _settings.MaxFiles - 2; n >= 1; n--)
            if (File.Exists(Numbered(Path, n))) File.Move(Numbered(Path, n), Numbered(Path, n + 1), overwrite: true);
        if (_settings.MaxFiles > 1) File.Move(Path, Numbered(Path, 1), overwrite: true);
        else File.Delete(Path);
    }

    private static string Numbered(string path, int number) => System.IO.Path.ChangeExtension(path, $".{number}{Extension}");
}
