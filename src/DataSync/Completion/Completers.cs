using DataSync.Introspection;
using DataSync.Sources;
using DataSync.Stores;

namespace DataSync.Completion;

/// <summary>Names of sources.</summary>
public sealed class SourceCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => scope.Workspace.Sources.All().Select(s => new Candidate(s.Name, s.Description ?? s.Place));
}

/// <summary>Names of datasets.</summary>
public sealed class DatasetCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => scope.Workspace.Datasets.All().Select(d => new Candidate(d.Name, d.Title ?? d.Description));
}

/// <summary>Names of stores.</summary>
public sealed class StoreCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => scope.Workspace.Stores.All().Select(s => new Candidate(s.Name, $"{s.Kind} {s.Place}"));
}

/// <summary>Names of plans.</summary>
public sealed class PlanCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => scope.Workspace.Plans.All().Select(p => new Candidate(p.Name, $"{p.Dataset} to {p.Store}"));
}

/// <summary>Tables that plans write, and names of datasets.</summary>
public sealed class TableCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope)
    {
        var store = scope.Text("Store");
        return scope.Workspace.Plans.All()
            .Where(p => store is null || p.Store.Equals(store, StringComparison.OrdinalIgnoreCase))
            .Select(p => new Candidate(p.TargetTable, $"{p.Dataset} in {p.Store}"))
            .DistinctBy(c => c.Text);
    }
}

/// <summary>Names of sources and datasets.</summary>
public sealed class SchemaSubjectCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) =>
        scope.Workspace.Sources.All().Select(s => new Candidate(s.Name, "source")).Concat(scope.Workspace.Datasets.All().Select(d => new Candidate(d.Name, d.Title ?? "dataset")));
}

/// <summary>Names of the user's secrets.</summary>
public sealed class SecretCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => Secrets.SecretVault.Of().List().Select(s => new Candidate(s.Name, s.Reference));
}

/// <summary>Names of notifications.</summary>
public sealed class NotificationCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => scope.Workspace.Notifications.All().Select(n => new Candidate(n.Name, $"{n.Kind}: {string.Join(", ", n.Events)}"));
}

/// <summary>Kinds of notification.</summary>
public sealed class NotificationKindCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => Notifications.NotificationKinds.All.Select(k => new Candidate(k.Name, k.Description));
}

/// <summary>Presets of notifications.</summary>
public sealed class NotificationPresetCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => Notifications.Webhook.WebhookPresets.Names(scope.Workspace).Select(name => new Candidate(name));
}

/// <summary>Kinds of source.</summary>
public sealed class SourceKindCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => SourceKinds.All.Select(k => new Candidate(k.Name, k.Description));
}

/// <summary>Kinds of scheduler.</summary>
public sealed class SchedulerKindCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => Scheduling.SchedulerKinds.All.Select(k => new Candidate(k.Name, k.Description));
}

/// <summary>Kinds of store.</summary>
public sealed class StoreKindCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => StoreKinds.All.Select(k => new Candidate(k.Name, k.Description));
}

/// <summary>Kinds of documentation.</summary>
public sealed class DocumentKindCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => DocumentKinds.All.Select(k => new Candidate(k.Name, null));
}

/// <summary>Columns of the dataset in question.</summary>
public sealed class ColumnCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => scope.Dataset?.Columns.Select(c => new Candidate(c.Name, $"{c.Type} {c.Description}")) ?? [];
}

/// <summary>What coverage is counted by: Year, Month, Day, and the parameters of the plan's dataset.</summary>
public sealed class CoverageGroupCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) =>
        [.. ((string[])["Month", "Year", "Day"]).Select(d => new Candidate(d, $"The {d.ToLowerInvariant()} of each slice's date")), .. (scope.Dataset?.Parameters ?? []).Select(p => new Candidate(p.Name, $"{p.Type} {p.Description}"))];
}

/// <summary>Time zones by their IANA names.</summary>
public sealed class TimeZoneCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => TimeZoneInfo.GetSystemTimeZones()
        .Select(z => z.HasIanaId || !TimeZoneInfo.TryConvertWindowsIdToIanaId(z.Id, out var iana) ? new Candidate(z.Id, z.DisplayName) : new Candidate(iana, z.DisplayName));
}

/// <summary>Ways to partition the dataset in question.</summary>
public sealed class PartitionCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => (scope.Dataset?.Columns ?? []).SelectMany(c => c.Type.Kind is DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz
        ? (Candidate[])[new($"year({c.Name})"), new($"month({c.Name})"), new(c.Name)]
        : [new(c.Name)]);
}

/// <summary>Migrations, those that wait first.</summary>
public sealed class MigrationCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => scope.Workspace.Migrations.All().OrderByDescending(m => m.IsDue).Select(m => new Candidate(m.Id, $"{m.Status}: {m.Table} in {m.Store}"));
}
