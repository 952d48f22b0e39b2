using System.Runtime.CompilerServices;
using DataSync.Catalog;
using DataSync.Rows;
using DataSync.Sources.Files.Places;
using DataSync.Sources.Files.Settings;

namespace DataSync.Sources.Files;

/// <summary>Where a source's files are, and which of them a slice asks for.</summary>
internal sealed class FilePlace
{
    /// <summary>The parameter that names a file.</summary>
    public const string FileParameter = "file";

    private readonly Source _source;
    private readonly ConditionalWeakTable<Dataset, FileTask> _tasks = [];
    private readonly FileTask _base;

    /// <summary>Checks a definition; reads nothing.</summary>
    /// <exception cref="DataSyncException"><c>SourcePlaceMissing</c>, <c>SourceFieldUnused</c>, <c>SettingInvalid</c>.</exception>
    public FilePlace(Source source, Workspace workspace)
    {
        _source = source;
        SourceFields.Refuse(source, nameof(Source.Preset), nameof(Source.Server), nameof(Source.Database), nameof(Source.User), nameof(Source.Password), nameof(Source.Points));
        if (source.Path is null == source.Uri is null)
            throw new DataSyncException("SourcePlaceMissing", $"Source '{source.Name}' of kind {source.Kind} {(source.Path is null ? "has no place" : "has two places")}.", "Give either -Path, a folder, file or pattern, or -Uri, the address of a folder of the web.");
        if (source.Path is { } path)
        {
            SourceFields.Refuse(source, nameof(Source.Token), nameof(Source.Limits));
            Folder = new LocalFolder(path, workspace);
        }
        else Web = WebFolder.AddressOf(source);
        _base = new FileTask(source, null, Folder?.Pattern);
    }

    /// <summary>The folder; null for the web.</summary>
    public LocalFolder? Folder { get; }
    /// <summary>The address; null for a folder.</summary>
    public Uri? Web { get; }

    /// <summary>What a dataset asks for; null for the source's own settings.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>.</exception>
    public FileTask Task(Dataset? dataset) => dataset?.Settings is { Count: > 0 } ? _tasks.GetValue(dataset, d => new FileTask(_source, d, Folder?.Pattern)) : _base;

    /// <summary>The files of this machine that a slice asks for.</summary>
    /// <exception cref="DataSyncException"><c>FileOutside</c>, <c>ArgumentInvalid</c>, <c>ArgumentMissing</c>, <c>FileNotFound</c>.</exception>
    public IReadOnlyList<FoundFile> Find(Dataset dataset, IReadOnlyDictionary<string, object> arguments)
    {
        var task = Task(dataset);
        if (arguments.FirstOrDefault(a => a.Key.Equals(FileParameter, StringComparison.OrdinalIgnoreCase)).Value is not string name || task.Pattern.Placeholders.Contains(FileParameter, StringComparer.OrdinalIgnoreCase))
            return Folder!.Find(task.Pattern.Bind(p => Value(dataset, task, arguments, p)));
        if (task.Pattern.Match(name) is null) throw new DataSyncException("FileOutside", $"'{name}' is none of the files '{task.Pattern.Text}'.", $"Give the path of one of them, from {Folder!.Root}.");
        return Folder!.Find(name) is { } file ? [file] : throw new DataSyncException("FileNotFound", $"There is no file '{name}' in '{Folder.Root}' any more.", "Leave the slice out, or put the file back.");
    }

    /// <summary>The path of a file of the web that a slice asks for.</summary>
    /// <exception cref="DataSyncException"><c>ArgumentMissing</c>; <c>PatternInvalid</c>: the web cannot be searched.</exception>
    public string Address(Dataset dataset, IReadOnlyDictionary<string, object> arguments)
    {
        var task = Task(dataset);
        if (task.Pattern.HasWildcards) throw new DataSyncException("PatternInvalid", $"'{task.Pattern.Text}' has wildcards, but a folder of the web cannot be listed.", "Say the file's path in the setting files, with {{name}} for arguments.");
        var parts = task.Pattern.Bind(p => Value(dataset, task, arguments, p) ?? throw new DataSyncException("ArgumentMissing", $"The path '{task.Pattern.Text}' needs {{{{{p}}}}}, which has no value.", $"Give the argument '{p}'."));
        return string.Join('/', parts.Select(p => p.Name));
    }

    /// <summary>The argument sets that the files' names tell; null where nothing in a name is an argument.</summary>
    public IEnumerable<IReadOnlyDictionary<string, object?>>? Slices(Dataset dataset)
    {
        if (Folder is null) return null;
        var task = Task(dataset);
        var names = task.Pattern.Placeholders.Where(p => dataset.FindParameter(p) is not null).ToList();
        if (names.Count > 0) return Distinct(dataset, task, names);
        return dataset.FindParameter(FileParameter) is { } file
            ? Folder.Find(task.Pattern.Bind(_ => null)).Select(f => new Dictionary<string, object?> { [file.Name] = f.Name })
            : null;
    }

    private IEnumerable<IReadOnlyDictionary<string, object?>> Distinct(Dataset dataset, FileTask task, List<string> names)
    {
        var met = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Folder!.Find(task.Pattern.Bind(_ => null)))
        {
            if (task.Pattern.Match(file.Name) is not { } values || !met.Add(string.Join('/', names.Select(n => values[n])))) continue;
            yield return names.ToDictionary(n => dataset.FindParameter(n)!.Name, object? (n) => Argument(dataset.FindParameter(n)!, task, values[n], file.Name));
        }
    }

    private static object Argument(Parameter parameter, FileTask task, string text, string file)
    {
        var format = parameter.Format ?? (parameter.Type.Kind is DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz ? task.Settings.DateFormat : null);
        return ValueConverter.TryConvert(text, parameter.Type, format, task.Zone, out var value) && value is not null ? value : throw new DataSyncException("FileNameInvalid",
            $"'{text}' in the name of '{file}' is no {parameter.Type} of parameter '{parameter.Name}'{(format is null ? "" : $", written {format}")}.",
            $"Narrow the pattern '{task.Pattern.Text}', give the parameter its Format, or move the file away.");
    }

    private static string? Value(Dataset dataset, FileTask task, IReadOnlyDictionary<string, object> arguments, string name)
    {
        var (key, value) = arguments.FirstOrDefault(a => a.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (key is null)
            return dataset.FindParameter(name) is not null ? null
                : throw new DataSyncException("ArgumentMissing", $"The path '{task.Pattern.Text}' has {{{{{name}}}}}, which is no parameter of dataset '{dataset.Name}'.", $"Add it: Set-DsDataset {dataset.Name} -Parameter {name}:String");
        var format = dataset.FindParameter(name)?.Format;
        return value switch
        {
            DateOnly date => date.ToString(format ?? task.Settings.DateFormat, System.Globalization.CultureInfo.InvariantCulture),
            DateTime time => time.ToString(format ?? task.Settings.DateFormat, System.Globalization.CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}
