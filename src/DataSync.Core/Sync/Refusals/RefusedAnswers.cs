using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using DataSync.Catalog;

namespace DataSync.Sync.Refusals;

/// <summary>
/// What a plan's schema policy refused of a target's answers: kept in the workspace's folder <c>refused/</c>, a folder for each slice, until the slice is stored. While the user decides,
/// nothing is lost; after it, the next run reads them instead of asking again.
/// </summary>
internal sealed class RefusedAnswers
{
    /// <summary>The folder in the workspace.</summary>
    public const string FolderName = "refused";

    private readonly string _folder;
    private readonly bool _holds;
    private readonly bool _reads;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, byte> _slices = new(StringComparer.Ordinal);

    /// <summary>Sees what earlier runs kept.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="plan">The plan, whose target this is.</param>
    /// <param name="reads">False: all is asked anew, whatever was kept.</param>
    /// <param name="time">The clock.</param>
    public RefusedAnswers(Workspace workspace, Plan plan, bool reads, TimeProvider time)
    {
        // a table of a database may have a name that no file can have
        _folder = Path.Combine(workspace.Root, FolderName, plan.Store, Uri.EscapeDataString(plan.TargetTable));
        (_holds, _reads, _time) = (plan.SchemaPolicy == SchemaPolicy.Freeze, reads, time);
        if (Directory.Exists(_folder)) foreach (var slice in Directory.EnumerateDirectories(_folder)) _slices[Path.GetFileName(slice)] = 0;
    }

    /// <summary>The answers of a slice; null where there are none and none can be refused.</summary>
    /// <param name="slice">The slice's key; of slices that share a request, the first's.</param>
    public AnswerShelf? Open(string slice)
    {
        if (!_holds && _slices.IsEmpty) return null;
        var name = NameOf(slice);
        var isKept = _slices.ContainsKey(name);
        return !_holds && !(isKept && _reads) ? null : new AnswerShelf(Path.Combine(_folder, name), isKept && _reads, _holds, _time, () => _slices[name] = 0);
    }

    /// <summary>Keeps the answers of a slice where its failure is one that the user may decide about.</summary>
    /// <returns>The failure, which says so.</returns>
    public Failure Keep(AnswerShelf? shelf, Failure failure)
    {
        if (shelf is null || !_holds || failure.Category != FailureCategory.Schema) return failure;
        try
        {
            return shelf.Keep() ? failure with { Advice = $"{failure.Advice} What was sent is kept; once it fits, the next run reads it without asking again." } : failure;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataSyncException)
        {
            return failure with { Advice = $"{failure.Advice} What was sent could not be kept: {e.Message}" };
        }
    }

    /// <summary>Drops what was kept of a slice that is stored now.</summary>
    public void Forget(string slice)
    {
        if (_slices.IsEmpty || NameOf(slice) is var name && !_slices.TryRemove(name, out _)) return;
        Delete(Path.Combine(_folder, name));
        if (_slices.IsEmpty && !Directory.EnumerateFileSystemEntries(_folder).Any()) Delete(_folder);
    }

    /// <summary>Drops all that was kept: the whole table is stored now.</summary>
    public void ForgetAll()
    {
        if (_slices.IsEmpty) return;
        _slices.Clear();
        Delete(_folder);
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // an answer that stays serves a slice that is asked for again, or is pruned
        }
    }

    /// <summary>A name for a file or folder, of the same text the same.</summary>
    public static string NameOf(string text) => Convert.ToHexStringLower(XxHash128.Hash(MemoryMarshal.AsBytes(text.AsSpan())));
}
