using System.Xml;
using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Stores.Excel;

/// <summary>Reads sheets into batches as their XML comes.</summary>
internal sealed class ExcelFormatReader : IAsyncDisposable
{
    private const int BatchRows = 1 << 14;
    private const int BatchCharacters = 1 << 22;

    private readonly Stream _stream;
    private readonly ExcelWorkbook _workbook;
    private readonly IReadOnlyList<Column> _wanted, _stored;
    private readonly ExcelCellReaders.Read[] _cells;
    private readonly Queue<string> _sheets;
    private string _sheet = "";
    private SheetCursor? _cursor;
    private int[] _vectorAt = [];
    private int _lastRow;

    private ExcelFormatReader(Stream stream, ExcelWorkbook workbook, IReadOnlyList<Column> columns)
    {
        (_stream, _workbook, _wanted, _sheets) = (stream, workbook, columns, new Queue<string>(workbook.DataSheets));
        _stored = [.. columns.Select(c => workbook.Note?.Types.TryGetValue(c.Name, out var type) == true ? c with { Type = type } : c)];
        var pool = new StringPool();
        _cells = [.. _stored.Select(c => ExcelCellReaders.Create(c.Type, pool))];
    }

    /// <exception cref="DataSyncException"><c>FileDamaged</c>: the file is cut short, or no workbook.</exception>
    public static async Task<ExcelFormatReader> OpenAsync(Stream stream, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        try
        {
            return new ExcelFormatReader(stream, await ExcelWorkbook.OpenAsync(stream, cancellationToken), columns);
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged(stream, error.Message, error);
        }
    }

    /// <summary>The next batch; null at the end.</summary>
    public async ValueTask<RowBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_cursor is not null || _sheets.Count > 0)
            {
                _cursor ??= await BeginSheetAsync(cancellationToken);
                var vectors = _stored.Select(c => ColumnVector.Create(c)).ToArray();
                cancellationToken.ThrowIfCancellationRequested();
                if (ReadRows(_cursor, vectors) is > 0 and var rows) return new RowBatch([.. vectors.Select((v, i) => Widening.Convert(v, _wanted[i]))], rows);
                _cursor.Dispose();
                _cursor = null;
            }
            return null;
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged(_stream, $"sheet '{_sheet}', row {_cursor?.Row ?? 0}: {error.Message}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _cursor?.Dispose();
        await _workbook.DisposeAsync();
    }

    private async Task<SheetCursor> BeginSheetAsync(CancellationToken cancellationToken)
    {
        _sheet = _sheets.Dequeue();
        var cursor = await _workbook.OpenSheetAsync(_sheet, cancellationToken);
        var places = _stored.Select((c, i) => (c.Name, i)).DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.i);
        var header = new List<int>();
        if (cursor.ReadRow())
            while (cursor.ReadCell())
            {
                while (header.Count < cursor.Column) header.Add(-1);
                header.Add(places.GetValueOrDefault(cursor.Text(), -1));
            }
        (_vectorAt, _lastRow) = ([.. header], cursor.Row);
        return cursor;
    }

    /// <summary>Reads rows until the batch is full or the sheet ends. Excel saves no row that is empty: what is missing between rows is one of nulls.</summary>
    private int ReadRows(SheetCursor cursor, ColumnVector[] vectors)
    {
        var (rows, begin) = (0, cursor.Characters);
        while (rows < BatchRows && cursor.Characters - begin < BatchCharacters && cursor.ReadRow())
        {
            for (; _lastRow < cursor.Row - 1; _lastRow++) Complete(vectors, ++rows);
            while (cursor.ReadCell())
                if (cursor.Kind != CellKind.Empty && cursor.Column < _vectorAt.Length && _vectorAt[cursor.Column] is >= 0 and var at && !_cells[at](cursor, vectors[at]))
                    throw new FormatException($"column {_stored[at].Name}: '{cursor.Text()}' is no {_stored[at].Type}");
            Complete(vectors, ++rows);
            _lastRow = cursor.Row;
        }
        return rows;
    }

    private static void Complete(ColumnVector[] vectors, int rows)
    {
        foreach (var vector in vectors)
            if (vector.Count < rows) vector.AppendNull();
    }

    private static bool IsDamage(Exception error) => error is InvalidDataException or XmlException or FormatException or OverflowException or KeyNotFoundException or EndOfStreamException or SliceRejectedException;

    private static DataSyncException Damaged(Stream stream, string what, Exception inner) =>
        new("FileDamaged", $"{(stream as FileStream)?.Name ?? "A workbook"} cannot be read: {what}", "Restore the file, or remove its slices and synchronize them again.", inner);
}
