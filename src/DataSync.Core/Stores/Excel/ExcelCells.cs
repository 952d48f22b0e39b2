using System.Text;
using DataSync.Rows;
using DataSync.Rows.Utf8;

namespace DataSync.Stores.Excel;

/// <summary>Chooses the cell of a column.</summary>
internal static class ExcelCells
{
    public static Utf8Cell Create(Column column, ExcelPlace place) => column.Type.Kind switch
    {
        DataKind.Int64 => new ExcelValueCell<long, ExcelInt64Form>(column.Type, place),
        DataKind.Double => new ExcelValueCell<double, ExcelDoubleForm>(column.Type, place),
        DataKind.Decimal => new ExcelValueCell<decimal, ExcelDecimalForm>(column.Type, place),
        DataKind.Boolean => new ExcelValueCell<bool, ExcelBooleanForm>(column.Type, place),
        DataKind.Date => new ExcelValueCell<DateOnly, ExcelDateForm>(column.Type, place),
        DataKind.Timestamp or DataKind.TimestampTz => new ExcelValueCell<DateTime, ExcelTimeForm>(column.Type, place),
        DataKind.Binary => new ExcelBinaryCell(place),
        _ => new ExcelTextCell(place),
    };
}

/// <summary>Numbers and what Excel counts as such. A value without a form is a text, which reads back as the value. Null is no cell.</summary>
internal sealed class ExcelValueCell<T, TForm>(DataType type, ExcelPlace place) : Utf8Cell where T : struct where TForm : struct, IExcelForm<T>
{
    private const int MaxTail = 24;
    private static readonly byte[] End = "</v></c>"u8.ToArray();
    private readonly byte[] _usual = Tail(type, ExcelStyles.Of(type)), _fine = Tail(type, ExcelStyles.FineOf(type));
    private ColumnVector<T> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<T>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        if (_vector.IsNull(row)) return;
        var value = _vector.Values[row];
        if (!TForm.Fits(value))
        {
            place.WriteText(ValueConverter.ToText(value, type), ExcelStyles.Text, buffer);
            return;
        }
        var free = buffer.Free(ExcelPlace.MaxLength + MaxTail + TForm.MaxLength + End.Length);
        var length = place.Write(free);
        var tail = TForm.IsFine(value) ? _fine : _usual;
        tail.CopyTo(free[length..]);
        length += tail.Length;
        length += TForm.Write(value, free[length..]);
        End.CopyTo(free[length..]);
        buffer.Advance(length + End.Length);
    }

    private static byte[] Tail(DataType type, int style) => Encoding.UTF8.GetBytes($"\" s=\"{style}\"{(type.Kind == DataKind.Boolean ? " t=\"b\"" : "")}><v>");
}

/// <summary>Texts, in the cell itself: a table of shared texts would have to stay in memory until the end.</summary>
internal sealed class ExcelTextCell(ExcelPlace place) : Utf8Cell
{
    private ColumnVector<string> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<string>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        if (_vector.Values[row] is { } text) place.WriteText(text, ExcelStyles.Text, buffer);
    }
}

/// <summary>Bytes as Base64.</summary>
internal sealed class ExcelBinaryCell(ExcelPlace place) : Utf8Cell
{
    private ColumnVector<byte[]> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<byte[]>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        if (_vector.Values[row] is { } bytes) place.WriteText(Convert.ToBase64String(bytes), ExcelStyles.Text, buffer);
    }
}
