using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSync.Rows;

namespace DataSync.Schema;

/// <summary>
/// The text form of steps, a step a line:
/// <list type="bullet">
/// <item><c>add column turnover Double</c>, <c>add column source String default "SSE"</c> (the default is a JSON scalar)</item>
/// <item><c>drop column vol</c>, <c>drop column vol without archive</c>, <c>restore column vol Int64</c></item>
/// <item><c>rename column vol to volume</c>, <c>retype column vol to Decimal(18,4)</c></item>
/// <item><c>change key to ts_code, trade_date</c>, <c>reorder columns ts_code, trade_date, volume</c></item>
/// </list>
/// A name of other signs than letters, digits and underscores stands in double quotes, with a quote in it doubled.
/// </summary>
public static partial class StepText
{
    private const string Forms = "add column NAME TYPE [default VALUE]; drop column NAME [without archive]; restore column NAME TYPE; rename column NAME to NAME; retype column NAME to TYPE; change key to NAME, NAME; reorder columns NAME, NAME";
    private const string NamePattern = """((?:"(?:[^"]|"")+")|[\p{L}_][\p{L}\p{N}_]*)""";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>The steps of a text, a step a line; empty lines and lines that begin with <c>#</c> or <c>--</c> say nothing.</summary>
    /// <exception cref="DataSyncException"><c>MigrationStepInvalid</c>, naming the line and the forms there are.</exception>
    public static IReadOnlyList<SchemaStep> ReadLines(string text)
    {
        var steps = new List<SchemaStep>();
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#' || trimmed.StartsWith("--", StringComparison.Ordinal)) continue;
            steps.Add(Read(trimmed, number));
        }
        return steps;
    }

    /// <summary>The step of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">The line's number, for the error.</param>
    /// <exception cref="DataSyncException"><c>MigrationStepInvalid</c>.</exception>
    public static SchemaStep Read(string line, int number = 1)
    {
        if (Added().Match(line) is { Success: true } added && DataType.TryParse(added.Groups[2].Value, out var type))
            return new AddColumn(new Column(Name(added.Groups[1].Value), type), Default(added.Groups[3].Value, type, line, number));
        if (Restored().Match(line) is { Success: true } restored && DataType.TryParse(restored.Groups[2].Value, out var old)) return new RestoreColumn(new Column(Name(restored.Groups[1].Value), old));
        if (Dropped().Match(line) is { Success: true } dropped) return new DropColumn(Name(dropped.Groups[1].Value), !dropped.Groups[2].Success);
        if (Renamed().Match(line) is { Success: true } renamed) return new RenameColumn(Name(renamed.Groups[1].Value), Name(renamed.Groups[2].Value));
        if (Retyped().Match(line) is { Success: true } retyped && DataType.TryParse(retyped.Groups[2].Value, out var wanted)) return new RetypeColumn(Name(retyped.Groups[1].Value), wanted);
        if (KeyChanged().Match(line) is { Success: true } key) return new ChangeKey(Names(key.Groups[1].Value));
        if (Reordered().Match(line) is { Success: true } order) return new ReorderColumns(Names(order.Groups[1].Value));
        throw Invalid(line, number, "is no step");
    }

    /// <summary>A step's text form.</summary>
    public static string Write(SchemaStep step) => step switch
    {
        AddColumn { Default: null } s => $"add column {Quote(s.Column.Name)} {s.Column.Type}",
        AddColumn s => $"add column {Quote(s.Column.Name)} {s.Column.Type} default {Literal(s.Default, s.Column.Type)}",
        DropColumn s => $"drop column {Quote(s.Name)}{(s.Archive ? "" : " without archive")}",
        RestoreColumn s => $"restore column {Quote(s.Column.Name)} {s.Column.Type}",
        RenameColumn s => $"rename column {Quote(s.Name)} to {Quote(s.To)}",
        RetypeColumn s => $"retype column {Quote(s.Name)} to {s.Type}",
        ChangeKey s => $"change key to {string.Join(", ", s.Key.Select(Quote))}",
        ReorderColumns s => $"reorder columns {string.Join(", ", s.Names.Select(Quote))}",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.GetType().Name, "No such step."),
    };

    private static string Quote(string name) => BareName().IsMatch(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Name(string text) => text[0] == '"' ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;

    private static string[] Names(string text) => [.. OneName().Matches(text).Select(m => Name(m.Value))];

    private static string Literal(object value, DataType type) => type.Kind switch
    {
        DataKind.Int64 or DataKind.Decimal or DataKind.Boolean => ValueConverter.ToText(value, type),
        DataKind.Double when double.IsFinite((double)value) => ValueConverter.ToText(value, type),
        _ => JsonSerializer.Serialize(ValueConverter.ToText(value, type), Plain),
    };

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static object? Default(string text, DataType type, string line, int number)
    {
        if (text.Length == 0) return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            if (ValueConverter.TryConvert(json.RootElement, type, format: null, zone: null, out var value)) return value;
        }
        catch (JsonException)
        {
            // said below, in our words
        }
        throw Invalid(line, number, $"has a default that is no {type}: write a JSON number, true, false or a text in quotes");
    }

    private static DataSyncException Invalid(string line, int number, string what) => new("MigrationStepInvalid", $"Line {number}: '{line}' {what}.", $"Forms: {Forms}.");

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex BareName();

    [GeneratedRegex(NamePattern, Options)]
    private static partial Regex OneName();

    [GeneratedRegex($@"^add\s+column\s+{NamePattern}\s+([A-Za-z0-9]+(?:\s*\([\d\s,]+\))?)(?:\s+default\s+(.+))?$", Options)]
    private static partial Regex Added();

    [GeneratedRegex($@"^restore\s+column\s+{NamePattern}\s+([A-Za-z0-9]+(?:\s*\([\d\s,]+\))?)$", Options)]
    private static partial Regex Restored();

    [GeneratedRegex($@"^drop\s+column\s+{NamePattern}(\s+without\s+archive)?$", Options)]
    private static partial Regex Dropped();

    [GeneratedRegex($@"^rename\s+column\s+{NamePattern}\s+to\s+{NamePattern}$", Options)]
    private static partial Regex Renamed();

    [GeneratedRegex($@"^retype\s+column\s+{NamePattern}\s+to\s+([A-Za-z0-9]+(?:\s*\([\d\s,]+\))?)$", Options)]
    private static partial Regex Retyped();

    [GeneratedRegex($@"^change\s+key\s+to\s+({NamePattern}(?:\s*,\s*{NamePattern})*)$", Options)]
    private static partial Regex KeyChanged();

    [GeneratedRegex($@"^reorder\s+columns\s+({NamePattern}(?:\s*,\s*{NamePattern})*)$", Options)]
    private static partial Regex Reordered();
}
