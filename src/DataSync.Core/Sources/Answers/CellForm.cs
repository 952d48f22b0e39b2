using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>The usual forms of a type's values in JSON. Implemented by structs, so that the reader of a column is compiled for its form.</summary>
internal interface ICellForm<T>
{
    /// <summary>Reads a value in one of its usual forms; false, the reader unmoved, for all else.</summary>
    bool TryRead(ref Utf8JsonReader reader, out T value);

    /// <summary>Reads the value that begins at a byte, in the plainest of these forms.</summary>
    /// <returns>Where it ends, what follows unseen; negative for all else.</returns>
    int Scan(ReadOnlySpan<byte> json, int at, out T value);
}
