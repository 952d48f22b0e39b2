
namespace DataSync.Hosting.Commands;

/// <summary>What <c>Test-Path</c> looks for.</summary>
public enum TestPathType
{
    /// <summary>Anything.</summary>
    Any,
    /// <summary>Something that holds other things, as a folder.</summary>
    Container,
    /// <summary>Something that holds none, as a file.</summary>
    Leaf,
}
