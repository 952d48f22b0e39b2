using System.Text;
using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>Takes the values of one column out of an answer, one after the other. Chosen once a page, so that a cell costs no decision about types.</summary>
internal abstract class CellReader
{
    /// <summary>Longest sample shown of a value.</summary>
    protected const int SampleLength = 100;

    /// <summary>Takes the value the reader is at, and leaves the reader at its last token.</summary>
    public abstract void Read(ref Utf8JsonReader reader);
    /// <summary>Takes the value that begins at a byte, which is no space.</summary>
    /// <returns>Where it ends.</returns>
    /// <exception cref="JsonException">There is no value.</exception>
    public virtual int Scan(ReadOnlySpan<byte> json, int at)
    {
        var reader = new Utf8JsonReader(json[at..]);
        reader.Read();
        Read(ref reader);
        return at + (int)reader.BytesConsumed;
    }

    /// <summary>Adds nulls until there are <paramref name="count"/> values.</summary>
    public abstract void FillTo(int count);
    /// <summary>Forgets the values past <paramref name="count"/>: a property that is repeated in an object counts once.</summary>
    public abstract void Rewind(int count);

    /// <summary>The text of a value, for people.</summary>
    protected static string Sample(ref Utf8JsonReader reader)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : RawText(ref reader);
        return text.Length <= SampleLength ? text : text[..SampleLength] + "…";
    }

    /// <summary>A value as JSON text; leaves the reader at its last token.</summary>
    public static string RawText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number) return Encoding.UTF8.GetString(reader.ValueSpan);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }
}

/// <summary>Drops the values of a column that nobody wants.</summary>
internal sealed class SkippingReader : CellReader
{
    public static SkippingReader Instance { get; } = new();
    public override void Read(ref Utf8JsonReader reader) => reader.Skip();
    public override void FillTo(int count) { }
    public override void Rewind(int count) { }
}
