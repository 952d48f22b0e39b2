using System.IO.Hashing;
using System.Runtime.InteropServices;
using DataSync.Stores;
using Microsoft.Data.Sqlite;

namespace DataSync.State;

/// <summary>
/// A target's ledger as it stands, read into memory for a look ahead: from <c>state.db</c> as far as that is as new as the store, and from the store's own markers beyond. Changes nothing, and makes
/// no <c>state.db</c>. A slice takes about seventy bytes: a million of them are a small thing to look through, where as many queries would not be.
/// </summary>
internal sealed class LedgerSnapshot : ISliceLedger
{
    private readonly StateDatabase _database;
    /// <summary>By parts of the hashes, each small: what one outgrows is collected at once, where a table of them all would leave as much garbage as it holds.</summary>
    private readonly Dictionary<UInt128, Entry>[] _entries = Parts<Dictionary<UInt128, Entry>>();
    private readonly HashSet<UInt128>[] _unknown = Parts<HashSet<UInt128>>();
    private Dictionary<string, (long At, string Version)>? _versions;
    private long _target;
    private DateOnly? _watermark;

    private LedgerSnapshot(StateDatabase database) => _database = database;

    /// <summary>Reads the ledger of a target.</summary>
    /// <param name="database">The workspace's state.</param>
    /// <param name="definition">The store's name.</param>
    /// <param name="table">The table.</param>
    /// <param name="store">The store.</param>
    /// <param name="state">The table as it stands; null: it is not there.</param>
    /// <param name="today">The day up to which the watermark counts.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<LedgerSnapshot> ReadAsync(StateDatabase database, string definition, string table, IStore store, TargetState? state, DateOnly today, CancellationToken cancellationToken)
    {
        var snapshot = new LedgerSnapshot(database);
        var known = database.Peek(connection => snapshot.ReadIndex(connection, definition, table, state, today, cancellationToken), null);
        // a reading that ended at damage in the middle counts for nothing
        if (known is null) snapshot.Forget();
        if (state is null || known == state.Sequence) return snapshot;
        await foreach (var marker in store.ReadMarkersAsync(table, known ?? 0, cancellationToken))
        {
            snapshot.Add(marker.Slice, new Entry(marker.At.Ticks, marker.Rows, marker.Bytes, marker.SchemaVersion, Flags.None), marker.Date, today);
        }
        return snapshot;
    }

    /// <summary>The rows of each committed slice.</summary>
    public IEnumerable<int> Rows => Committed.Select(e => e.Rows);

    /// <summary>True where slices are committed that were not met.</summary>
    public bool HasUnmet => Committed.Any(e => !e.Flags.HasFlag(Flags.Met));

    private IEnumerable<Entry> Committed => _entries.SelectMany(part => part.Values).Where(e => e.At > 0);

    /// <summary>Meets a slice: false where it was met before.</summary>
    /// <param name="slice">Its key.</param>
    /// <param name="record">What is known of it; null: nothing. Dates, reasons and hashes are left out.</param>
    public bool Meet(string slice, out SliceRecord? record)
    {
        record = null;
        var hash = Hash(slice);
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries[PartOf(hash)], hash);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry)) return _unknown[PartOf(hash)].Add(hash);
        if (entry.Flags.HasFlag(Flags.Met)) return false;
        entry.Flags |= Flags.Met;
        record = entry.ToRecord();
        return true;
    }

    /// <inheritdoc/>
    public string? FindVersion(string slice, DateTime at)
    {
        _versions ??= _database.Peek(connection => LedgerIndex.ReadVersions(connection, _target), []);
        return _versions.TryGetValue(slice, out var version) && LedgerIndex.IsSameReading(version.At, at) ? version.Version : null;
    }

    /// <inheritdoc/>
    public DateOnly? Watermark(DateOnly today) => _watermark;

    /// <summary>Reads what <c>state.db</c> has.</summary>
    /// <returns>The store's commit up to which it knows; null where what it knows is of another table.</returns>
    private long? ReadIndex(SqliteConnection connection, string definition, string table, TargetState? state, DateOnly today, CancellationToken cancellationToken)
    {
        if (LedgerIndex.FindTarget(connection, definition, table) is not { } target) return null;
        // without a table only failures are known, and those of a table that is gone are gone with it
        var holds = state is null ? target.Birth.Length == 0 : target.Birth == state.BirthId && target.Sequence <= state.Sequence && (target.Sequence == state.Sequence || state.Mode != WriteMode.Replace);
        if (!holds) return null;
        _target = target.Id;
        using var command = connection.Prepare("SELECT slice, ifnull(at, 0), ifnull(rows, 0), ifnull(bytes, 0), ifnull(schema, 0), (failed_at IS NOT NULL) + 2 * (short IS 1), ifnull(date, -1) FROM ledger_slices WHERE target = $1", 1).Bind(_target);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = new Entry(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), (Flags)reader.GetInt64(5));
            Add(reader.GetString(0), entry, reader.GetInt64(6) is >= 0 and var day ? DateOnly.FromDayNumber((int)day) : null, today);
        }
        return target.Sequence;
    }

    private void Add(string slice, Entry entry, DateOnly? date, DateOnly today)
    {
        var hash = Hash(slice);
        _entries[PartOf(hash)][hash] = entry;
        if (entry.At > 0 && entry.Rows > 0 && date <= today && !(_watermark >= date)) _watermark = date;
    }

    private void Forget()
    {
        foreach (var part in _entries) part.Clear();
        (_target, _watermark) = (0, null);
    }

    private static T[] Parts<T>() where T : new()
    {
        var parts = new T[1024];
        for (var i = 0; i < parts.Length; i++) parts[i] = new T();
        return parts;
    }

    // the upper bits: a part's own table goes by the lower ones
    private static int PartOf(UInt128 hash) => (int)(hash >> 118);

    private static UInt128 Hash(string slice) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(slice.AsSpan()));

    [Flags]
    private enum Flags : byte
    {
        None = 0,
        Failed = 1,
        Short = 2,
        Met = 4,
    }

    /// <summary>What is kept of a slice.</summary>
    private struct Entry(long at, long rows, long bytes, long schema, Flags flags)
    {
        private readonly long _bytes = bytes;
        private readonly ushort _schema = (ushort)Math.Min(schema, ushort.MaxValue);

        public long At { get; } = at;
        public int Rows { get; } = (int)Math.Min(rows, int.MaxValue);
        public Flags Flags = flags;

        public readonly SliceRecord ToRecord() => new()
        {
            At = At > 0 ? new DateTime(At, DateTimeKind.Utc) : null,
            Rows = Rows,
            Bytes = _bytes,
            SchemaVersion = _schema,
            FailedAt = Flags.HasFlag(Flags.Failed) ? DateTime.UnixEpoch : null,
            IsShort = Flags.HasFlag(Flags.Short),
        };
    }
}
