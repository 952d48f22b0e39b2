using DataSync.Rows;
using DataSync.Stores;

namespace DataSync.Sync.Readiness;

/// <summary>Reads the calendar that a plan or its dataset names.</summary>
internal static class CalendarReader
{
    private const string Weekdays = "Weekdays";

    /// <summary>Checks a calendar's text.</summary>
    /// <exception cref="DataSyncException"><c>CalendarInvalid</c>.</exception>
    public static void Check(string text)
    {
        if (!text.Equals(Weekdays, StringComparison.OrdinalIgnoreCase) && TablePart.Read(text) is not { Column: not null })
            throw new DataSyncException("CalendarInvalid", $"'{text}' is no calendar.", "Write Weekdays, or a column of a table of the plan's store such as 'trade_cal.cal_date?is_open=1'.");
    }

    /// <summary>The days; null where the table is not there yet.</summary>
    /// <exception cref="DataSyncException"><c>CalendarInvalid</c>, <c>ColumnNotFound</c>.</exception>
    public static async Task<OpenDays?> ReadAsync(string text, IStore store, CancellationToken cancellationToken)
    {
        Check(text);
        if (text.Equals(Weekdays, StringComparison.OrdinalIgnoreCase)) return OpenDays.Weekdays;
        var part = TablePart.Read(text)!;
        if (await store.GetStateAsync(part.Table, cancellationToken) is null) return null;
        var days = new HashSet<DateOnly>();
        await foreach (var batch in store.ReadAsync(part.Table, part.Query([part.Column!]), cancellationToken))
            for (var row = 0; row < batch.RowCount; row++)
                if (ValueConverter.TryConvert(batch.Columns[0].GetValue(row), DataType.Date, null, null, out var day) && day is DateOnly date) days.Add(date);
        return days.Count > 0 ? new OpenDays(days) : null;
    }
}
