namespace DataSync.Rows.Utf8;

/// <summary>Writes rows as text, cell by cell, through buffers: stretches of a batch's rows on several cores, one after the other into the stream.</summary>
internal sealed class Utf8RowWriter : IDisposable
{
    private const int FlushSize = 1 << 17;
    /// <summary>Less is not worth another core.</summary>
    private const int LeastBytes = 1 << 14;

    private readonly Stream _stream;
    private readonly Lane[] _lanes;
    private long _flushed;
    private int _rowBytes = 1 << 8; // of the rows before
    private bool _any;

    /// <param name="stream">Where the text goes; left open.</param>
    /// <param name="createCells">Makes a cell for each column.</param>
    /// <param name="separator">What stands between rows.</param>
    /// <param name="rowStart">What begins a row.</param>
    /// <param name="rowEnd">What ends a row.</param>
    public Utf8RowWriter(Stream stream, Func<IEnumerable<Utf8Cell>> createCells, byte[] separator, byte[] rowStart, byte[] rowEnd)
    {
        _stream = stream;
        _lanes = new Lane[Lanes.Count];
        for (var i = 0; i < _lanes.Length; i++) _lanes[i] = new Lane([.. createCells()], separator, rowStart, rowEnd, i == 0 ? FlushSize + (1 << 14) : 0);
    }

    public long Length => _flushed + _lanes[0].Buffer.Length;

    /// <summary>Writes text as it is.</summary>
    public void Write(ReadOnlySpan<byte> text) => _lanes[0].Buffer.Write(text);

    public async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        foreach (var lane in _lanes) lane.Bind(batch);
        for (var row = 0; row < batch.RowCount;)
        {
            var left = batch.RowCount - row;
            var lanes = (int)Math.Min(_lanes.Length, (long)left * _rowBytes / LeastBytes);
            row = lanes > 1 ? await WriteAsync(row, Math.Clamp(left / lanes, 1, Math.Max(1, FlushSize / _rowBytes)), lanes, cancellationToken) : _lanes[0].Fill(row, batch.RowCount, ref _any);
            if (_lanes[0].Buffer.Length >= FlushSize) await FlushAsync(cancellationToken);
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in _lanes)
        {
            if (lane.Buffer.Length == 0) continue;
            await _stream.WriteAsync(lane.Buffer.Written, cancellationToken);
            _flushed += lane.Buffer.Length;
            lane.Buffer.Clear();
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes) lane.Buffer.Dispose();
    }

    /// <summary>Writes as many stretches of rows as there are lanes. Where rows are longer than those before, what a lane has no room for is left to the next call.</summary>
    /// <returns>The first row not written.</returns>
    private async ValueTask<int> WriteAsync(int row, int stretch, int lanes, CancellationToken cancellationToken)
    {
        var before = _lanes[0].Buffer.Length;
        var others = new Task<int>[lanes - 1];
        for (var i = 1; i < lanes; i++)
        {
            var (lane, start) = (_lanes[i], row + i * stretch);
            others[i - 1] = Task.Run(() =>
            {
                var follows = true;
                return lane.Fill(start, start + stretch, ref follows);
            }, CancellationToken.None);
        }
        int next;
        try
        {
            next = _lanes[0].Fill(row, row + stretch, ref _any);
        }
        finally
        {
            await ((Task)Task.WhenAll(others)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // they fill buffers that are given back
        }
        for (var i = 1; i < lanes; i++)
        {
            if (next < row + i * stretch) _lanes[i].Buffer.Clear(); // rows before these are still to come
            else next = await others[i - 1];
        }
        _rowBytes = 1 + (_lanes.Sum(l => l.Buffer.Length) - before) / (next - row);
        await FlushAsync(cancellationToken);
        return next;
    }

    /// <summary>What one core writes with.</summary>
    private sealed class Lane(Utf8Cell[] cells, byte[] separator, byte[] rowStart, byte[] rowEnd, int capacity)
    {
        public ByteBuffer Buffer { get; } = new(capacity);

        public void Bind(RowBatch batch)
        {
            for (var i = 0; i < cells.Length; i++) cells[i].Bind(batch.Columns[i]);
        }

        /// <summary>Writes rows until <paramref name="end"/>, or until the buffer has had what is to be written at once.</summary>
        /// <returns>The first row not written.</returns>
        public int Fill(int row, int end, ref bool follows)
        {
            var most = Buffer.Length + FlushSize;
            for (; row < end && Buffer.Length < most; row++)
            {
                if (follows) Buffer.Write(separator);
                follows = true;
                Buffer.Write(rowStart);
                foreach (var cell in cells) cell.Write(row, Buffer);
                Buffer.Write(rowEnd);
            }
            return row;
        }
    }
}
