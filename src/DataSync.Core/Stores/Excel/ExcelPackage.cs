using System.IO.Compression;
using System.Text;
using DataSync.Rows;

namespace DataSync.Stores.Excel;

/// <summary>The zip archive of a workbook being written: its sheets as they come, then the parts that name them (ECMA-376, part 2).</summary>
internal sealed class ExcelPackage
{
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string ContentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    /// <summary>The same rows make the same bytes, whenever they are written.</summary>
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _archive;
    private readonly CompressionLevel _level;

    private ExcelPackage(ZipArchive archive, CompressionLevel level) => (_archive, _level) = (archive, level);

    public static async ValueTask<ExcelPackage> CreateAsync(Stream stream, CompressionLevel level, CancellationToken cancellationToken) =>
        new(await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken), level);

    /// <summary>Begins the XML of a sheet, from 1; the one before must be closed.</summary>
    public Task<Stream> OpenSheetAsync(int number, CancellationToken cancellationToken) => OpenAsync($"xl/worksheets/sheet{number}.xml", cancellationToken);

    /// <summary>Writes the note's sheet and the parts that name all sheets.</summary>
    public async ValueTask FinishAsync(IReadOnlyList<string> sheets, ReadOnlyMemory<byte> note, CancellationToken cancellationToken)
    {
        await using (var stream = await OpenSheetAsync(sheets.Count + 1, cancellationToken)) await stream.WriteAsync(note, cancellationToken);
        var numbers = Enumerable.Range(1, sheets.Count + 1).ToList();
        await WriteAsync("xl/styles.xml", ExcelStyles.Xml(), cancellationToken);
        await WriteAsync("xl/workbook.xml",
            $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><bookViews><workbookView/></bookViews><sheets>{string.Concat(sheets.Select((name, i) => $"<sheet name=\"{Escape(name)}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>"))}" +
            $"<sheet name=\"{SheetNames.Note}\" sheetId=\"{sheets.Count + 1}\" state=\"veryHidden\" r:id=\"rId{sheets.Count + 1}\"/></sheets></workbook>", cancellationToken);
        await WriteAsync("xl/_rels/workbook.xml.rels",
            $"<Relationships xmlns=\"{PackageRelations}\">{string.Concat(numbers.Select(n => Relation(n, "worksheet", $"worksheets/sheet{n}.xml")))}{Relation(sheets.Count + 2, "styles", "styles.xml")}</Relationships>", cancellationToken);
        await WriteAsync("_rels/.rels", $"<Relationships xmlns=\"{PackageRelations}\">{Relation(1, "officeDocument", "xl/workbook.xml")}</Relationships>", cancellationToken);
        await WriteAsync("[Content_Types].xml",
            $"<Types xmlns=\"{ContentTypes}\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>" +
            $"{Part("workbook.xml", "sheet.main")}{Part("styles.xml", "styles")}{string.Concat(numbers.Select(n => Part($"worksheets/sheet{n}.xml", "worksheet")))}</Types>", cancellationToken);
        await _archive.DisposeAsync();
    }

    private static string Relation(int id, string type, string target) => $"<Relationship Id=\"rId{id}\" Type=\"{Relations}/{type}\" Target=\"{target}\"/>";

    private static string Part(string name, string type) => $"<Override PartName=\"/xl/{name}\" ContentType=\"{Type}{type}+xml\"/>";

    private static string Escape(string text)
    {
        using var buffer = new ByteBuffer(256);
        ExcelText.Write(text, buffer);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    private Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var entry = _archive.CreateEntry(name, _level);
        entry.LastWriteTime = Written;
        return entry.OpenAsync(cancellationToken);
    }

    private async ValueTask WriteAsync(string name, string xml, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(name, cancellationToken);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(Declaration + xml), cancellationToken);
    }
}
