using System.Text.Json.Nodes;
using DataSync.Introspection;
using DataSync.Introspection.Proposals;
using DataSync.Introspection.Sample;
using DataSync.Sources.Answers;
using DataSync.Sources.Describing;
using DataSync.Sources.Files.Contents;
using DataSync.Sources.Files.Formats;
using DataSync.Sources.Files.Places;
using DataSync.Sources.Files.Settings;

namespace DataSync.Sources.Files;

/// <summary>Describes files as a dataset: by the first rows of the first of them, read as a run would read them.</summary>
internal static class FileDescription
{
    private const long MaxJsonBytes = 16 << 20;

    /// <summary>Describes the files of a pattern.</summary>
    /// <exception cref="DataSyncException"><c>QueryUnknown</c>, <c>FileNotFound</c>, <c>FileUnreadable</c>.</exception>
    public static async Task<DatasetDraft> DescribeAsync(FileSource files, FilePlace place, Source source, DescribeRequest request, CancellationToken cancellationToken)
    {
        if (request.Query is not null) throw new DataSyncException("QueryUnknown", $"Source '{source.Name}' of kind {source.Kind} has files, no queries.", "Give -Table a pattern of files, such as 'daily/*.csv'.");
        if (place.Folder is not { } folder) throw new DataSyncException("PatternInvalid", $"Source '{source.Name}' has files of the web, which cannot be listed.", $"Import one of them as a sample (Import-DsDataset -Source {source.Name} -Uri {source.Uri}… -As Sample), and say the path with Set-DsDataset -Setting @{{ files = '…' }}.");
        var notes = new DraftNotes();
        var settings = request.Table is null ? new JsonObject() : new JsonObject { ["files"] = request.Table };
        var task = new FileTask(source, new Dataset { Name = "", Source = source.Name, Settings = settings }, folder.Pattern);
        var found = folder.Find(task.Pattern.Bind(_ => null));
        if (found.Count == 0) throw new DataSyncException("FileNotFound", $"There is no file '{task.Pattern.Text}' in '{folder.Root}'.", "Correct -Table, or put a file there.");
        var first = found[0];
        if (await RecordsAsync(first, task, notes, cancellationToken) is { } records) settings["records"] = records;
        var parameters = Parameters(task, first, notes);
        var dataset = new Dataset { Name = "sample", Source = source.Name, Parameters = parameters, Settings = settings };
        var schema = new AnswerSchema(dataset, SchemaPolicy.Evolve);
        var sink = new SampleSink();
        var result = await files.FetchAsync(new FetchRequest { Dataset = dataset, Arguments = new Dictionary<string, object>(), First = SampleColumns.MaxRows }, schema, sink, SilentObserver.Instance, cancellationToken);
        if (result.Failure is { } failure) throw new DataSyncException("FileUnreadable", failure.Message, failure.Advice);
        var statesTypes = (task.Format ?? FileFormats.Find(first.Name))?.StatesTypes == true;
        var (columns, key) = SampleColumns.Of(sink.Batches, schema.Untyped, statesTypes, Path.GetFileName(first.Name), notes);
        var name = RequestProposal.ItemName(NameOf(task.Pattern, first));
        return new DatasetDraft
        {
            Dataset = dataset with
            {
                Name = name,
                ApiName = task.Pattern.Text,
                Columns = columns,
                Key = key,
                Parameters = [.. parameters.Select(p => columns.FirstOrDefault(c => c.Name.Equals(p.Name, StringComparison.OrdinalIgnoreCase)) is { } column ? p with { Filter = new(column.Name, FilterOperator.Equals) } : p)],
                Settings = settings.Count > 0 ? settings : null,
            },
            Warnings = notes.Warnings,
            Facts = notes.Facts,
            Operations = [name],
        };
    }

    /// <summary>What of a name is an argument; without any, the file itself is one.</summary>
    private static IReadOnlyList<Parameter> Parameters(FileTask task, FoundFile first, DraftNotes notes)
    {
        var values = task.Pattern.Match(first.Name);
        if (task.Pattern.Placeholders.Count == 0)
            return task.Pattern.HasWildcards ? [new(FilePlace.FileParameter, DataType.String) { Description = "A file, by its path from the source's folder. Without it, each file is a slice." }] : [];
        return [.. task.Pattern.Placeholders.Select(p =>
        {
            var profile = ColumnProfile.OfTexts(p, [values![p]]);
            notes.Guess($"type of parameter {p}", (profile.Type ?? DataType.String).ToString(), $"'{values[p]}' in the name of {first.Name}");
            return new Parameter(p, profile.Type ?? DataType.String) { Format = profile.Format };
        })];
    }

    /// <summary>Where the rows of a JSON document are; null where they are its top, or it is too large to say.</summary>
    private static async Task<JsonNode?> RecordsAsync(FoundFile file, FileTask task, DraftNotes notes, CancellationToken cancellationToken)
    {
        await using var stream = LocalFolder.Open(file);
        try
        {
            await foreach (var part in FileContents.OpenAsync(file.Name, stream, task, cancellationToken))
            {
                if (part.Format.Name != "Json") return null;
                using var text = new MemoryStream();
                await BoundedCopy.CopyAsync(part.Stream, text, MaxJsonBytes, cancellationToken);
                var json = (task.Encoding ?? System.Text.Encoding.UTF8).GetString(text.GetBuffer(), 0, (int)text.Length).TrimStart('\uFEFF');
                if (!json.AsSpan().TrimStart().StartsWith("{") || SampleDocumentKind.Lines(json) is not null || LooseJson.Parse(json) is not { } answer || SampleTable.OfJson(answer) is not { Records: { } records } table) return null;
                if (table.Others.Count > 0) notes.Guess("rows", (string?)records["path"] ?? "$", $"other lists in the file: {string.Join(", ", table.Others)}; correct it with the setting records.path");
                return records.DeepClone();
            }
            return null;
        }
        catch (Exception e) when (e is FileTooLargeException or AnswerFormatException)
        {
            return null; // reading it as a run does says what is wrong
        }
    }

    private static string NameOf(PathPattern pattern, FoundFile first)
    {
        // of a pattern the part that is the same for all files is the name
        var fixedName = pattern.Segments.Where(s => !PathPattern.IsPattern(s)).LastOrDefault();
        if (!pattern.HasWildcards && pattern.Placeholders.Count == 0) return Path.GetFileName(first.Name).Split('.')[0];
        var stem = pattern.Segments[^1].Split('*', '?', '{')[0].Trim('-', '_', '.', ' ');
        return stem.Length > 0 ? stem : fixedName ?? "files";
    }
}
