using System.Runtime.CompilerServices;

namespace DataSync.Introspection;

/// <summary>Turns documentation links into datasets; saving them is the caller's.</summary>
/// <param name="fetcher">Gets the pages.</param>
/// <param name="existing">The workspace's datasets: a link imported before updates its dataset, and names stay unique.</param>
/// <param name="time">The clock of pauses; null: the system's.</param>
public sealed class DatasetImporter(DocumentFetcher fetcher, IEnumerable<Dataset> existing, TimeProvider? time = null)
{
    private readonly List<Dataset> _known = [.. existing];

    /// <summary>Imports links, several at once; the answers come in the links' order.</summary>
    /// <param name="links">Addresses or paths.</param>
    /// <param name="options">What the user says over the pages.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="DataSyncException"><c>NameForSeveral</c>: one name for several links. What is wrong with one link is in its <see cref="DatasetImport.Error"/>.</exception>
    public async IAsyncEnumerable<DatasetImport> ImportAsync(IReadOnlyList<string> links, DatasetImportOptions options, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (options.Name is not null && links.Count > 1)
            throw new DataSyncException("NameForSeveral", $"-Name {options.Name} names one dataset, but {links.Count} links were given.", "Import that link by itself.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var targets = new List<LinkedPages.Target>();
        foreach (var link in links)
        {
            var (found, error) = await FindAsync(link, options, cancel);
            if (error is not null) yield return new() { Link = link, Error = error };
            targets.AddRange(found.Where(f => !targets.Exists(t => t.Link == f.Link)));
        }
        var pacer = new Pacer(options.Recurse ? options.Pause : TimeSpan.Zero, time ?? TimeProvider.System);
        var reading = new Queue<(LinkedPages.Target Page, Task<(DocumentReading<IReadOnlyList<DatasetDraft>>? Reading, DataSyncException? Error)> Task)>();
        var next = 0;
        try
        {
            while (next < targets.Count || reading.Count > 0)
            {
                while (next < targets.Count && reading.Count < options.MaxConcurrency) reading.Enqueue((targets[next], ReadAsync(targets[next++].Link, options, pacer, stop.Token)));
                var (page, task) = reading.Dequeue();
                var (read, error) = await task;
                // a page that lists others need not describe an interface itself
                if (read is null && page.IsStart && error?.Id == "DocumentNotApi" && targets.Count > 1) continue;
                if (read is null) yield return new() { Link = page.Link, Error = error };
                else if (read.NotModified) yield return new() { Link = page.Link, Status = DatasetImportStatus.NotModified, Validators = read.Validators };
                else
                    foreach (var draft in read.Value!)
                        if (page.IsNamed || LinkedPages.Matches(draft.Dataset.Name, options.Pages)) yield return Settle(page.Link, DocumentFetcher.Parse(page.Link), draft, options, read.Value!.Count) with { Validators = read.Validators };
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(reading.Select(Task (r) => r.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes what a source says of itself (a table, files): as a link's draft, but that there is no page.</summary>
    /// <param name="place">What was described, for messages.</param>
    /// <param name="draft">What it says.</param>
    /// <param name="options">What the user says over it.</param>
    public DatasetImport Take(string place, DatasetDraft draft, DatasetImportOptions options) => Settle(place, null, draft, options, 1);

    private async Task<(IReadOnlyList<LinkedPages.Target>, DataSyncException?)> FindAsync(string link, DatasetImportOptions options, CancellationToken cancel)
    {
        try
        {
            return (options.Recurse ? await LinkedPages.FindAsync(fetcher, link, options, cancel) : [new(link)], null);
        }
        catch (DataSyncException exception)
        {
            return ([], exception);
        }
    }

    private async Task<(DocumentReading<IReadOnlyList<DatasetDraft>>?, DataSyncException?)> ReadAsync(string link, DatasetImportOptions options, Pacer pacer, CancellationToken cancel)
    {
        try
        {
            await pacer.WaitAsync(cancel);
            var read = await fetcher.ReadAsync(link, options.Known.GetValueOrDefault(link), d => Read(d, options), cancel);
            return (read.NotModified ? read : read with { Value = DraftSelection.Select(read.Value!, options, link) }, null);
        }
        catch (DataSyncException exception)
        {
            return (null, exception);
        }
#pragma warning disable CA1031 // whatever a page does to its reader, the other pages are still read; the cause is kept
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return (null, new("DocumentUnreadable", $"{LinkSecrets.Without(link)}: the page could not be read: {exception.Message}", "Save the page and report it, as it is a mistake of the reader; another form of the page, such as its Markdown or an OpenAPI document, may do (-As).", exception));
        }
#pragma warning restore CA1031
    }

    private static IReadOnlyList<DatasetDraft> Read(Document document, DatasetImportOptions options) =>
        (options.Kind is { } kind ? DocumentKinds.Get(kind) : DocumentKinds.Recognize(document)).Read(document, options.Reading);

    private DatasetImport Settle(string link, Uri? address, DatasetDraft draft, DatasetImportOptions options, int drafts)
    {
        try
        {
            if (options.Name is not null && drafts > 1)
                throw new DataSyncException("NameForSeveral", $"-Name {options.Name} names one dataset, but {link} describes {drafts}.", "Leave -Name out.");
            var fresh = draft.Dataset with { Source = options.Source, Uri = address is null ? null : address.IsFile ? address.LocalPath : LinkSecrets.Without(link) };
            var before = Before(fresh, options.Name);
            var dataset = DatasetRevision.Override(before is null ? fresh with { Name = options.Name ?? fresh.Name } : DatasetRevision.Merge(before, fresh), options);
            var status = DatasetImportStatus.New;
            if (before is not null)
            {
                dataset = dataset with { SchemaVersion = before.SchemaVersion + (DatasetRevision.SameSchema(before, dataset) ? 0 : 1) };
                status = DatasetRevision.Same(before, dataset) ? DatasetImportStatus.Unchanged : DatasetImportStatus.Changed;
                _known.Remove(before);
            }
            _known.Add(dataset);
            return new() { Link = link, Dataset = dataset, Status = status, Previous = before, Warnings = draft.Warnings, Facts = draft.Facts, Source = draft.Source };
        }
        catch (DataSyncException exception)
        {
            return new() { Link = link, Error = exception };
        }
    }

    /// <summary>The dataset that an earlier import of the same page made; null where there is none.</summary>
    /// <exception cref="DataSyncException"><c>DatasetExists</c>: the name is taken by another one.</exception>
    private Dataset? Before(Dataset fresh, string? name)
    {
        var named = _known.Find(d => d.Name.Equals(name ?? fresh.Name, StringComparison.OrdinalIgnoreCase));
        if (named is not null && (SamePage(named, fresh) || (SameSource(named, fresh) && named.Fingerprint is not null && named.Fingerprint == fresh.Fingerprint))) return named;
        if (name is null && _known.Find(d => SamePage(d, fresh)) is { } renamed) return renamed;
        return named is null ? null : throw new DataSyncException("DatasetExists",
            $"{fresh.Uri}: the name '{named.Name}' is taken by another dataset (API {named.Api}, {(named.Uri is null ? "without a page" : $"from {named.Uri}")}).",
            $"Import this link with a name of its own: -Name {named.Name}_2.");
    }

    /// <summary>True where both were read from one page, in whatever form.</summary>
    private static bool SamePage(Dataset a, Dataset b) =>
        a.Api == b.Api && SameSource(a, b) && (a.Uri is not null && b.Uri is not null ? Page(a.Uri) == Page(b.Uri) : a.Uri is null && b.Uri is null && a.ApiName.Length > 0);

    private static bool SameSource(Dataset a, Dataset b) => a.Source.Equals(b.Source, StringComparison.OrdinalIgnoreCase);

    private static Uri Page(string link) => DocumentFetcher.Candidates(DocumentFetcher.Parse(link))[0];
}
