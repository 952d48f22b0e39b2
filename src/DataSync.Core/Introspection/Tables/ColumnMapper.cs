using System.Text.RegularExpressions;
using DataSync.Introspection.Proposals;
using SampleRows = DataSync.Introspection.Sample.SampleRows;

namespace DataSync.Introspection.Tables;

/// <summary>Makes the columns of a dataset from the fields of an answer.</summary>
internal sealed partial class ColumnMapper(DraftNotes notes, PrintedRows printed, SampleRows? sample, bool isFunction)
{
    /// <summary>The columns.</summary>
    /// <param name="fields">The fields as documented, an envelope around the rows included.</param>
    /// <param name="areGuessed">True where the page does not say that these are the answer's.</param>
    public IReadOnlyList<Column> Columns(IReadOnlyList<PageField> fields, bool areGuessed)
    {
        if (areGuessed && fields.Count > 0) notes.Guess("columns", string.Join(", ", fields.Take(6).Select(f => f.Name)) + (fields.Count > 6 ? ", …" : ""), $"no section says what an answer holds; {fields[0].Origin.Split(", row")[0]} was read as that");
        var rows = Rows(fields);
        // the sample shows which of the fields are the rows': the others are around them
        if (sample is { Shape: not null } && rows.Any(f => sample.Names.Contains(f.Name)) && rows.Any(f => !sample.Names.Contains(f.Name)) && rows.Count(f => sample.Names.Contains(f.Name)) * 2 >= sample.Names.Count)
        {
            var absent = rows.Where(f => !sample.Names.Contains(f.Name)).Select(f => f.Name).ToList();
            notes.Warn($"Documented, but not in the rows of the answer printed: {string.Join(", ", absent.Take(8))}{(absent.Count > 8 ? ", …" : "")}.");
        }
        var columns = new List<Column>();
        foreach (var field in rows)
        {
            var name = Position().Match(field.Name) is { Success: true } at ? at.Groups[1].Value : field.Name;
            if (columns.Exists(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) notes.Warn($"{field.Origin}: column '{name}' comes twice; the second one was left out.");
            else columns.Add(Column(field, name));
        }
        return columns;
    }

    /// <summary>The fields of the rows: those nested in the list, where the fields tell by their depth.</summary>
    private IReadOnlyList<PageField> Rows(IReadOnlyList<PageField> fields)
    {
        for (var i = 0; i + 1 < fields.Count; i++)
        {
            if (fields[i + 1].Level <= fields[i].Level || !IsList(fields[i])) continue;
            var level = fields[i].Level + 1;
            PageField[] inner = [.. fields.Skip(i + 1).TakeWhile(f => f.Level >= level).Where(f => f.Level == level)];
            notes.Infer("rows", fields[i].Name, $"{fields[i].Origin}: the fields marked as nested in '{fields[i].Name}'");
            return inner;
        }
        return [.. fields.Where(f => f.Level == fields[0].Level)];
    }

    private static bool IsList(PageField field) => field.Type is { } type && Regex.IsMatch(type, @"array|list|\[\]|数组|列表", RegexOptions.IgnoreCase);

    private Column Column(PageField field, string name)
    {
        var (type, format) = Typed(field, name);
        return new(name, type) { VendorType = field.Type, Format = format, Description = field.Description.Length > 0 ? field.Description : null };
    }

    private (DataType, string?) Typed(PageField field, string name)
    {
        var stated = field.IsOnlyShown ? null : Types.Kind(field.Type);
        // functions give data frames, in which 'object' is text
        if (isFunction && field.Type == "object") stated = DataType.String;
        if (stated is { Kind: not (DataKind.String or DataKind.Date or DataKind.TimestampTz) } plain) return Said(plain, null);
        var time = printed.Time(field.Name) is { Kind: not null } shown ? shown : TimePattern.Of($"{field.Type} {field.Description}");
        if (time is { Kind: { } kind, Format: { } form }) return Said(new(kind), form);
        if (stated is { Kind: DataKind.Date } || stated is { Kind: DataKind.TimestampTz }) return Said(stated.Value, null);
        var seen = sample is { Rows.Count: > 0 } ? Sample.ColumnProfile.Of(name, sample.Rows) : null;
        // days are documented as text more often than not
        if (stated is not null && seen?.Type is not { Kind: DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz }) return Said(stated.Value, null);
        if (seen is { Type: { } type })
        {
            notes.Infer($"type of {name}", type.ToString(), "the values in the answer printed on the page");
            return (type, seen.Format);
        }
        notes.Guess($"type of {name}", nameof(DataType.String), field.Type is null ? "no type is stated" : $"the type '{field.Type}' is not known");
        return (DataType.String, null);

        (DataType, string?) Said(DataType type, string? format)
        {
            notes.State($"type of {name}", type.ToString(), field.Origin);
            return (type, format);
        }
    }

    // 'list[0]: startTime'
    [GeneratedRegex(@"^\w*\[\d+\]\s*[:：.]?\s*(\w+)$")]
    private static partial Regex Position();
}
