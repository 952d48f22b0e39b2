using DataSync.Stores;
using Microsoft.Data.Sqlite;

namespace DataSync.State;

/// <summary>
/// The index of one target's ledger in <c>state.db</c>. The store's markers are the truth: <see cref="SyncAsync"/> compares birth id and sequence first and reads
/// what is missing, or all of it. For one task at a time; several connections may work on one file.
/// </summary>
public sealed class LedgerIndex : ISliceLedger, IDisposable
{
    private const int Batch = 2000;
    private const string Fields = "s.at, s.date, s.rows, s.bytes, s.hash, s.schema, s.failed_at, s.reason, s.short, s.first_at, s.changed_at";
    private const string BriefFields = "s.at, s.date, s.rows, s.bytes, NULL, s.schema, s.failed_at, NULL, s.short, NULL, NULL";
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find, _commit, _fail, _short;
    private readonly string _store, _table;
    private readonly long _target;

    /// <summary>Opens the index of a target, which need not exist yet.</summary>
    public LedgerIndex(StateDatabase database, string store, string table)
    {
        (_store, _table) = (store, table);
        _connection = database.Open(StateSchema.Ddl);
        StateSchema.Upgrade(_connection);
        _connection.Execute("INSERT INTO ledger_targets (store, name, birth, sequence) VALUES ($1, $2, '', 0) ON CONFLICT DO NOTHING", store, table);
        _target = (long)_connection.Scalar("SELECT id FROM ledger_targets WHERE store = $1 AND name = $2", store, table)!;
        _find = _connection.Prepare($"SELECT {Fields} FROM ledger_slices s WHERE s.target = $1 AND s.slice = $2", 2);
        // databases do not keep the last two: what is known here stays, and another hash is a change
        _commit = _connection.Prepare("""
            INSERT INTO ledger_slices (target, slice, date, rows, bytes, hash, schema, at, run, first_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT DO UPDATE SET date = excluded.date, rows = excluded.rows, bytes = excluded.bytes, schema = excluded.schema, at = excluded.at, run = excluded.run, failed_at = NULL, reason = NULL, short = NULL,
                first_at = coalesce(excluded.first_at, first_at, at), changed_at = coalesce(excluded.changed_at, CASE WHEN hash = excluded.hash THEN changed_at ELSE excluded.at END), hash = excluded.hash
            """, 11);
        _fail = _connection.Prepare("INSERT INTO ledger_slices (target, slice, date, failed_at, reason) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO UPDATE SET failed_at = excluded.failed_at, reason = excluded.reason, short = NULL", 5);
        _short = _connection.Prepare("INSERT INTO ledger_slices (target, slice, date, failed_at, reason, short) VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT DO UPDATE SET failed_at = CASE WHEN short = 1 THEN failed_at ELSE excluded.failed_at END, reason = excluded.reason, short = 1", 5);
    }

    /// <summary>The connection, for the enumerations that are joined with the slices.</summary>
    internal SqliteConnection Connection => _connection;

    /// <summary>Brings the index up to date with the store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="state">The table as it stands; null: it is gone, and nothing is done.</param>
    /// <param name="cancellationToken">Ends the reading; the index then knows less, and the next call goes on.</param>
    public async Task SyncAsync(IStore store, TargetState? state, CancellationToken cancellationToken)
    {
        var (birth, sequence) = Position();
        if (state is null)
        {
            if (birth.Length > 0) Forget();
            return;
        }
        if (birth == state.BirthId && sequence == state.Sequence) return;
        // a swapped generation takes the place of all earlier markers
        var rebuild = birth != state.BirthId || sequence > state.Sequence || state.Mode == WriteMode.Replace;
        if (rebuild) Forget();
        var batch = new List<SliceMarker>(Batch);
        await foreach (var marker in store.ReadMarkersAsync(_table, rebuild ? 0 : sequence, cancellationToken))
        {
            // a commit still to come is read again next time
            batch.Add(marker);
            if (batch.Count < Batch) continue;
            Put(batch);
            batch.Clear();
        }
        Put(batch);
        // only now: a reading cut short starts over
        SetPosition(state.BirthId, state.Sequence);
    }

