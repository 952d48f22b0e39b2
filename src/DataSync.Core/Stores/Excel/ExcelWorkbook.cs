using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace DataSync.Stores.Excel;

/// <summary>A workbook's archive opened for reading: where its sheets are, the texts they share, and the note of their types.</summary>
internal sealed class ExcelWorkbook : IAsyncDisposable
{
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static readonly XmlReaderSettings Xml = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreProcessingInstructions = true, CheckCharacters = false, Async = true, CloseInput = true };

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, string> _paths = [];
    private readonly List<string> _names = [];
    private IReadOnlyList<string> _sharedTexts = [];
    private string? _styles;

    private ExcelWorkbook(ZipArchive archive) => _archive = archive;

    /// <summary>The types the columns were written with; null where somebody removed the note.</summary>
    public SchemaNote? Note { get; private set; }

    /// <summary>The sheets that hold rows, in order.</summary>
    public IReadOnlyList<string> DataSheets => Note is { Sheets.Count: > 0 } ? Note.Sheets : _names;

    public static async Task<ExcelWorkbook> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var workbook = new ExcelWorkbook(await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken));
        try
        {
            await workbook.ReadPartsAsync(cancellationToken);
            return workbook;
        }
        catch
        {
            await workbook.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="InvalidDataException">There is no such sheet.</exception>
    public async Task<SheetCursor> OpenSheetAsync(string name, CancellationToken cancellationToken) =>
        new(XmlReader.Create(await OpenAsync(_paths.GetValueOrDefault(name) ?? throw new InvalidDataException($"sheet '{name}' is not there"), cancellationToken), Xml), _sharedTexts);

    /// <summary>The styles that show numbers as days or times, by number.</summary>
    public async Task<IReadOnlyList<bool>> ReadTimeStylesAsync(CancellationToken cancellationToken) => _styles is null ? [] : TimeStyles.Read(await LoadAsync(_styles, cancellationToken));

    public ValueTask DisposeAsync() => _archive.DisposeAsync();

    private async Task ReadPartsAsync(CancellationToken cancellationToken)
    {
        var (main, _) = (await TargetsAsync("_rels/.rels", "", cancellationToken)).Values.FirstOrDefault(t => t.Type.EndsWith("/officeDocument", StringComparison.Ordinal));
        if (main is null) throw new InvalidDataException("it is no workbook");
        var (folder, file) = (main[..(main.LastIndexOf('/') + 1)], main[(main.LastIndexOf('/') + 1)..]);
        var targets = await TargetsAsync($"{folder}_rels/{file}.rels", folder, cancellationToken);
        foreach (var sheet in (await LoadAsync(main, cancellationToken)).Descendants().Where(e => e.Name.LocalName == "sheet"))
        {
            var name = (string?)sheet.Attribute("name") ?? "";
            _paths[name] = targets[(string?)sheet.Attribute(Relations + "id") ?? ""].Path;
            if (name != SheetNames.Note) _names.Add(name);
        }
        if (targets.Values.FirstOrDefault(t => t.Type.EndsWith("/sharedStrings", StringComparison.Ordinal)).Path is { } shared) _sharedTexts = await ReadSharedTextsAsync(shared, cancellationToken);
        _styles = targets.Values.FirstOrDefault(t => t.Type.EndsWith("/styles", StringComparison.Ordinal)).Path;
        if (!_paths.ContainsKey(SheetNames.Note)) return;
        using var note = await OpenSheetAsync(SheetNames.Note, cancellationToken);
        Note = SchemaNote.Read(note);
    }

    /// <summary>What a part refers to, by id.</summary>
    private async Task<Dictionary<string, (string Path, string Type)>> TargetsAsync(string part, string folder, CancellationToken cancellationToken) =>
        (await LoadAsync(part, cancellationToken)).Elements().ToDictionary(
            e => (string?)e.Attribute("Id") ?? "",
            e => (Resolve(folder, (string?)e.Attribute("Target") ?? ""), (string?)e.Attribute("Type") ?? ""));

    private static string Resolve(string folder, string target) => target.StartsWith('/') ? target[1..] : folder + target;

    /// <summary>The table of texts that Excel makes when it saves a workbook; it stays in memory.</summary>
    private async Task<IReadOnlyList<string>> ReadSharedTextsAsync(string part, CancellationToken cancellationToken) =>
        [.. (await LoadAsync(part, cancellationToken)).Elements().Select(item => string.Concat(item.Descendants().Where(e => e.Name.LocalName == "t" && e.Parent!.Name.LocalName != "rPh").Select(e => e.Value)))];

    private async Task<XElement> LoadAsync(string part, CancellationToken cancellationToken)
    {
        using var reader = XmlReader.Create(await OpenAsync(part, cancellationToken), Xml);
        return await XElement.LoadAsync(reader, LoadOptions.PreserveWhitespace, cancellationToken);
    }

    private Task<Stream> OpenAsync(string part, CancellationToken cancellationToken) => (_archive.GetEntry(part) ?? throw new InvalidDataException($"part {part} is not there")).OpenAsync(cancellationToken);
}
