namespace DataSync.Introspection;

/// <summary>How a document is read.</summary>
public sealed record DocumentReadOptions
{
    private readonly int _depth = 1;

    /// <summary>Levels of nested objects that become columns of their own, named <c>outer_inner</c>; 1: none, a nested object is one Json column.</summary>
    public int Depth { get => _depth; init => _depth = value is >= 1 and <= 8 ? value : throw new ArgumentOutOfRangeException(nameof(Depth), value, "The depth is 1 to 8."); }
}
