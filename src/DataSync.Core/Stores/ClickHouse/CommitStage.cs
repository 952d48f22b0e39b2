using System.Runtime.InteropServices;
using DataSync.Rows;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// The table of its own in which a commit's rows gather, out of readers' sight, until the commit is decided. Rows are sent, by two inserts at a time,
/// while the next are being encoded; their order does not matter. An insert that failed on its way is sent again: the table knows by its token whether it took it.
/// </summary>
internal sealed class CommitStage : IAsyncDisposable
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private readonly ClickHouseSession _session;
    private readonly ClickHouseLimits _limits;
    private readonly string _stem = Guid.NewGuid().ToString("n")[..12];
    private ByteBuffer _buffer = new();
    private readonly (ByteBuffer Buffer, Task Done)[] _sending = [(new(), Task.CompletedTask), (new(), Task.CompletedTask)];
    private NativeWriter? _writer;
    private VersionWriter? _versions;
    private ColumnVector[]? _gathered;
    private Task _emptied = Task.CompletedTask;
    private int _tables, _inserts;
    private long _encoded;

    public CommitStage(ClickHouseSession session, ClickHouseLimits limits) => (_session, _limits) = (session, limits);

    /// <summary>The table; null where there is none yet.</summary>
    public string? Table { get; private set; }
    /// <summary>Rows taken since the last commit.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes rows, which have exactly the table's columns.</summary>
    public async Task AddAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        Rows += batch.RowCount;
        if (_gathered is null && batch.RowCount * 4 >= _limits.BlockRows)
        {
            await EncodeAsync(batch, cancellationToken);
            return;
        }
        _gathered ??= [.. batch.Columns.Select(c => c.NewLike(c.Column))];
        for (var i = 0; i < _gathered.Length; i++) _gathered[i].AppendRange(batch.Columns[i], 0, batch.RowCount);
        if (_gathered[0].Count >= _limits.BlockRows || _gathered.Sum(c => c.ByteSize) >= _limits.InsertBytes) await EncodeGatheredAsync(cancellationToken);
    }

    /// <summary>Has all rows at the server.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await EncodeGatheredAsync(cancellationToken);
        await SendAsync(cancellationToken);
        await Task.WhenAll(_sending.Select(s => s.Done));
    }

    /// <summary>Begins the next commit with an empty table; its rows wait until it is.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await SettleAsync();
        _buffer.Clear();
        (_gathered, Rows, _encoded) = (null, 0, 0);
        if (Table is not null && _inserts > 0) _emptied = _session.Server.ExecuteAsync(_session.Ddl.Truncate(Table), cancellationToken); // while the next rows come
        _inserts = 0;
    }

    /// <summary>Drops the table: the next commit's has other columns, or there is none.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        await SettleAsync();
        await _emptied;
        if (Table is not null) await _session.DropAsync(Table, cancellationToken);
        (Table, _writer, _inserts) = (null, null, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await SettleAsync();
        await _emptied.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the next writer drops it
        _buffer.Dispose();
        foreach (var (buffer, _) in _sending) buffer.Dispose();
    }

    /// <summary>Waits for inserts whose rows no longer matter: what became of them does not matter either.</summary>
    private async Task SettleAsync()
    {
        await Task.WhenAll(_sending.Select(s => s.Done)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < _sending.Length; i++) _sending[i].Done = Task.CompletedTask;
    }

    private async Task EncodeGatheredAsync(CancellationToken cancellationToken)
    {
        if (_gathered is not { } vectors) return;
        _gathered = null;
        await EncodeAsync(new RowBatch(vectors, vectors[0].Count), cancellationToken);
    }

    private async Task EncodeAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        if (_writer is null) await CreateAsync(cancellationToken);
        _writer!.Write(_buffer, batch, WriteHidden);
        _encoded += batch.RowCount;
        if (_buffer.Length >= _limits.InsertBytes) await SendAsync(cancellationToken);
    }

    private void WriteHidden(ByteBuffer output, RowBatch batch)
    {
        var sequence = _session.Record.Sequence + 1;
        if (_versions is not null) _versions.Write(output, batch, sequence, _encoded);
        else MemoryMarshal.Cast<byte, ulong>(output.Reserve(batch.RowCount * sizeof(ulong))).Fill((ulong)sequence);
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var record = _session.Record;
        Table = $"{ClickHouseNames.Stages(record.Table)}{_stem}{_tables++}";
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Stage, async () =>
        {
            foreach (var statement in _session.Ddl.CreateStage(Table, record)) await _session.Server.ExecuteAsync(statement, cancellationToken);
        });
        _versions = record.IsKeyed ? new VersionWriter(record.VersionColumn) : null;
        _writer = new NativeWriter(record.TableColumns, c => ClickHouseDdl.IsNullable(c, record),
            record.IsKeyed ? ClickHouseNames.VersionColumn : ClickHouseNames.CommitColumn, _versions?.Type ?? "UInt64");
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length == 0) return;
        await _emptied;
        await await Task.WhenAny(_sending.Select(s => s.Done)); // an insert that failed is told here
        var free = Array.FindIndex(_sending, s => s.Done.IsCompletedSuccessfully);
        var (full, empty) = (_buffer, _sending[free].Buffer);
        empty.Clear();
        _buffer = empty;
        _sending[free] = (full, SendAsync(Table!, full.Written, FormattableString.Invariant($"{Table}-{_session.Record.Sequence}-{_inserts++}"), cancellationToken));
    }

    private Task SendAsync(string table, ReadOnlyMemory<byte> bytes, string token, CancellationToken cancellationToken) => ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Insert, async () =>
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await _session.Server.PostAsync($"INSERT INTO {ClickHouseNames.Quote(table)} FORMAT Native", bytes, new()
                {
                    ["insert_deduplication_token"] = token,
                    ["async_insert"] = 0,
                    ["distributed_foreground_insert"] = 1,
                    ["max_partitions_per_insert_block"] = 0,
                }, cancellationToken);
                return;
            }
            catch (Exception e) when (attempt < Waits.Length && ClickHouseErrors.IsConnectionError(e))
            {
                await Task.Delay(Waits[attempt], _session.Time, cancellationToken);
            }
        }
    });
}
