using DataSync.Rows;

namespace DataSync.Sources.Answers;

/// <summary>What the readers of columns share in one page.</summary>
/// <param name="Pool">Keeps repeated texts as one.</param>
/// <param name="Zone">The vendor's time zone.</param>
/// <param name="Capacity">Rows expected.</param>
internal readonly record struct ColumnReaders(StringPool Pool, TimeZoneInfo Zone, int Capacity)
{
    /// <summary>The reader for a column's type.</summary>
    public ColumnReader Create(Column column) => column.Type.Kind switch
    {
        DataKind.String => Create<string, TextForm>(column, new(Pool)),
        DataKind.Json => Create<string, JsonForm>(column, default),
        DataKind.Int64 => Create<long, Int64Form>(column, default),
        DataKind.Double => Create<double, DoubleForm>(column, default),
        DataKind.Decimal => Create<decimal, AnyForm<decimal>>(column, default),
        DataKind.Boolean => Create<bool, BooleanForm>(column, default),
        DataKind.Date => Create<DateOnly, DateForm>(column, new(column.Format)),
        DataKind.Timestamp => Create<DateTime, TimestampForm>(column, new(column.Format)),
        DataKind.TimestampTz => Create<DateTime, AnyForm<DateTime>>(column, default),
        DataKind.Binary => Create<byte[], AnyForm<byte[]>>(column, default),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "No such kind."),
    };

    private ColumnReader<T, TForm> Create<T, TForm>(Column column, TForm form) where TForm : struct, ICellForm<T> => new(column, form, Zone, Capacity);
}
