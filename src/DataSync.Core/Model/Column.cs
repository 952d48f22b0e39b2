namespace DataSync;

/// <summary>A column of a dataset.</summary>
public sealed record Column
{
    /// <summary>Makes an empty column, to be filled by a hashtable in a script.</summary>
    public Column() { }

    /// <summary>Makes a column of a name and type.</summary>
    public Column(string name, DataType type) => (Name, Type) = (name, type);

    /// <summary>The name, as the vendor sends it and as it is stored.</summary>
    public string Name { get; init; } = "";
    /// <summary>The type the stored values have.</summary>
    public DataType Type { get; init; } = DataType.String;
    /// <summary>The type as the vendor's page words it, such as <c>float</c>.</summary>
    public string? VendorType { get; init; }
    /// <summary>False where the vendor sends the column only when it is asked for by name (默认显示 N); null where the page does not say.</summary>
    public bool? DefaultShown { get; init; }
    /// <summary>How a date or time is written by the vendor, as a .NET format such as <c>yyyyMMdd</c>; null: recognized by itself.</summary>
    public string? Format { get; init; }
    /// <summary>
    /// Where the value is in a row, where that is not simply the name: <c>$.price.amount</c> within a nested object, <c>$.tags[0]</c> within an array, <c>^.id</c> in the object around the
    /// row's list, <c>@file</c> for the file that the row is from; null: under the name.
    /// </summary>
    public string? Path { get; init; }
    /// <summary>What the vendor's page says of it.</summary>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type}";
}