    /// <summary>What is known of a slice; null: nothing.</summary>
    public SliceRecord? Find(string slice)
    {
        using var reader = _find.Bind(_target, slice).ExecuteReader();
        return reader.Read() ? Read(reader, 0) : null;
    }

    /// <summary>Notes slices that the store has committed, and that the index is as new as that.</summary>
    public void Commit(IReadOnlyList<SliceMarker> markers, TargetState state)
    {
        Put(markers);
        SetPosition(state.BirthId, state.Sequence);
    }

    /// <summary>Notes that a slice failed. What is committed of it stays.</summary>
    public void Fail(string slice, DateOnly? date, DateTime at, string reason) => _fail.Bind(_target, slice, date?.DayNumber, at.Ticks, reason).ExecuteNonQuery();

    /// <summary>
    /// Notes the version of what a slice was read from. The store does not keep it: where this index is made anew it is not known, and the reading's time and size have to do.
    /// </summary>
    public void SetVersion(string slice, DateTime at, string version) => _connection.Execute("INSERT OR REPLACE INTO ledger_versions (target, slice, at, version) VALUES ($1, $2, $3, $4)", _target, slice, at.Ticks, version);

    /// <summary>The version of what a slice was read from at a time; null where it is not known, or of another reading.</summary>
    public string? FindVersion(string slice, DateTime at)
    {
        using var command = _connection.Prepare("SELECT at, version FROM ledger_versions WHERE target = $1 AND slice = $2", 2).Bind(_target, slice);
        using var reader = command.ExecuteReader();
        return reader.Read() && IsSameReading(reader.GetInt64(0), at) ? reader.GetString(1) : null;
    }

    /// <summary>The versions of all slices of a target, with the times of their readings.</summary>
    internal static Dictionary<string, (long At, string Version)> ReadVersions(SqliteConnection connection, long target)
    {
        using var command = connection.Prepare("SELECT slice, at, version FROM ledger_versions WHERE target = $1", 1).Bind(target);
        using var reader = command.ExecuteReader();
        var versions = new Dictionary<string, (long, string)>(StringComparer.Ordinal);
        while (reader.Read()) versions[reader.GetString(0)] = (reader.GetInt64(1), reader.GetString(2));
        return versions;
    }

    /// <summary>True for the times of one reading: stores keep them to the microsecond.</summary>
    internal static bool IsSameReading(long ticks, DateTime at) => Math.Abs(ticks - at.Ticks) < TimeSpan.TicksPerMillisecond;

    /// <summary>Notes that a slice has fewer rows than are expected. What is committed of it stays, and since when it is short.</summary>
    public void Short(string slice, DateOnly? date, DateTime at, string reason) => _short.Bind(_target, slice, date?.DayNumber, at.Ticks, reason).ExecuteNonQuery();

    /// <summary>Committed slices with rows dated before a day, the latest first.</summary>
    public IEnumerable<(string Slice, long Rows)> ReadBefore(DateOnly date, int most)
    {
        using var command = _connection.Prepare("SELECT slice, rows FROM ledger_slices WHERE target = $1 AND date < $2 AND rows > 0 ORDER BY date DESC LIMIT $3", 3).Bind(_target, date.DayNumber, most);
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return (reader.GetString(0), reader.GetInt64(1));
    }

    /// <summary>All slices that are known, by key.</summary>
    /// <param name="brief">True: without hashes, reasons, and the times of the first answer and the last change.</param>
    public IEnumerable<(string Slice, SliceRecord? Record)> ReadAll(bool brief = false) =>
        Rows($"SELECT s.slice, {(brief ? BriefFields : Fields)} FROM ledger_slices s WHERE s.target = $1 ORDER BY s.slice", _target);

