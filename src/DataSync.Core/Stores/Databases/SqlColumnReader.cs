using System.Data.Common;
using DataSync.Rows;

namespace DataSync.Stores.Databases;

/// <summary>Reads one column of a result into a vector; chosen once a column.</summary>
internal abstract class SqlColumnReader
{
    /// <summary>The values read since <see cref="Take"/>.</summary>
    public abstract void Read(DbDataReader reader);

    /// <summary>Gives the values away and begins anew.</summary>
    public abstract ColumnVector Take();

    /// <summary>The reader for a column at a place of the result.</summary>
    public static SqlColumnReader Create(Column column, int at, int rows) => column.Type.Kind switch
    {
        DataKind.Int64 => new Of<long>(column, at, rows),
        DataKind.Double => new Of<double>(column, at, rows),
        DataKind.Decimal => new Of<decimal>(column, at, rows),
        DataKind.Boolean => new Of<bool>(column, at, rows),
        DataKind.Date => new Of<DateOnly>(column, at, rows),
        DataKind.Timestamp => new Times(column, at, rows, DateTimeKind.Unspecified),
        DataKind.TimestampTz => new Times(column, at, rows, DateTimeKind.Utc),
        DataKind.Binary => new Of<byte[]>(column, at, rows),
        _ => new Of<string>(column, at, rows),
    };

    private sealed class Of<T>(Column column, int at, int rows) : SqlColumnReader
    {
        private ColumnVector<T> _vector = new(column, rows);

        public override void Read(DbDataReader reader)
        {
            if (reader.IsDBNull(at)) _vector.AppendNull();
            else _vector.Append(reader.GetFieldValue<T>(at));
        }

        public override ColumnVector Take()
        {
            var taken = _vector;
            _vector = new(column, rows);
            return taken;
        }
    }

    private sealed class Times(Column column, int at, int rows, DateTimeKind kind) : SqlColumnReader
    {
        private ColumnVector<DateTime> _vector = new(column, rows);

        public override void Read(DbDataReader reader)
        {
            if (reader.IsDBNull(at)) _vector.AppendNull();
            else _vector.Append(DateTime.SpecifyKind(reader.GetDateTime(at), kind));
        }

        public override ColumnVector Take()
        {
            var taken = _vector;
            _vector = new(column, rows);
            return taken;
        }
    }
}
