namespace DataSync.Rows.Utf8;

/// <summary>How values of a type are written as UTF-8. Implemented by structs without fields, so that a writer of a column is compiled for its form.</summary>
internal interface IUtf8Form<T>
{
    /// <summary>No value takes more bytes.</summary>
    static abstract int MaxLength { get; }

    /// <summary>Writes a value, returns the bytes it took.</summary>
    static abstract int Write(T value, Span<byte> destination);
}