    /// <summary>The slices of an enumeration, by key, each with what is known of it.</summary>
    /// <param name="enumeration">The enumeration.</param>
    /// <param name="brief">True: without hashes, reasons, and the times of the first answer and the last change.</param>
    public IEnumerable<(string Slice, SliceRecord? Record)> ReadPlanned(long enumeration, bool brief = false) =>
        Rows($"SELECT p.slice, {(brief ? BriefFields : Fields)} FROM ledger_planned p LEFT JOIN ledger_slices s ON s.target = $1 AND s.slice = p.slice WHERE p.enumeration = $2 ORDER BY p.slice", _target, enumeration);

    /// <summary>The latest date, up to a day, of the slices that are committed with rows; null where there is none.</summary>
    public DateOnly? Watermark(DateOnly today) =>
        _connection.Scalar("SELECT max(date) FROM ledger_slices WHERE target = $1 AND at IS NOT NULL AND rows > 0 AND date <= $2", _target, today.DayNumber) is long day ? DateOnly.FromDayNumber((int)day) : null;

    /// <summary>True where slices are committed that an enumeration does not name.</summary>
    public bool HasUnplanned(long enumeration) => _connection.Scalar("""
        SELECT 1 FROM ledger_slices s WHERE s.target = $1 AND s.at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_planned p WHERE p.enumeration = $2 AND p.slice = s.slice) LIMIT 1
        """, _target, enumeration) is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_find, _commit, _fail, _short]) command.Dispose();
        _connection.Dispose();
    }

    private IEnumerable<(string, SliceRecord?)> Rows(string sql, params object?[] values)
    {
        using var command = _connection.Prepare(sql, values.Length).Bind(values);
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return (reader.GetString(0), Read(reader, 1));
    }

    private static SliceRecord? Read(SqliteDataReader reader, int at) => reader.IsDBNull(at) && reader.IsDBNull(at + 6) ? null : new()
    {
        At = reader.Time(at),
        Date = reader.Int64(at + 1) is { } day ? DateOnly.FromDayNumber((int)day) : null,
        Rows = reader.Int64(at + 2) ?? 0,
        Bytes = reader.Int64(at + 3) ?? 0,
        Hash = reader.Text(at + 4),
        SchemaVersion = (int)(reader.Int64(at + 5) ?? 0),
        FailedAt = reader.Time(at + 6),
        Reason = reader.Text(at + 7),
        IsShort = reader.Int64(at + 8) == 1,
        FirstAt = reader.Time(at + 9),
        ChangedAt = reader.Time(at + 10),
    };

    /// <summary>The number of a target, and the commit of the store that the index knows it up to; null where it knows nothing of it.</summary>
    internal static (long Id, string Birth, long Sequence)? FindTarget(SqliteConnection connection, string store, string table)
    {
        using var command = connection.Prepare("SELECT id, birth, sequence FROM ledger_targets WHERE store = $1 AND name = $2", 2).Bind(store, table);
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2)) : null;
    }

    private (string Birth, long Sequence) Position()
    {
        using var command = _connection.Prepare("SELECT birth, sequence FROM ledger_targets WHERE id = $1", 1).Bind(_target);
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.GetInt64(1)) : ("", 0);
    }

    private void SetPosition(string birth, long sequence) =>
        _connection.Execute("UPDATE ledger_targets SET birth = $1, sequence = $2 WHERE id = $3", birth, sequence, _target);

    private void Forget() => _connection.Transact(() =>
    {
        _connection.Execute("DELETE FROM ledger_slices WHERE target = $1", _target);
        SetPosition("", 0);
    });

    private void Put(IReadOnlyList<SliceMarker> markers)
    {
        if (markers.Count == 0) return;
        _connection.Transact(() =>
        {
            foreach (var m in markers) _commit.Bind(_target, m.Slice, m.Date?.DayNumber, m.Rows, m.Bytes, m.Hash, m.SchemaVersion, m.At.Ticks, m.Run, m.FirstAt?.Ticks, m.ChangedAt?.Ticks).ExecuteNonQuery();
        });
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_store}/{_table}";
}
