using System.Data.Common;
using System.Globalization;
using DataSync.Rows;

namespace DataSync.Sources.Databases;

/// <summary>Reads one field of a result into a vector of the type nearest to the driver's; chosen once a column.</summary>
internal abstract class FieldReader
{
    /// <summary>Reads the field of the current row.</summary>
    public abstract void Read(DbDataReader reader);

    /// <summary>Gives the values away and begins anew.</summary>
    public abstract ColumnVector Take();

    /// <summary>The reader for a field.</summary>
    /// <param name="column">The column, of the type to read.</param>
    /// <param name="at">Its place.</param>
    /// <param name="field">The driver's type.</param>
    /// <param name="rows">Rows of a batch.</param>
    public static FieldReader Create(Column column, int at, Type field, int rows) => column.Type.Kind switch
    {
        DataKind.Int64 when field == typeof(int) => new Of<long>(column, at, rows, static (r, i) => r.GetInt32(i)),
        DataKind.Int64 when field == typeof(short) => new Of<long>(column, at, rows, static (r, i) => r.GetInt16(i)),
        DataKind.Int64 when field == typeof(uint) => new Of<long>(column, at, rows, static (r, i) => r.GetFieldValue<uint>(i)),
        DataKind.Int64 when field == typeof(ushort) => new Of<long>(column, at, rows, static (r, i) => r.GetFieldValue<ushort>(i)),
        DataKind.Int64 when field == typeof(sbyte) => new Of<long>(column, at, rows, static (r, i) => r.GetFieldValue<sbyte>(i)),
        DataKind.Int64 when field == typeof(byte) => new Of<long>(column, at, rows, static (r, i) => r.GetByte(i)),
        DataKind.Int64 => new Of<long>(column, at, rows, static (r, i) => r.GetInt64(i)),
        // by its text: the double nearest to 0.1f is not the one a reader of 0.1 means
        DataKind.Double when field == typeof(float) => new Of<double>(column, at, rows, static (r, i) => double.Parse(r.GetFloat(i).ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
        DataKind.Double => new Of<double>(column, at, rows, static (r, i) => r.GetDouble(i)),
        DataKind.Decimal when field == typeof(ulong) => new Of<decimal>(column, at, rows, static (r, i) => r.GetFieldValue<ulong>(i)),
        DataKind.Decimal => new Of<decimal>(column, at, rows, static (r, i) => r.GetDecimal(i)),
        DataKind.Boolean => new Of<bool>(column, at, rows, static (r, i) => r.GetBoolean(i)),
        DataKind.Date => new Of<DateOnly>(column, at, rows, static (r, i) => r.GetFieldValue<DateOnly>(i)),
        DataKind.Timestamp => new Of<DateTime>(column, at, rows, static (r, i) => DateTime.SpecifyKind(r.GetDateTime(i), DateTimeKind.Unspecified)),
        DataKind.TimestampTz => new Of<DateTime>(column, at, rows, static (r, i) => DateTime.SpecifyKind(r.GetDateTime(i), DateTimeKind.Utc)),
        DataKind.Binary => new Of<byte[]>(column, at, rows, static (r, i) => r.GetFieldValue<byte[]>(i)),
        _ => new Texts(column, at, rows),
    };

    private sealed class Of<T>(Column column, int at, int rows, Func<DbDataReader, int, T> read) : FieldReader
    {
        private ColumnVector<T> _vector = new(column, rows);

        public override void Read(DbDataReader reader)
        {
            if (reader.IsDBNull(at)) _vector.AppendNull();
            else _vector.Append(read(reader, at));
        }

        public override ColumnVector Take()
        {
            var taken = _vector;
            _vector = new(column, rows);
            return taken;
        }
    }

    /// <summary>Texts; a value that follows itself is kept once, as codes of sorted rows do.</summary>
    private sealed class Texts(Column column, int at, int rows) : FieldReader
    {
        private ColumnVector<string> _vector = new(column, rows);
        private string _last = "";

        public override void Read(DbDataReader reader)
        {
            if (reader.IsDBNull(at))
            {
                _vector.AppendNull();
                return;
            }
            var text = reader.GetString(at);
            _vector.Append(text == _last ? _last : _last = text);
        }

        public override ColumnVector Take()
        {
            var taken = _vector;
            _vector = new(column, rows);
            return taken;
        }
    }
}
