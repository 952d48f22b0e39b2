namespace DataSync.Schema;

/// <summary>
/// One change of a stored table. Its text form, which <see cref="StepText"/> reads and writes, is what users see and edit: <c>rename column vol to volume</c>.
/// Steps of a migration are taken in order, each on what the earlier ones left.
/// </summary>
public abstract record SchemaStep
{
    /// <summary>The text form.</summary>
    public sealed override string ToString() => StepText.Write(this);
}

/// <summary>Adds a column at the end; rows that are there get the default.</summary>
/// <param name="Column">The column.</param>
/// <param name="Default">A value of the column's .NET type; null: null.</param>
public sealed record AddColumn(Column Column, object? Default = null) : SchemaStep;

/// <summary>Takes a column out of the table.</summary>
/// <param name="Name">The column.</param>
/// <param name="Archive">True: its values are kept aside, where only <see cref="RestoreColumn"/> or a person finds them; false: they are gone.</param>
public sealed record DropColumn(string Name, bool Archive = true) : SchemaStep;

/// <summary>Brings back a column that was dropped and kept aside. Rows that came since have null.</summary>
/// <param name="Column">The column as it was; it comes last.</param>
public sealed record RestoreColumn(Column Column) : SchemaStep;

/// <summary>Gives a column another name. Slices are named by arguments, so they stay done.</summary>
/// <param name="Name">The name it has.</param>
/// <param name="To">The name it gets.</param>
public sealed record RenameColumn(string Name, string To) : SchemaStep;

/// <summary>Gives a column another type. A wider one (<see cref="Widening.Holds"/>) takes all values; any other is refused where a value has no exact form in it.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">The type it gets.</param>
public sealed record RetypeColumn(string Name, DataType Type) : SchemaStep;

/// <summary>Gives a table another key. Refused where rows have an equal or a null key then.</summary>
/// <param name="Key">The columns of the new key, in order.</param>
public sealed record ChangeKey(IReadOnlyList<string> Key) : SchemaStep
{
    /// <inheritdoc/>
    public bool Equals(ChangeKey? other) => other is not null && Key.SequenceEqual(other.Key);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.Count == 0 ? 0 : Key[0].GetHashCode(StringComparison.Ordinal);
}

/// <summary>Puts the columns in another order.</summary>
/// <param name="Names">All columns, in the new order.</param>
public sealed record ReorderColumns(IReadOnlyList<string> Names) : SchemaStep
{
    /// <inheritdoc/>
    public bool Equals(ReorderColumns? other) => other is not null && Names.SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Count == 0 ? 0 : Names[0].GetHashCode(StringComparison.Ordinal);
}
