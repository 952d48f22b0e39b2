using System.Buffers.Text;
using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>Looks at the values of a column that the dataset lacks, to find its type.</summary>
internal sealed class KindProbe : CellReader
{
    [Flags]
    private enum Seen
    {
        Nothing = 0,
        Boolean = 1,
        Integer = 2,
        Number = 4,
        Day = 8,
        Text = 16,
        Nested = 32,
    }

    private readonly FixedTimeForms _dashes = new("yyyy-MM-dd");
    private Seen _seen;

    /// <summary>The first value that is not null; null where there is none.</summary>
    public string? FirstValue { get; private set; }

    /// <summary>
    /// The narrowest type of all values seen; null where all are null. Text stays text, whatever it looks like (<c>000001</c> is a code), except that
    /// <c>yyyy-MM-dd</c> can be nothing but a day.
    /// </summary>
    public DataType? Type => _seen switch
    {
        Seen.Nothing => null,
        Seen.Boolean => DataType.Boolean,
        Seen.Integer => DataType.Int64,
        Seen.Number or (Seen.Number | Seen.Integer) => DataType.Double,
        Seen.Day => DataType.Date,
        Seen.Nested => DataType.Json,
        _ => DataType.String,
    };

    /// <inheritdoc/>
    public override void Read(ref Utf8JsonReader reader)
    {
        _seen |= reader.TokenType switch
        {
            JsonTokenType.Null => Seen.Nothing,
            JsonTokenType.True or JsonTokenType.False => Seen.Boolean,
            JsonTokenType.Number => Utf8Parser.TryParse(reader.ValueSpan, out long _, out int consumed) && consumed == reader.ValueSpan.Length ? Seen.Integer : Seen.Number,
            JsonTokenType.String => _dashes.TryParseDate(reader.ValueSpan, out _) ? Seen.Day : Seen.Text,
            _ => Seen.Nested,
        };
        if (FirstValue is null && reader.TokenType != JsonTokenType.Null) FirstValue = Sample(ref reader);
        reader.Skip();
    }

    /// <inheritdoc/>
    public override void FillTo(int count) { }

    /// <inheritdoc/>
    public override void Rewind(int count) { }
}
