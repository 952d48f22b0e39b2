using System.Globalization;
using System.Text.Json;
using DataSync.Stores;

namespace DataSync.Scheduling;

/// <summary>Which days of a calendar are open. A day that the calendar does not know, as it ends before it, counts as open: a plan that runs in vain costs less than one that never runs.</summary>
/// <param name="days">Day to whether it is open.</param>
public sealed class TradingDays(IReadOnlyDictionary<DateOnly, bool> days)
{
    /// <summary>The last day that is known; null where none is.</summary>
    public DateOnly? Last { get; } = days.Count == 0 ? null : days.Keys.Max();

    /// <summary>True for a day on which the schedule holds.</summary>
    public bool IsOpen(DateOnly day) => !days.TryGetValue(day, out var open) || open;

    /// <summary>Reads a calendar.</summary>
    /// <exception cref="DataSyncException"><c>TableNotFound</c>, <c>ColumnNotFound</c>; the store is not reached.</exception>
    public static async Task<TradingDays> ReadAsync(IStore store, PlanCalendar calendar, CancellationToken cancellationToken)
    {
        var days = new Dictionary<DateOnly, bool>();
        var query = new ReadQuery
        {
            Columns = calendar.Open is { } open ? [calendar.Date, open] : [calendar.Date],
            Where = (calendar.Where ?? []).ToDictionary(w => w.Key, w => (IReadOnlyList<object?>)[w.Value is null ? null : Value(w.Value.Deserialize<JsonElement>())]),
        };
        await foreach (var batch in store.ReadAsync(calendar.Table, query, cancellationToken))
        {
            var (dates, states) = (batch.Columns[batch.IndexOf(calendar.Date)], calendar.Open is { } name ? batch.Columns[batch.IndexOf(name)] : null);
            for (var row = 0; row < batch.RowCount; row++)
                if (Day(dates.GetValue(row)) is { } day) days[day] = days.GetValueOrDefault(day) || states is null || IsYes(states.GetValue(row));
        }
        if (calendar.Open is null && days.Count > 0)
            for (var (day, last) = (days.Keys.Min(), days.Keys.Max()); day < last; day = day.AddDays(1)) days.TryAdd(day, false);
        return new(days);
    }

    private static DateOnly? Day(object? value) => value switch
    {
        DateOnly day => day,
        DateTime moment => DateOnly.FromDateTime(moment),
        long number => Parse(number.ToString(CultureInfo.InvariantCulture)),
        string text => Parse(text),
        _ => null,
    };

    private static DateOnly? Parse(string text) => DateOnly.TryParseExact(text.Trim(), ["yyyyMMdd", "yyyy-MM-dd", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool IsYes(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        string text => text.Trim().ToUpperInvariant() is "1" or "Y" or "YES" or "TRUE" or "T" or "OPEN",
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture) != 0,
        _ => false,
    };

    private static object Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        _ => element.ToString(),
    };
}
