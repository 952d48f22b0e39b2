using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CsvHelper;
using DataSync.Rows;
using DataSync.Rows.Utf8;
using DataSync.Stores.Compression;

namespace DataSync.Stores.Csv;

/// <summary>Reads records into batches, each field by a reader chosen once for its column.</summary>
internal sealed class CsvFormatReader(CsvReader csv, Stream stream, IReadOnlyList<Column> columns)
{
    private const int BatchRows = 1 << 14;
    private const long BatchBytes = 1 << 22;
    private static readonly int LongestNull = CsvFormatOptions.Nulls.Max(n => n.Length);

    private delegate bool FieldReader(ReadOnlySpan<byte> field, ColumnVector vector);

    private readonly StringPool _pool = new();
    private readonly FieldReader[] _readers = new FieldReader[columns.Count];
    private int[]? _places;

    /// <summary>The next batch; null at the end.</summary>
    public async ValueTask<RowBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_places is null) await ReadHeaderAsync(cancellationToken);
            var vectors = columns.Select(c => ColumnVector.Create(c)).ToArray();
            var (rows, start) = (0, csv.ByteOffset);
            while (rows < BatchRows && csv.ByteOffset - start < BatchBytes && await csv.ReadAsync(cancellationToken))
            {
                ReadRow(vectors);
                rows++;
            }
            return rows == 0 ? null : new RowBatch(vectors, rows);
        }
        catch (CsvFormatException error)
        {
            throw Damaged($"record {error.RecordNumber} is no CSV ({error.Message})", error);
        }
        catch (Exception error) when (CompressedFiles.IsDamage(error))
        {
            throw Damaged($"the compressed file is damaged after record {csv.RowNumber} ({error.Message})", error);
        }
        catch (DecoderFallbackException error)
        {
            throw Damaged($"record {csv.RowNumber} is no UTF-8", error);
        }
    }

    private async ValueTask ReadHeaderAsync(CancellationToken cancellationToken)
    {
        await csv.ReadHeaderAsync(cancellationToken);
        _places = new int[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            _places[i] = IndexOf(csv.Headers, columns[i].Name);
            _readers[i] = CreateReader(columns[i]);
        }
        // older files are rewritten when a column is added, so that a file without any of the columns is no older one
        if (columns.Count > 0 && _places.All(p => p < 0)) throw Damaged($"its header has none of the columns {string.Join(", ", columns.Select(c => c.Name).Take(3))}; if the store's Delimiter was changed, set it back");
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == name) return i;
        return -1;
    }

    private void ReadRow(ColumnVector[] vectors)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            var place = _places![i];
            var field = place < 0 ? default : csv.GetSpan(place);
            if (field.Length <= LongestNull && (place < 0 || IsNull(csv.GetRawSpan(place)))) vectors[i].AppendNull();
            else if (!_readers[i](field, vectors[i])) ReadAsText(place, vectors[i]);
        }
    }

    /// <summary>True for a field without quotes that stands for null; with quotes its raw form is another.</summary>
    private static bool IsNull(ReadOnlySpan<byte> raw) => raw.IsEmpty || raw.SequenceEqual("NULL"u8) || raw.SequenceEqual("\\N"u8);

    /// <summary>For values in another form than this format writes: of an older type of the column, or edited by hand.</summary>
    private void ReadAsText(int place, ColumnVector vector)
    {
        var text = csv.GetString(place);
        if (!ValueConverter.TryConvert(text, vector.Column.Type, vector.Column.Format, TimeZoneInfo.Utc, out var value))
            throw Damaged($"record {csv.RowNumber}, column {vector.Column.Name}: '{text}' is no {vector.Column.Type}");
        vector.AppendObject(value);
    }

    private FieldReader CreateReader(Column column) => column.Type.Kind switch
    {
        DataKind.String or DataKind.Json => (field, vector) => Append(vector, _pool.GetOrAdd(field)),
        DataKind.Int64 => (field, vector) => Utf8Parser.TryParse(field, out long value, out var used) && used == field.Length && Append(vector, value),
        DataKind.Double => (field, vector) => DoubleForm.TryParse(field, out var value) && Append(vector, value),
        DataKind.Decimal => (field, vector) => decimal.TryParse(field, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && Append(vector, value),
        DataKind.Boolean => (field, vector) => Utf8Parser.TryParse(field, out bool value, out var used) && used == field.Length && Append(vector, value),
        DataKind.Date => (field, vector) => Utf8Dates.TryParse(field, out DateOnly value) && Append(vector, value),
        DataKind.Timestamp => (field, vector) => Utf8Dates.TryParse(field, out DateTime value) && Append(vector, value),
        DataKind.TimestampTz => (field, vector) => Utf8Dates.TryParseInstant(field, out var value) && Append(vector, value),
        DataKind.Binary => (field, vector) => Append(vector, Base64(field)),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "No such kind."),
    };

    private static bool Append<T>(ColumnVector vector, T? value)
    {
        if (value is null) return false;
        ((ColumnVector<T>)vector).Append(value);
        return true;
    }

    private static byte[]? Base64(ReadOnlySpan<byte> field)
    {
        var bytes = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(field.Length)];
        return System.Buffers.Text.Base64.DecodeFromUtf8(field, bytes, out _, out var written) == System.Buffers.OperationStatus.Done ? bytes[..written] : null;
    }

    private DataSyncException Damaged(string what, Exception? inner = null) =>
        new("FileDamaged", $"{(stream as FileStream)?.Name ?? "A CSV file"}: {what}.", "Restore the file, or remove its slices and synchronize them again.", inner);
}
