namespace DataSync.Parameters;

/// <summary>Completes and checks the calendar that a user gave to a plan.</summary>
internal static class CalendarRules
{
    /// <summary>The calendar with its columns named; null stays null.</summary>
    /// <exception cref="DataSyncException"><c>CalendarInvalid</c>: the columns cannot be told, or are not there.</exception>
    public static PlanCalendar? Checked(Catalog.Workspace workspace, Plan plan, PlanCalendar? calendar)
    {
        if (calendar is null) return null;
        var store = workspace.Stores.Get(calendar.Store ?? plan.Store).Name;
        // the table's dataset: by the plan that writes it, else of the same name
        var dataset = workspace.Plans.All().FirstOrDefault(p => Same(p.TargetTable, calendar.Table) && Same(p.Store, store)) is { } writer ? workspace.Datasets.Get(writer.Dataset) : workspace.Datasets.Find(calendar.Table)
            ?? throw new DataSyncException("CalendarInvalid", $"Nothing here writes a table '{calendar.Table}' in store '{store}'.", "Name the table of a plan, such as trade_cal; it is to be synchronized first.");
        var date = Column(dataset, calendar.Date.Length > 0 ? calendar.Date : dataset.Columns.FirstOrDefault(c => c.Type.Kind is DataKind.Date or DataKind.Timestamp)?.Name, "Date", "days");
        var named = calendar.Open ?? dataset.Columns.FirstOrDefault(c => c.Name.Contains("open", StringComparison.OrdinalIgnoreCase) || c.Type.Kind == DataKind.Boolean)?.Name;
        foreach (var (column, _) in calendar.Where ?? []) Column(dataset, column, "Where", "choice");
        return calendar with { Store = Same(store, plan.Store) ? null : store, Date = date, Open = named is null ? null : Column(dataset, named, "Open", "open or closed") };
    }

    private static string Column(Dataset dataset, string? name, string field, string what) => dataset.FindColumn(name ?? "") is { } column ? column.Name
        : throw new DataSyncException("CalendarInvalid", name is null ? $"Which column of '{dataset.Name}' holds the {what} cannot be told." : $"'{dataset.Name}' has no column '{name}'.", $"Give {field} of -ScheduleCalendar one of: {string.Join(", ", dataset.Columns.Select(c => c.Name))}.");

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
