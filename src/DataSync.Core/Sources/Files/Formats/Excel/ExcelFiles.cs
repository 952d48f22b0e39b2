using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using DataSync.Sources.Answers;
using DataSync.Stores.Excel;

namespace DataSync.Sources.Files.Formats.Excel;

/// <summary>Workbooks as anybody makes them: one sheet, its first row the names. A number of a style for times is a day or a time; <c>#N/A</c> is null, as is an empty cell.</summary>
internal sealed class ExcelFiles : IFileFormatReader
{
    /// <inheritdoc/>
    public string Name => "Excel";
    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".xlsx", ".xlsm"];
    /// <inheritdoc/>
    public bool NeedsSeeking => true;
    /// <inheritdoc/>
    public bool IsArchive => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<DecodedRows> ReadAsync(Stream stream, FormatContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var workbook = await GuardAsync(() => ExcelWorkbook.OpenAsync(stream, cancellationToken));
        var times = await GuardAsync(() => workbook.ReadTimeStylesAsync(cancellationToken));
        foreach (var name in Sheets(workbook, context.Task.Settings.Sheet))
        {
            using var sheet = await GuardAsync(() => workbook.OpenSheetAsync(name, cancellationToken));
            var rows = new ExcelRows(sheet, times, context);
            while (Guard(rows.Read) is { } batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return batch;
                if (batch.Batch is null) yield break;
            }
        }
    }

    // a workbook of ours goes on over sheets
    private static IReadOnlyList<string> Sheets(ExcelWorkbook workbook, string? wanted) =>
        wanted is null ? workbook.Note is not null ? workbook.DataSheets : [.. workbook.DataSheets.Take(1)]
        : workbook.DataSheets.FirstOrDefault(s => s.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } found ? [found]
        : throw new AnswerFormatException($"there is no sheet '{wanted}', but {string.Join(", ", workbook.DataSheets)}");

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new AnswerFormatException($"it is no workbook that can be read ({e.Message.TrimEnd('.')})");
        }
    }

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new AnswerFormatException($"its sheet cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    private static bool IsDamage(Exception error) => error is InvalidDataException or XmlException or FormatException or OverflowException or KeyNotFoundException or EndOfStreamException;

    /// <summary>Reads rows into batches.</summary>
    private sealed class ExcelRows(SheetCursor sheet, IReadOnlyList<bool> times, FormatContext context)
    {
        private string?[]? _names;

        public DecodedRows? Read()
        {
            if (_names is null && !ReadNames()) return null;
            var columns = _names!.Select(n => n is null ? null : TextColumn.Of(n, context.Schema.Find(n), context.Pool, context.Task.Zone)).ToArray();
            var filled = new int[columns.Length];
            var (rows, start) = (0, sheet.Characters);
            while (rows < FormatContext.BatchRows && sheet.Characters - start < FormatContext.BatchBytes && sheet.ReadRow())
            {
                if (ReadRow(columns, filled, rows)) rows++;
            }
            for (var i = 0; i < columns.Length; i++) Fill(columns[i], ref filled[i], rows);
            return rows == 0 ? null : context.Shaper.Shape(columns.OfType<TextColumn>(), rows);
        }

        /// <summary>Reads the first row that has cells; without a header it is the first of the rows.</summary>
        private bool ReadNames()
        {
            if (!context.Task.Settings.Header)
            {
                _names = [.. context.Schema.Columns.Select(c => c.Name)];
                return true;
            }
            while (sheet.ReadRow())
            {
                var names = new List<string?>();
                while (sheet.ReadCell())
                {
                    if (sheet.Kind == CellKind.Empty) continue;
                    while (names.Count < sheet.Column) names.Add(null);
                    names.Add(sheet.Text().Trim() is { Length: > 0 } name ? name : null);
                }
                if (names.All(n => n is null)) continue;
                if (names.OfType<string>().GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new AnswerFormatException($"the column '{twice.Key}' comes twice");
                _names = [.. names];
                return true;
            }
            return false;
        }

        /// <summary>Reads a row; false where it is empty.</summary>
        private bool ReadRow(TextColumn?[] columns, int[] filled, int row)
        {
            var any = false;
            while (sheet.ReadCell())
            {
                if (sheet.Kind == CellKind.Empty || sheet.Column >= columns.Length || columns[sheet.Column] is not { } column) continue;
                any = true;
                Fill(column, ref filled[sheet.Column], row);
                if (sheet.Kind == CellKind.Error && sheet.Value is "#N/A") column.AppendNull();
                else column.Append(Encoding.UTF8.GetBytes(Text()));
                filled[sheet.Column]++;
            }
            return any;
        }

        private static void Fill(TextColumn? column, ref int filled, int rows)
        {
            for (; filled < rows; filled++) column?.AppendNull();
        }

        /// <summary>The cell as the text that its value has elsewhere.</summary>
        private string Text()
        {
            if (sheet.Kind == CellKind.Boolean) return sheet.Value is "1" or "true" ? "true" : "false";
            if (sheet.Kind != CellKind.Number) return sheet.Text();
            if (sheet.Style < times.Count && times[sheet.Style] && ExcelTimeForm.TryParse(sheet.Value, DateTimeKind.Unspecified, out var time))
                return time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : time.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
            // a double's digits: Excel writes 0.1 back as 0.10000000000000001
            return double.TryParse(sheet.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : sheet.Text();
        }
    }
}
