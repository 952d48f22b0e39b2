using System.Globalization;
using System.Text;
using DataSync.Rows;

namespace DataSync.Stores.Excel;

/// <summary>Reads the cell that a cursor is at into a column; chosen once for each column, by the type its cells were written as.</summary>
internal static class ExcelCellReaders
{
    /// <summary>Numbers of more digits come from a double, as Excel writes 0.1 back as 0.10000000000000001.</summary>
    private const int ExactDigits = 15;

    /// <summary>Reads a cell that is not empty; false where its value is none of the type.</summary>
    public delegate bool Read(SheetCursor cell, ColumnVector vector);

    public static Read Create(DataType type, StringPool pool) => type.Kind switch
    {
        DataKind.String or DataKind.Json => (cell, vector) => Append(vector, cell.Kind switch
        {
            CellKind.Boolean => cell.Value is "1" ? "true" : "false",
            CellKind.Error => null,
            _ => Pooled(cell, pool),
        }),
        DataKind.Int64 => (cell, vector) => cell.Kind == CellKind.Number && long.TryParse(cell.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? Append(vector, value) : Convert(cell, vector),
        DataKind.Double => (cell, vector) => cell.Kind == CellKind.Number && double.TryParse(cell.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? Append(vector, value) : Convert(cell, vector),
        DataKind.Decimal => (cell, vector) => cell.Kind == CellKind.Number && TryParse(cell.Value, out var value) && NumberConverter.Fits(value, vector.Column.Type) ? Append(vector, value) : Convert(cell, vector),
        DataKind.Boolean => (cell, vector) => cell.Kind == CellKind.Boolean ? Append(vector, cell.Value is "1" or "true") : Convert(cell, vector),
        DataKind.Date => (cell, vector) => cell.Kind == CellKind.Number && ExcelDateForm.TryParse(cell.Value, out var value) ? Append(vector, value) : Convert(cell, vector),
        DataKind.Timestamp => (cell, vector) => cell.Kind == CellKind.Number && ExcelTimeForm.TryParse(cell.Value, DateTimeKind.Unspecified, out var value) ? Append(vector, value) : Convert(cell, vector),
        DataKind.TimestampTz => (cell, vector) => cell.Kind == CellKind.Number && ExcelTimeForm.TryParse(cell.Value, DateTimeKind.Utc, out var value) ? Append(vector, value) : Convert(cell, vector),
        DataKind.Binary => Convert,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such kind."),
    };

    private static bool TryParse(ReadOnlySpan<char> text, out decimal value)
    {
        value = default;
        if (text.Length <= ExactDigits) return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(Math.Abs(number) < (double)decimal.MaxValue)) return false;
        value = (decimal)number; // which rounds to 15 digits
        return true;
    }

    private static string Pooled(SheetCursor cell, StringPool pool)
    {
        if (cell.Value.Length > StringPool.MaxPooledLength / 3 || cell.Value.Contains("_x", StringComparison.Ordinal)) return cell.Text();
        Span<byte> bytes = stackalloc byte[StringPool.MaxPooledLength];
        return pool.GetOrAdd(bytes[..Encoding.UTF8.GetBytes(cell.Value, bytes)]);
    }

    private static bool Append<T>(ColumnVector vector, T? value)
    {
        if (value is null) return false;
        ((ColumnVector<T>)vector).Append(value);
        return true;
    }

    /// <summary>For values without a number's form (NaN as text), and those edited by hand.</summary>
    private static bool Convert(SheetCursor cell, ColumnVector vector)
    {
        if (cell.Kind == CellKind.Error) return false;
        object value = cell.Kind == CellKind.Boolean ? cell.Value is "1" or "true" : cell.Text();
        if (!ValueConverter.TryConvert(value, vector.Column.Type, null, TimeZoneInfo.Utc, out var converted) || converted is null) return false;
        vector.AppendObject(converted);
        return true;
    }
}
