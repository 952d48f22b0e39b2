using System.Text;
using System.Text.Json;
using DataSync.Rows;
using DataSync.Stores.Files;

namespace DataSync.Stores.Databases;

/// <summary>Checks a slice's batches before any of them is sent: keys are not null, and the server can hold every value as it is.</summary>
internal sealed class ValueCheck(IReadOnlyList<string> key, UnrepresentablePolicy policy, Func<ColumnVector, bool, UnrepresentableValue?> find)
{
    /// <summary>The batch as it is to be stored.</summary>
    /// <param name="batch">A batch with the table's columns.</param>
    /// <param name="firstRow">How many rows of the slice came before it.</param>
    /// <exception cref="SliceRejectedException">A key is null, or a value cannot be held.</exception>
    public RowBatch Admit(RowBatch batch, long firstRow)
    {
        ColumnVector[]? changed = null;
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            var vector = batch.Columns[i];
            var isKey = key.Contains(vector.Column.Name);
            if (isKey && vector.NullCount > 0)
                throw Reject(firstRow + vector.NextNull(0), vector.Column.Name, "is null, and is part of the key", "Leave the column out of -Key, or ask the vendor's support why it sends rows without it.");
            while (find(vector, isKey) is { } bad)
            {
                if (policy != UnrepresentablePolicy.Null || isKey)
                    throw Reject(firstRow + bad.Row, bad.Column, $"cannot be stored: {bad.Reason}", "Set the plan's -OnUnrepresentable Null to store null instead, or use another kind of store.");
                vector = WithNull(vector, bad.Row);
                changed ??= [.. batch.Columns];
                changed[i] = vector;
            }
        }
        return changed is null ? batch : new RowBatch(changed, batch.RowCount);
    }

    private static ColumnVector WithNull(ColumnVector vector, int row)
    {
        var copy = vector.NewLike(vector.Column, vector.Count);
        copy.AppendRange(vector, 0, row);
        copy.AppendNull();
        copy.AppendRange(vector, row + 1, vector.Count - row - 1);
        return copy;
    }

    private static SliceRejectedException Reject(long row, string column, string what, string advice) =>
        new(new Failure(FailureCategory.Value, $"Row {row + 1}, column '{column}' {what}.") { Advice = advice });
}

/// <summary>The checks that several servers share. Each looks at a whole column, and names its first bad value.</summary>
internal static class ValueRules
{
    private const int DeepestJson = 512;

    /// <summary>The first value that a test finds.</summary>
    public static UnrepresentableValue? First<T>(ColumnVector vector, Func<T, string?> reason)
    {
        var values = ((ColumnVector<T>)vector).Values;
        for (var row = 0; row < values.Length; row++)
            if (!vector.IsNull(row) && reason(values[row]) is { } why)
                return new(row, vector.Column.Name, why);
        return null;
    }

    /// <summary>Texts that have no UTF-8 form, or hold the character NUL where that is not allowed.</summary>
    public static UnrepresentableValue? Texts(ColumnVector vector, bool allowsNul)
    {
        var texts = (ColumnVector<string>)vector;
        if (TextRules.FindLoneSurrogate(texts) is >= 0 and var row) return new(row, vector.Column.Name, TextRules.LoneSurrogate);
        if (allowsNul) return null;
        string? last = null;
        return First<string>(vector, text =>
        {
            if (ReferenceEquals(text, last)) return null;
            last = text;
            return text.Contains('\0', StringComparison.Ordinal) ? "the text holds the character NUL, which the server's texts cannot hold" : null;
        });
    }

    /// <summary>Texts or bytes too long for an index.</summary>
    public static UnrepresentableValue? KeyLength(ColumnVector vector, int mostBytes, int mostCharacters) => vector switch
    {
        ColumnVector<string> => First<string>(vector, text => text.Length > mostCharacters || (text.Length > mostBytes / 3 && Encoding.UTF8.GetByteCount(text) > mostBytes) ? TooLong(mostCharacters < mostBytes ? $"{mostCharacters} characters" : $"{mostBytes} bytes") : null),
        ColumnVector<byte[]> => First<byte[]>(vector, bytes => bytes.Length > mostBytes ? TooLong($"{mostBytes} bytes") : null),
        _ => null,
    };

    /// <summary>Texts that are no JSON.</summary>
    public static UnrepresentableValue? Json(ColumnVector vector) => First<string>(vector, text =>
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = DeepestJson });
            while (reader.Read()) { }
            return null;
        }
        catch (JsonException)
        {
            return "the text is no JSON";
        }
    });

    /// <summary>Decimals that the column's digits cannot hold as they are.</summary>
    public static UnrepresentableValue? Decimals(ColumnVector vector)
    {
        var type = vector.Column.Type;
        var bound = 1m;
        for (var i = type.Scale; i < type.Precision; i++) bound *= 10;
        return First<decimal>(vector, value => Math.Abs(value) < bound && decimal.Round(value, type.Scale) == value ? null : $"the number has more digits than {type} holds");
    }

    /// <summary>Times finer than a microsecond.</summary>
    public static UnrepresentableValue? Times(ColumnVector vector) =>
        First<DateTime>(vector, time => time.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? null : "the time is finer than a microsecond");

    private static string TooLong(string most) => $"the value is longer than the {most} that a key column can hold";
}
