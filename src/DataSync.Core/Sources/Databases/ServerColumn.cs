namespace DataSync.Sources.Databases;

/// <summary>A column as the server has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ServerType">Its type in the server's words.</param>
/// <param name="Type">The type that holds its values.</param>
/// <param name="Reads">The type its values are read as; a wider one than <paramref name="Type"/> where the server has values that no .NET type holds.</param>
/// <param name="Expression">What is selected to read it.</param>
internal sealed record ServerColumn(string Name, string ServerType, DataType Type, DataType Reads, string Expression)
{
    /// <summary>What the server says of it.</summary>
    public string? Description { get; init; }

    /// <summary>True where the server orders and compares its values as they are read, so that pages can go by it.</summary>
    public bool IsOrdered => Type == Reads && Type.Kind is DataKind.Int64 or DataKind.String or DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz;
}
