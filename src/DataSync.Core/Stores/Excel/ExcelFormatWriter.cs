using System.IO.Compression;
using DataSync.Rows;
using DataSync.Rows.Utf8;
using DataSync.Stores.Files;

namespace DataSync.Stores.Excel;

/// <summary>Writes batches straight from their typed columns into a sheet's compressed XML, and begins another sheet where one is full.</summary>
internal sealed class ExcelFormatWriter : IRowWriter
{
    private const int FlushSize = 1 << 17;

    private readonly Stream _stream;
    private readonly IReadOnlyList<Column> _columns;
    private readonly ExcelFormatOptions _options;
    private readonly string _table;
    private readonly long _begin;
    private readonly ByteBuffer _buffer = new(FlushSize + (1 << 14));
    private readonly ExcelRow _row = new();
    private readonly Utf8Cell[] _cells;
    private readonly List<string> _sheets = [];
    private ExcelPackage? _package;
    private Stream? _sheet;
    private int _rows;

    public ExcelFormatWriter(Stream stream, IReadOnlyList<Column> columns, ExcelFormatOptions options, string table)
    {
        if (columns.Count > ExcelLimits.Columns)
            throw new DataSyncException("TooManyColumns", $"A table of {columns.Count:N0} columns has no place in a sheet, which has {ExcelLimits.Columns:N0}.", "Use another kind of store, or leave columns out of the dataset.");
        (_stream, _columns, _options, _table, _begin) = (stream, columns, options, table, stream.Position);
        _cells = [.. columns.Select((c, i) => ExcelCells.Create(c, new ExcelPlace(i, _row)))];
    }

    public long Length => _stream.Position - _begin + _buffer.Length;

    public async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _cells.Length; i++) _cells[i].Bind(batch.Columns[i]);
        for (var row = 0; row < batch.RowCount;)
        {
            if (_sheet is null) await BeginSheetAsync(batch, cancellationToken);
            row = Fill(row, batch.RowCount);
            if (_buffer.Length >= FlushSize) await FlushAsync(cancellationToken);
            if (_rows == _options.SheetRows) await EndSheetAsync(cancellationToken);
        }
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_sheets.Count == 0) await BeginSheetAsync(null, cancellationToken);
        if (_sheet is not null) await EndSheetAsync(cancellationToken);
        await _package!.FinishAsync(_sheets, SchemaNote.Write(_columns, _sheets), cancellationToken);
    }

    /// <summary>Leaves an unfinished archive as it is: closing it would write on, into a file that is given up.</summary>
    public ValueTask DisposeAsync()
    {
        _buffer.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask BeginSheetAsync(RowBatch? sample, CancellationToken cancellationToken)
    {
        _package ??= await ExcelPackage.CreateAsync(_stream, _options.CompressionLevel, cancellationToken);
        _sheets.Add(SheetNames.Of(_table, _sheets.Count + 1));
        _sheet = await _package.OpenSheetAsync(_sheets.Count, cancellationToken);
        SheetFrame.WriteStart(_columns, sample, isFirst: _sheets.Count == 1, _buffer);
        _rows = 1;
    }

    private async ValueTask EndSheetAsync(CancellationToken cancellationToken)
    {
        SheetFrame.WriteEnd(_columns.Count, _rows, _buffer);
        await FlushAsync(cancellationToken);
        await _sheet!.DisposeAsync();
        _sheet = null;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _sheet!.WriteAsync(_buffer.Written, cancellationToken);
        _buffer.Clear();
    }

    private int Fill(int row, int end)
    {
        for (; row < end && _rows < _options.SheetRows && _buffer.Length < FlushSize; row++)
        {
            _row.Set(++_rows);
            _buffer.Write("<row r=\""u8);
            _buffer.Write(_row.Digits);
            _buffer.Write("\">"u8);
            foreach (var cell in _cells) cell.Write(row, _buffer);
            _buffer.Write("</row>"u8);
        }
        return row;
    }
}
